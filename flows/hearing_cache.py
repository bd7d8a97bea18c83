"""What the engines heard in each recording, as files of the orchestrator's result storage."""

import os
import re
import time
from collections.abc import Iterable
from pathlib import Path

#: Names of before they began with the recording's hash: nothing reads those any more.
_UNREADABLE = re.compile(r"[0-9a-f]{64}")
#: All names of ours: the storage may be shared with other programs.
_HEARING = re.compile(r"[0-9a-f]{64}(-[0-9a-f]{64})?")
_SECONDS_A_DAY = 86_400


def forget_hearings(sha256s: Iterable[str]) -> int:
    """Delete what was heard in the recordings with these hashes; how many files that were.

    Files that no version of today can read may hold any of them, and go too.
    """
    wanted = tuple(f"{sha256}-" for sha256 in sha256s)
    return _delete(
        path
        for path in _files()
        if path.name.startswith(wanted) or _UNREADABLE.fullmatch(path.name)
    )


def forget_hearings_before(days: float) -> int:
    """Delete what was heard more than so many days ago; how many files that were."""
    limit_s = time.time() - days * _SECONDS_A_DAY
    return _delete(path for path in _files() if path.stat().st_mtime < limit_s)


def _files() -> tuple[Path, ...]:
    """Every hearing there; settings and privacy have said where before."""
    folder = Path(os.environ["PREFECT_LOCAL_STORAGE_PATH"])
    return (
        tuple(p for p in folder.iterdir() if _HEARING.fullmatch(p.name)) if folder.is_dir() else ()
    )


def _delete(paths: Iterable[Path]) -> int:
    count = 0
    for path in paths:
        path.unlink(missing_ok=True)
        count += 1
    return count
