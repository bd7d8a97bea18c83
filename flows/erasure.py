"""Forgetting a call everywhere: its rows, what was heard in it, its reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flows import workplace
from flows.hearing_cache import forget_hearings
from flows.own_reports import (
    CORRECTIONS,
    document_path,
    is_own_page,
    listening_copy_path,
    own_document,
    page_path,
    team_document_path,
    team_page_path,
)
from models.database import shed_deleted, writing
from models.erasure import ErasedCall, cites, erase_call
from scoring.reporting.coaching_document import SCHEMA as COACHING

#: Folders, in the reports folder, where coaching reports are looked for, and those on corrections.
_COACHING_FOLDERS = (".", "coaching")
_CORRECTION_FOLDERS = (".", CORRECTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenCall:
    """What went of one call; `stored` is None where only its reports were left.

    `recording` is the file that it was heard in, there or not; `quoted_in` are the pages on agents
    and teams in the reports folder that show moments of it, `corrected_in` the reports on
    corrections that name it.
    """

    call_id: str
    stored: ErasedCall | None
    files: tuple[Path, ...]
    recording: Path | None
    quoted_in: tuple[Path, ...]
    corrected_in: tuple[Path, ...]

    @property
    def found(self) -> bool:
        """Whether there was anything of it."""
        return self.stored is not None or bool(self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """All calls that were forgotten, and how many cached hearings went with them."""

    calls: tuple[ForgottenCall, ...]
    hearings: int


class UnknownCallsError(Exception):
    """None of these ids belongs to a stored call or to a report: nothing was deleted."""

    def __init__(self, call_ids: Sequence[str]) -> None:
        super().__init__(", ".join(call_ids))
        self.call_ids = tuple(call_ids)


def forget_calls(call_ids: Sequence[str], out_dir: Path) -> Erasure:
    """Delete these calls from the database, the cache and the reports in `out_dir`.

    All of them or none: the rows go last, so that what breaks off can be run again.

    Raises
    ------
    UnknownCallsError
        An id is unknown.
    """
    with writing(workplace.database()) as session:
        wanted = tuple(dict.fromkeys(call_ids))
        erased = {call_id: erase_call(session, call_id=call_id) for call_id in wanted}
        calls = tuple(_forgotten(call_id, erased[call_id], out_dir) for call_id in wanted)
        unknown = [call.call_id for call in calls if not call.found]
        if unknown:
            raise UnknownCallsError(unknown)
        hearings = forget_hearings(stored.sha256 for stored in erased.values() if stored)
        for call in calls:
            for path in call.files:
                path.unlink(missing_ok=True)
    shed_deleted(workplace.database())
    return Erasure(calls=calls, hearings=hearings)


def _forgotten(call_id: str, stored: ErasedCall | None, out_dir: Path) -> ForgottenCall:
    return ForgottenCall(
        call_id=call_id,
        stored=stored,
        files=_reports(out_dir, call_id),
        recording=None if stored is None else Path(stored.path),
        quoted_in=_quoting(out_dir, call_id, stored),
        corrected_in=tuple(
            page_path(out_dir / folder, CORRECTIONS)
            for folder in _CORRECTION_FOLDERS
            if cites(own_document(document_path(out_dir / folder, CORRECTIONS)), call_id)
        ),
    )


def _reports(out_dir: Path, call_id: str) -> tuple[Path, ...]:
    """The call's own files in `out_dir`; never a file of that name that is not ours."""
    document, page = document_path(out_dir, call_id), page_path(out_dir, call_id)
    copy = listening_copy_path(out_dir, call_id)
    content = own_document(document)
    files = []
    if content is not None and content.get("call_id") == call_id:
        files.append(document)
    if is_own_page(page):
        files.append(page)
    if copy.is_file():
        files.append(copy)
    return tuple(files)


def _coached(folder: Path, stored: ErasedCall | None) -> list[str]:
    """Whose pages in `folder` may quote a call; everybody's once nothing of it is stored."""
    if stored is None:
        documents = {path.stem: own_document(path) or {} for path in folder.glob("*.json")}
        return sorted(name for name, one in documents.items() if one.get("schema") == COACHING)
    return sorted({*stored.coached, *([stored.agent_id] if stored.agent_id else [])})


def _quoting(out_dir: Path, call_id: str, stored: ErasedCall | None) -> tuple[Path, ...]:
    """Coaching and team pages in `out_dir` that quote the call."""
    folders = [out_dir / folder for folder in _COACHING_FOLDERS]
    coaching = tuple(
        page_path(folder, agent)
        for folder in folders
        for agent in _coached(folder, stored)
        if cites(own_document(document_path(folder, agent)), call_id)
    )
    teams = tuple(
        team_page_path(folder)
        for folder in folders
        if cites(own_document(team_document_path(folder)), call_id)
    )
    return (*coaching, *teams)
