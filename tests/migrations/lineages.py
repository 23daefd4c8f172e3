"""A lineage with one more revision, so that there is something to upgrade to."""

import shutil
from pathlib import Path

from swfstore.store import lineage, migrate

NEXT = "9001"

_REVISION = """
from alembic import op
import sqlalchemy as sa

revision, down_revision, branch_labels, depends_on = "{revision}", "{head}", None, None


def upgrade():
    with op.batch_alter_table("domains") as batch:
        batch.add_column(sa.Column("owner", sa.Text(), nullable=True))
    {more}
"""


def longer(monkeypatch, directory: Path, more: str = "pass") -> None:
    """Let swfstore have one revision more, which adds a column and then does `more`."""
    top = lineage.place()
    shutil.copytree(top / "migrations", directory / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(top / "alembic.ini", directory)
    script = _REVISION.format(revision=NEXT, head=migrate.HEAD, more=more)
    (directory / "migrations" / "versions" / f"{NEXT}_more.py").write_text(script)
    monkeypatch.setattr(lineage, "place", lambda: directory)
    monkeypatch.setattr(migrate, "HEAD", NEXT)
