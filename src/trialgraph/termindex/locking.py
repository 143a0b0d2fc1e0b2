"""One import at a time into a folder: of two that read the same index, one would be lost."""

import contextlib
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from trialgraph.problems import Bilingual, Location, OutputError, Problem

if sys.platform != "win32":
    import fcntl

LOCK = ".terms.lock"
"""The name of the file that is locked. It stays: who removed it could remove that of another import."""
PATIENCE = 10.0
"""Seconds to wait for another import."""
_PAUSE = 0.1


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Keep other imports out of a folder, also those of other processes; a killed one holds no lock.

    Yields:
        Whether they are kept out: not every platform and not every network disk knows locks.

    Raises:
        OutputError: another import is at work and did not end in time.
        OSError: the folder may not be written to.

    """
    with (folder / LOCK).open("ab") as stream:
        yield _wait_for(stream, folder)


def _wait_for(stream: IO[bytes], folder: Path) -> bool:
    if sys.platform == "win32":
        return False
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise OutputError([_busy(str(folder))]) from None
            time.sleep(_PAUSE)
        except OSError:
            return False
        else:
            return True


def remove_leftovers(path: Path) -> None:
    """Remove what killed imports wrote beside a file; only who keeps all others out may do so."""
    for leftover in path.parent.glob(f".{path.name}.*"):
        with contextlib.suppress(OSError):
            leftover.unlink()


def _busy(folder: str) -> Problem:
    return Problem(
        code="unwritable",
        severity="violation",
        location=Location(file=folder),
        message=Bilingual(
            en="another import into this folder is at work: nothing was changed",
            fr="un autre import dans ce dossier est en cours : rien n’a été changé",
        ),
        hint=Bilingual(
            en="import again when it has ended, or all files in one command",
            fr="recommencez quand il sera fini, ou importez tous les fichiers en une commande",
        ),
    )
