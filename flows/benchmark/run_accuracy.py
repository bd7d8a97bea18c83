"""The flow that listens to calls whose truth is known and holds the results against it."""

import flows.privacy  # noqa: F401 - first: Prefect reads its environment once

# isort: split

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from prefect import flow

from audio_features.call_metadata import CallMetadata
from audio_features.decoding import probe
from audio_features.errors import ConfigurationError, RecordingError
from flows import workplace
from flows.analyze_call import (
    AnalysisOptions,
    hear_recording,
    interpret_hearing,
    score_call,
)
from flows.analyze_folder import one_line
from flows.benchmark.accuracy import AccuracyRun, CallAccuracy, call_accuracy
from flows.benchmark.truth import CallTruth, load_truth, truth_path
from flows.fingerprints import escucha_version
from flows.outcomes import CallOutcome, is_interruption
from flows.progress import watcher
from flows.recordings import RecordedCall, find_recordings, plan_calls, without_duplicates
from models.columns import utc_now
from scoring.findings import ScoredCall
from scoring.reporting.call_document import Provenance, to_document
from scoring.reporting.file_names import safe_file_name
from scoring.reporting.json_file import write_json

#: What telephony tells of a call that the ear has to find out where it does not.
_TOLD_BY_TELEPHONY = ("rings", "ring_seconds", "holds", "transfers", "agent_channel")


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkOptions:
    """How to benchmark. `ear_alone` leaves out what telephony tells of rings, holds, channels."""

    analysis: AnalysisOptions
    ear_alone: bool = False
    write_documents: bool = False


def calls_with_truth(folder: Path) -> tuple[RecordedCall, ...]:
    """Recordings in `folder` that have a truth in ``folder/truth``.

    Raises
    ------
    ConfigurationError
        There is no such folder, recording or truth.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: is not a folder; name one with recordings and truth/")
    plan = without_duplicates(plan_calls(find_recordings([folder])))
    if plan.refused:
        raise ConfigurationError("\n".join(refused.error for refused in plan.refused))
    calls = tuple(c for c in plan.calls if truth_path(folder, c.call_id).is_file())
    if not calls:
        raise ConfigurationError(
            f"{folder}: no recording there has a truth; put it in {truth_path(folder, 'CALL_ID')}"
        )
    return calls


@flow(name="bench-accuracy", persist_result=False)
def bench_accuracy(folder: str, options: BenchmarkOptions) -> AccuracyRun:
    """Listen, judge and compare; hearings are kept and reused as those of any analysis."""
    calls = calls_with_truth(Path(folder))
    # Figures are of one rubric, the one that the run names; a set is refused before listening.
    rubric = workplace.rubrics(options.analysis.rubric).only()
    watcher().planned(len(calls))
    measured: list[CallAccuracy] = []
    failures: list[str] = []
    for outcome in _each(calls, Path(folder), options):
        if isinstance(outcome, CallAccuracy):
            measured.append(outcome)
        else:
            failures.append(outcome)
    return AccuracyRun(
        calls=tuple(measured),
        failures=tuple(failures),
        measured_at=utc_now(),
        folder=Path(folder).resolve().name,
        escucha=escucha_version(),
        engines_sha256=workplace.engines_name(),
        rubric=rubric.identity,
        ear_alone=options.ear_alone,
    )


def _each(
    calls: tuple[RecordedCall, ...], folder: Path, options: BenchmarkOptions
) -> Iterator[CallAccuracy | str]:
    for call in calls:
        watcher().started(call.call_id)
        try:
            truth = load_truth(truth_path(folder, call.call_id))
            scored = _scored(_as_heard(call, options), truth, options)
        except ConfigurationError:
            raise
        except Exception as error:  # whatever befalls one call, the others go on
            if is_interruption(error):
                raise KeyboardInterrupt from error
            line = one_line(call, error)
            watcher().finished(
                CallOutcome(path=call.path, call_id=call.call_id, status="failed", error=line)
            )
            yield line
            continue
        watcher().finished(CallOutcome(path=call.path, call_id=call.call_id, status="done"))
        yield call_accuracy(truth, scored)


def _as_heard(call: RecordedCall, options: BenchmarkOptions) -> RecordedCall:
    if not options.ear_alone:
        return call
    given = call.metadata.model_dump(exclude=set(_TOLD_BY_TELEPHONY), exclude_none=True)
    return RecordedCall(
        path=call.path, call_id=call.call_id, metadata=CallMetadata.model_validate(given)
    )


def _scored(call: RecordedCall, truth: CallTruth, options: BenchmarkOptions) -> ScoredCall:
    sha256 = probe(Path(call.path)).sha256
    if truth.sha256 is not None and truth.sha256 != sha256:
        raise RecordingError(
            f"{call.path}: is not the recording its truth was written for; build both anew"
        )
    hearing = hear_recording(
        path=call.path,
        sha256=sha256,
        language=options.analysis.language_of(call.metadata),
        vocabulary=call.metadata.vocabulary or (),
        engines=workplace.engines_name(),
    )
    heard = interpret_hearing(call, hearing, options.analysis, sha256=sha256)
    scored = score_call(heard, options.analysis)
    if options.write_documents:
        path = Path(options.analysis.out_dir) / f"{safe_file_name(call.call_id)}.json"
        provenance = Provenance(escucha=escucha_version(), processed_at=utc_now())
        write_json(path, to_document(scored, provenance=provenance))
    return scored
