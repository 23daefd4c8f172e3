"""A thread that hears, on a PostgreSQL connection of its own, what other processes have made ready."""

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

from swfstore.store import notices
from swfstore.store.database import Database
from swfstore.store.notices import Ready, first_line

STOP_LOOK_SECONDS = 0.25
"""How often the thread looks whether it is to end."""

RETRY_SECONDS = 1
"""How long it waits before it connects again."""

_OPTIONS = {"connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""How a server that is gone without a word is found out, by who only listens; the URL may say otherwise."""

_LISTEN = f"LISTEN {notices.CHANNEL}"

logger = logging.getLogger("swfstore")


class Listener:
    """Tells `heard`, on a thread of its own, of tasks that others have made ready; None means that any may be.

    That it says whenever it has connected, because it cannot know what it has missed. A connection that is lost is
    made again.
    """

    def __init__(self, database: Database, heard: Callable[[Ready | None], None]) -> None:
        self._database = database
        self._heard = heard
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="swfstore-listener", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End; nothing is told after this has returned."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        told = False
        while not self._stopping.is_set():
            try:
                with closing(self._database.connection_apart(_OPTIONS)) as connection:
                    connection.execute(_LISTEN)
                    if told:
                        logger.warning("tasks of other processes are heard of again")
                        told = False
                    self._listen(connection)
            except self._database.errors as error:
                if not told:
                    logger.warning("tasks of other processes are not heard of: %s", first_line(error))
                    told = True
            except Exception:  # a mistake of ours: polls look for themselves, later
                logger.exception("listening failed unexpectedly")
            finally:
                self._database.listens_as = 0
            self._stopping.wait(RETRY_SECONDS)

    def _listen(self, connection: Any) -> None:  # a psycopg.Connection
        own = self._database.listens_as = connection.info.backend_pid
        self._heard(None)
        while not self._stopping.is_set():
            for notice in connection.notifies(timeout=STOP_LOOK_SECONDS):
                sender, tasks = notices.understood(notice.payload)
                if sender != own:  # this process wakes its own polls itself
                    self._heard(tasks)
