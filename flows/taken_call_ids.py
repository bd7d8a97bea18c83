"""What is stored already: call ids of another recording, recordings of another call, lost agents.

So no call is silently replaced, none counts twice, and none loses its agent without a word.
"""

import hashlib
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from sqlmodel import Session

from audio_features.call_metadata import CallMetadata, sidecar_path
from flows import workplace
from flows.recordings import (
    Plan,
    RecordedCall,
    RefusedRecording,
    give_own_id,
    without_duplicates,
)
from models import store
from models.call_tables import Call
from models.database import reading

#: All empty files are the same file.
_OF_NOTHING = hashlib.sha256().hexdigest()
_NOTHING_KNOWN = CallMetadata()
#: Calls that a warning names (our choice).
_MOST_NAMED = 5


def leave_out_taken(plan: Plan, hashes: Mapping[str, str | None]) -> Plan:
    """`plan` without what is stored, or planned, as another call; `hashes` are those of its paths.

    The same path may hold other sound by now, and the same sound may have moved: both are the
    call that is stored. Other sound at another path is another call; the same sound under another
    id is no call of its own, and would count twice.
    """
    plan = without_duplicates(plan)
    todo: dict[str, RecordedCall] = {}
    refused: list[RefusedRecording] = list(plan.refused)
    with reading(workplace.database()) as session:
        # Of two copies the one that somebody put data beside counts.
        for call in sorted(plan.calls, key=lambda call: call.metadata == _NOTHING_KNOWN):
            sha256 = hashes.get(call.path)
            why = _why_taken(session, call, sha256) or _why_repeated(
                session, call, todo.get(sha256 or "")
            )
            if why is not None:
                refused.append(RefusedRecording(path=call.path, call_id=call.call_id, error=why))
            else:
                todo[sha256 or call.path] = call
    kept = {call.path for call in todo.values()}
    return replace(
        plan,
        calls=tuple(call for call in plan.calls if call.path in kept),
        refused=tuple(refused),
    )


def agents_lost(calls: Iterable[RecordedCall]) -> str | None:
    """A line on stored calls whose agent was known, and is not by what is beside them now."""
    lost = []
    with reading(workplace.database()) as session:
        for call in calls:
            if call.metadata.agent_id is not None:
                continue
            stored = store.find_call(session, call_id=call.call_id)
            if stored is not None and stored.agent_id is not None:
                lost.append(f"{call.call_id} ({stored.agent_id})")
    if not lost:
        return None
    named = ", ".join(lost[:_MOST_NAMED]) + (", …" if len(lost) > _MOST_NAMED else "")
    many = "1 call that is" if len(lost) == 1 else f"{len(lost)} calls that are"
    return (
        f"{many} stored with an agent will be without: {named}; name them in column or field "
        "agent_id, beside the recordings"
    )


def hashes_of(plan: Plan) -> dict[str, str | None]:
    """`sha256_of` each recording of `plan`, by its path."""
    return {call.path: sha256_of(Path(call.path)) for call in plan.calls}


def sha256_of(path: Path) -> str | None:
    """SHA-256 of the file, None where it can't be read or is empty: analysing it then says why."""
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
    return None if sha256 == _OF_NOTHING else sha256


def _why_taken(session: Session, call: RecordedCall, sha256: str | None) -> str | None:
    """Why `call` can't be stored: its id is another recording's, or its sound another call's."""
    stored = store.find_call(session, call_id=call.call_id)
    if stored is not None and _is_another(stored, call, sha256):
        return (
            f"{call.path}: has the call id {call.call_id!r}, which belongs to another recording, "
            f"{stored.path}; {give_own_id(call)}"
        )
    if sha256 is None or (stored is not None and stored.sha256 == sha256):
        return None
    same = store.call_with_recording(session, sha256=sha256)
    return None if same is None else _stored_as_another(call, same)


def _stored_as_another(call: RecordedCall, same: Call) -> str:
    moved = _same_place(same.path, call.path) or not Path(same.path).exists()
    where = "" if moved else f", heard in {same.path}"
    mend = (
        f"give it that call_id in {sidecar_path(Path(call.path)).name}"
        if moved
        else "leave this copy out"
    )
    return (
        f"{call.path}: is stored already as call {same.call_id!r}{where}; {mend}, or run "
        f"`{_forget(same.call_id)}` first, which deletes its corrections too, to analyse it as "
        f"{call.call_id!r}"
    )


def _why_repeated(session: Session, call: RecordedCall, earlier: RecordedCall | None) -> str | None:
    if earlier is None:
        return None
    if store.find_call(session, call_id=call.call_id) is not None:
        return (
            f"{call.path}: is stored twice, as call {call.call_id!r} and as {earlier.call_id!r} of "
            f"{earlier.path}; run `{_forget(call.call_id)}` so that it counts once, and leave this "
            "copy out"
        )
    return (
        f"{call.path}: is the same recording as {earlier.path}, and would count twice; it is left "
        "to that one: leave one of them out"
    )


def _forget(call_id: str) -> str:
    return f"escucha forget {shlex.quote(call_id)}"


def _is_another(stored: Call, call: RecordedCall, sha256: str | None) -> bool:
    if _same_place(stored.path, call.path):
        return False
    return sha256 not in (stored.sha256, None)


def _same_place(path: str, other: str) -> bool:
    return path == other or Path(path).resolve() == Path(other).resolve()
