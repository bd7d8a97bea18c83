"""The nightly batch: only what is new or changed."""

import flows.privacy  # noqa: F401 - first: Prefect reads its environment once

# isort: split

from dataclasses import replace

from prefect import flow, tags
from sqlmodel import Session

from audio_features.call_metadata import CallMetadata
from flows import workplace
from flows.analyze_call import AnalysisOptions, fingerprint_of
from flows.analyze_folder import analyze_planned, planned
from flows.artifacts import publish_summary
from flows.outcomes import CallOutcome, RunSummary, summary_of
from flows.recordings import Plan, RecordedCall
from flows.taken_call_ids import hashes_of, leave_out_taken
from models import batches, store
from models.database import reading, writing


@flow(name="nightly-batch", persist_result=False)
def nightly_batch(source: str, manifest: str | None, options: AnalysisOptions) -> RunSummary:
    """Analyse those recordings in `source` that are new, or that changed in any way since."""
    plan = planned([source], manifest, options)
    with writing(workplace.database()) as session:
        batch = batches.start_batch(session, source=source)
    try:
        with tags("batch"):
            todo, skipped = leave_out_known(plan, options)
            for outcome in skipped:
                _record(batch, outcome)
            outcomes = analyze_planned(
                todo, manifest, options, done=lambda outcome: _record(batch, outcome)
            )
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
    skipped: list[CallOutcome] = []
    hashes = hashes_of(plan)
    with reading(workplace.database()) as session:
        for told in plan.calls:
            sha256 = hashes[told.path]
            call = _with_what_was_known(session, told, sha256)
            fingerprint = fingerprint_of(call, options)
            known = sha256 and store.known_recording(
                session, sha256=sha256, fingerprint=fingerprint
            )
            if known:
                skipped.append(
                    CallOutcome(path=call.path, call_id=known, sha256=sha256, status="skipped")
                )
            else:
                todo.append(call)
    return leave_out_taken(replace(plan, calls=tuple(todo)), hashes), tuple(skipped)


def _with_what_was_known(session: Session, call: RecordedCall, sha256: str | None) -> RecordedCall:
    """`call`, of which tonight's data say nothing at all, with what earlier ones said of it.

    A telephone system exports tonight's calls: that takes nothing from those of other nights.
    """
    if sha256 is None or call.metadata != CallMetadata():
        return call
    known = store.remembered_metadata(session, sha256=sha256, path=call.path)
    if known is None:
        return call
    call_id, metadata = known
    return replace(call, call_id=call_id, metadata=metadata)


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
