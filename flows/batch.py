"""The nightly batch: only what is new or changed."""

import flows.privacy  # noqa: F401 - first: Prefect reads its environment once

# isort: split

import hashlib
from dataclasses import replace
from pathlib import Path

from prefect import flow, tags

from flows import workplace
from flows.analyze_call import AnalysisOptions, fingerprint_of
from flows.analyze_folder import analyze_planned
from flows.artifacts import publish_summary
from flows.outcomes import CallOutcome, RunSummary, summary_of
from flows.recordings import Plan, RecordedCall, RefusedRecording, plan_calls
from models import batches, store
from models.database import reading, writing


@flow(name="nightly-batch", persist_result=False)
def nightly_batch(
    source: str, recordings: tuple[str, ...], manifest: str | None, options: AnalysisOptions
) -> RunSummary:
    """Analyse those of `recordings` that are new, or that changed in any way since."""
    plan = plan_calls(
        [Path(path) for path in recordings],
        manifest=Path(manifest) if manifest else None,
        out_dir=Path(options.out_dir),
    )
    with writing(workplace.database()) as session:
        batch = batches.start_batch(session, source=source)
    try:
        with tags("batch"):
            todo, skipped = leave_out_known(plan, options)
            for outcome in skipped:
                _record(batch, outcome)
            outcomes = analyze_planned(todo, options, done=lambda outcome: _record(batch, outcome))
    except BaseException:
        _finish(batch, "interrupted")
        raise
    _finish(batch, "finished")
    summary = summary_of([*outcomes, *skipped])
    publish_summary(summary, key="batch")
    return summary


def leave_out_known(plan: Plan, options: AnalysisOptions) -> tuple[Plan, tuple[CallOutcome, ...]]:
    """What is left to do of `plan`, and the recordings that were heard this very way before."""
    todo: list[RecordedCall] = []
    refused: list[RefusedRecording] = list(plan.refused)
    skipped: list[CallOutcome] = []
    with reading(workplace.database()) as session:
        for call in plan.calls:
            sha256 = _sha256(Path(call.path))
            fingerprint = fingerprint_of(call, options)
            known = sha256 and store.known_recording(
                session, sha256=sha256, fingerprint=fingerprint
            )
            stored = store.find_call(session, call_id=call.call_id)
            if known:
                skipped.append(
                    CallOutcome(path=call.path, call_id=known, sha256=sha256, status="skipped")
                )
            elif stored is not None and stored.sha256 != sha256 and stored.path != call.path:
                refused.append(_taken(call, stored.path))
            else:
                todo.append(call)
    return replace(plan, calls=tuple(todo), refused=tuple(refused)), tuple(skipped)


def _taken(call: RecordedCall, path: str) -> RefusedRecording:
    """Refuse, as nobody is there at night to say whether this is another call of the same name."""
    return RefusedRecording(
        path=call.path,
        call_id=call.call_id,
        error=(
            f"{call.path}: has the call id {call.call_id!r}, which belongs to another recording, "
            f"{path}; give it its own call_id, or replace that call with `escucha analyze`"
        ),
    )


def _sha256(path: Path) -> str | None:
    """SHA-256 of the file, None where it can't be read: analysing it then says why."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _record(batch: int, outcome: CallOutcome) -> None:
    with writing(workplace.database()) as session:
        batches.record_item(
            session,
            batch=batch,
            path=outcome.path,
            status=outcome.status,
            sha256=outcome.sha256,
            call_id=outcome.call_id,
            error=outcome.error,
        )


def _finish(batch: int, status: batches.BatchStatus) -> None:
    with writing(workplace.database()) as session:
        batches.finish_batch(session, batch=batch, status=status)
