"""Call ids that another recording has already: refused, so that no call is silently replaced."""

import hashlib
from dataclasses import replace
from pathlib import Path

from audio_features.call_metadata import sidecar_path
from flows import workplace
from flows.recordings import Plan, RecordedCall, RefusedRecording
from models import store
from models.call_tables import Call
from models.database import reading


def leave_out_taken(plan: Plan) -> Plan:
    """`plan` without the calls whose id is that of another stored recording.

    The same path may hold other sound by now, and the same sound may have moved: both are the
    call that is stored. Other sound at another path is another call.
    """
    todo: list[RecordedCall] = []
    refused: list[RefusedRecording] = list(plan.refused)
    with reading(workplace.database()) as session:
        for call in plan.calls:
            stored = store.find_call(session, call_id=call.call_id)
            if stored is not None and _is_another(stored, call):
                refused.append(_taken(call, stored.path))
            else:
                todo.append(call)
    return replace(plan, calls=tuple(todo), refused=tuple(refused))


def sha256_of(path: Path) -> str | None:
    """SHA-256 of the file, None where it can't be read: analysing it then says why."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _is_another(stored: Call, call: RecordedCall) -> bool:
    path = Path(call.path)
    if stored.path == call.path or Path(stored.path).resolve() == path.resolve():
        return False
    return sha256_of(path) not in (stored.sha256, None)


def _taken(call: RecordedCall, path: str) -> RefusedRecording:
    return RefusedRecording(
        path=call.path,
        call_id=call.call_id,
        error=(
            f"{call.path}: has the call id {call.call_id!r}, which belongs to another recording, "
            f"{path}; give this one its own call_id in {sidecar_path(Path(call.path)).name}"
        ),
    )
