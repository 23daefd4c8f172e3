#!/usr/bin/env python3
"""The two commands of a fresh clone; they need Python 3.11 and pip, and set up everything else themselves.

    python3 run.py demo    install swfstore into an environment of its own, and run `swfstore demo`
    python3 run.py test    install the tools for development too, and run every check and test

The environment is `.venv` beside this file, or the directory that SWFSTORE_VENV names. It is used again until
pyproject.toml or constraints.txt change. The exit code is that of the first step that fails. What follows `demo` or
`test` is handed on, to `swfstore demo` or to pytest.
"""

from __future__ import annotations  # an old Python must get as far as being told that it is too old

import hashlib
import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

TOP = Path(__file__).resolve().parent
VENV = Path(os.environ.get("SWFSTORE_VENV") or TOP / ".venv").absolute()
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "swfstore-installed.txt"


def main(arguments: list[str]) -> int:
    """Run the job that the first argument names; the answer is the exit code."""
    if not arguments or arguments[0] not in ("demo", "test"):
        print(__doc__)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    if sys.version_info < (3, 11):
        print(f"run.py: swfstore needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    job, *rest = arguments
    try:
        install("dev" if job == "test" else "")
    except subprocess.CalledProcessError as failed:
        print(f"run.py: the environment could not be made: exit code {failed.returncode}.", file=sys.stderr)
        return 1
    return step("demo", BIN / "swfstore", "demo", *rest) if job == "demo" else test(rest)


def test(rest: list[str]) -> int:
    """Run every check, the quick ones first, and then the tests; the answer is the exit code of the first failure."""
    codes = {
        "style": step("style", BIN / "ruff", "check"),
        "format": step("format", BIN / "ruff", "format", "--check"),
        "types": step("types", BIN / "mypy"),
        "imports": step("imports", BIN / "lint-imports", "--no-cache"),
    }
    if (TOP / "tests" / "coverage_page.py").exists():
        codes["coverage page"] = step("coverage page", PYTHON, "-m", "tests.coverage_page", "--check")
    codes["tests"] = step("tests", PYTHON, "-m", "pytest", "-n", "2", *rest)
    failed = [title for title, code in codes.items() if code]
    if failed:
        print(f"\nrun.py: failed: {', '.join(failed)}", file=sys.stderr, flush=True)
        return codes[failed[0]]
    return 0


def step(title: str, *command: object) -> int:
    """Say what is run and run it at the top of the repository; the answer is its exit code (1 for a signal)."""
    words = [str(word) for word in command]
    print(f"\n== {title}: {' '.join([Path(words[0]).name, *words[1:]])}", flush=True)
    code = subprocess.run(words, cwd=TOP, check=False).returncode
    return code if code >= 0 else 1


def install(extra: str) -> None:
    """Make the environment hold swfstore with this extra, unless it does already."""
    wanted = fingerprint()
    installed = STAMP.read_text().split() if STAMP.exists() else []
    if PYTHON.exists() and installed[:1] == [wanted] and (not extra or extra in installed):
        print(f"== environment: {VENV} is up to date", flush=True)
        return
    STAMP.unlink(missing_ok=True)
    pip = environment()
    extras = sorted({extra, *installed[1:]} - {""})
    package = f".[{','.join(extras)}]" if extras else "."
    quiet = ["--quiet", "--disable-pip-version-check"]
    code = step("install", *pip, "install", *quiet, "--constraint", "constraints.txt", "--editable", package)
    if code:
        raise subprocess.CalledProcessError(code, "pip install")
    STAMP.write_text(" ".join([wanted, *extras]) + "\n")


def fingerprint() -> str:
    """A hash of all that decides what is installed, the place and the interpreter included."""
    parts = [(TOP / "pyproject.toml").read_bytes(), (TOP / "constraints.txt").read_bytes()]
    parts += [str(TOP).encode(), sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def environment() -> list[str]:
    """Make the virtual environment where there is none that works; the answer is the command of a pip for it."""
    if VENV.is_dir() and any(VENV.iterdir()) and not (VENV / "pyvenv.cfg").exists():
        sys.exit(f"run.py: {VENV} is not empty and is no virtual environment; name another one in SWFSTORE_VENV.")
    if works(PYTHON, "import sys, pip; sys.exit(sys.version_info < (3, 11))"):
        return [str(PYTHON), "-m", "pip"]
    print(f"== environment: making {VENV}", flush=True)
    if importlib.util.find_spec("ensurepip"):
        venv.create(VENV, with_pip=True, clear=True, symlinks=os.name != "nt")
        return [str(PYTHON), "-m", "pip"]
    if importlib.util.find_spec("pip"):  # some systems ship pip without ensurepip: let theirs install into ours
        venv.create(VENV, with_pip=False, clear=True, symlinks=os.name != "nt")
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    sys.exit("run.py: this Python has neither ensurepip nor pip; on Debian and Ubuntu: apt install python3-venv")


def works(python: Path, code: str) -> bool:
    """Whether this interpreter is there and runs this code without an error."""
    if not python.exists():
        return False
    return subprocess.run([str(python), "-c", code], capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
