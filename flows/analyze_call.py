"""One recording from samples to report. The flow reads like the data flow."""

import flows.privacy  # noqa: F401 - first: Prefect reads its environment once

# isort: split

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from pydantic import TypeAdapter

from audio_features.call_metadata import CallMetadata
from audio_features.decoding import decode, probe, write_listening_copy
from audio_features.errors import RecordingError
from audio_features.heard_call import HeardCall
from audio_features.hearing import Hearing
from audio_features.interpretation import interpret
from audio_features.listening import hear
from audio_features.recording import Audio, Recording
from flows import workplace
from flows.fingerprints import call_fingerprint, escucha_version, hearing_key
from flows.interruption import stop_if_told
from flows.outcomes import CallOutcome, outcome_of
from flows.own_reports import document_path, listening_copy_path, page_path
from flows.passing_failures import may_pass
from flows.progress import Stage, watcher
from flows.recordings import RecordedCall, recorded_call
from flows.second_judge import second_judge_is_on, with_second_judge
from flows.source_hashes import judging_hash
from models import store
from models.columns import utc_now
from models.database import writing
from scoring.findings import ScoredCall
from scoring.judge import judge_call
from scoring.reporting.call_document import Provenance, to_document
from scoring.reporting.call_page import render_call_page
from scoring.reporting.json_file import write_json, write_text

_HEARING = TypeAdapter(Hearing)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisOptions:
    """What whoever starts an analysis may choose; None leaves it to the settings."""

    out_dir: str
    rubric: str | None = None
    country: str = "ES"
    language: str | None = None

    def language_of(self, metadata: CallMetadata) -> str | None:
        """Language to listen in: the call's own, else the one chosen, else None to detect it."""
        return metadata.language or self.language


@flow(name="analyze-call", flow_run_name="{call_id}", persist_result=False)
def analyze_call(
    path: str, call_id: str, manifest: str | None, options: AnalysisOptions
) -> CallOutcome:
    """Listen to one recording, judge it, keep it, and write its reports.

    The orchestrator keeps parameters, perhaps on another machine: who called is read in here.
    """
    call = recorded_call(path, call_id=call_id, manifest=Path(manifest) if manifest else None)
    sha256 = identify_recording(path)
    heard_by_engines = hear_recording(
        path=path,
        sha256=sha256,
        language=options.language_of(call.metadata),
        vocabulary=call.metadata.vocabulary or (),
        engines=workplace.engines_name(),
    )
    heard = interpret_hearing(call, heard_by_engines, options, sha256=sha256)
    scored = hear_second_judge(score_call(heard, options), options)
    # Stored last: what is in the database is not done again, so its reports must be there.
    outcome = write_reports(scored, options)
    store_call(scored, call, options)
    return outcome


def _reach(stage: Stage) -> None:
    stop_if_told()
    watcher().reached(stage)


def _cache_key(context: Any, parameters: dict[str, Any]) -> str:
    del context
    return hearing_key(**{name: value for name, value in parameters.items() if name != "path"})


def _may_pass(failed: Any, run: TaskRun, state: State[Any]) -> bool:
    """Disks and network shares recover; a broken recording stays broken."""
    del failed, run
    cause = state.result(raise_on_failure=False)
    return isinstance(cause, BaseException) and may_pass(cause)


#: For every task that reads or writes files: three attempts, a second apart (our choice).
_TRIED_AGAIN: Any = {"retries": 2, "retry_delay_seconds": 1, "retry_condition_fn": _may_pass}


@task(task_run_name="identify", cache_policy=NO_CACHE, persist_result=False, **_TRIED_AGAIN)
def identify_recording(path: str) -> str:
    """SHA-256 of the recording, once its header makes sense."""
    return probe(Path(path)).sha256


@task(
    task_run_name="hear",
    persist_result=True,
    result_serializer="json",
    cache_key_fn=_cache_key,
    **_TRIED_AGAIN,
)
def hear_recording(
    *, path: str, sha256: str, language: str | None, vocabulary: tuple[str, ...], engines: str
) -> str:
    """All that the engines hear, as JSON: the expensive half, done once for each recording."""
    del engines  # they are in the cache key
    _reach("hear")
    _, audio = _decoded(path, sha256=sha256)
    hearing = hear(audio, engines=workplace.engines(), language=language, vocabulary=vocabulary)
    return _HEARING.dump_json(hearing).decode()


@task(task_run_name="interpret", cache_policy=NO_CACHE, persist_result=False, **_TRIED_AGAIN)
def interpret_hearing(
    call: RecordedCall, hearing: str, options: AnalysisOptions, *, sha256: str
) -> HeardCall:
    """Who is who, turns, events and measures."""
    _reach("interpret")
    recording, audio = _decoded(call.path, sha256=sha256)
    return interpret(
        audio,
        recording=recording,
        hearing=_HEARING.validate_json(hearing),
        metadata=call.metadata,
        call_id=call.call_id,
        default_country=options.country,
        default_language=options.language,
    )


@task(task_run_name="score", cache_policy=NO_CACHE, persist_result=False)
def score_call(heard: HeardCall, options: AnalysisOptions) -> ScoredCall:
    """Verdicts and points."""
    _reach("score")
    return judge_call(heard, workplace.rubrics(options.rubric).rubric_for(heard))


@task(task_run_name="second judge", cache_policy=NO_CACHE, persist_result=False)
def hear_second_judge(scored: ScoredCall, options: AnalysisOptions) -> ScoredCall:
    """What a language model says where our own verdicts are in doubt; off by default."""
    return with_second_judge([scored], workplace.rubrics(options.rubric))[0]


@task(task_run_name="store", cache_policy=NO_CACHE, persist_result=False)
def store_call(scored: ScoredCall, call: RecordedCall, options: AnalysisOptions) -> None:
    """Keep everything in the database, or nothing of it."""
    _reach("store")
    rubrics = workplace.rubrics(options.rubric)
    with writing(workplace.database()) as session:
        store.save_scored_call(
            session,
            scored=scored,
            rubric_yaml=rubrics.yaml_text(scored.scorecard.rubric),
            fingerprint=fingerprint_of(call, options),
            judged_with=None if second_judge_is_on() else judging_hash(),
        )


@task(task_run_name="write reports", cache_policy=NO_CACHE, persist_result=False, **_TRIED_AGAIN)
def write_reports(scored: ScoredCall, options: AnalysisOptions) -> CallOutcome:
    """``CALL_ID.json`` and ``CALL_ID.html``, with a copy of the recording that browsers play."""
    _reach("report")
    folder, call_id = Path(options.out_dir), scored.heard.call_id
    recording, copy = scored.heard.recording, listening_copy_path(folder, call_id)
    provenance = Provenance(escucha=escucha_version(), processed_at=utc_now())
    _, audio = _decoded(recording.path, sha256=recording.sha256)
    write_listening_copy(audio, copy)
    page = render_call_page(
        scored,
        workplace.rubrics(options.rubric).rubric_for(scored.heard),
        audio_href=copy.relative_to(folder).as_posix(),
        provenance=provenance,
    )
    write_text(page_path(folder, call_id), page)
    write_json(document_path(folder, call_id), to_document(scored, provenance=provenance))
    return outcome_of(scored, report=str(page_path(folder, call_id)))


def fingerprint_of(call: RecordedCall, options: AnalysisOptions) -> str:
    """How this call is heard with these options; see `fingerprints.call_fingerprint`."""
    return call_fingerprint(
        engines=workplace.engines_name(),
        metadata=call.metadata,
        country=options.country,
        language=options.language,
    )


def _decoded(path: str, *, sha256: str) -> tuple[Recording, Audio]:
    """The recording as it was when the analysis began, so that all parts tell of the same sound."""
    recording, audio = decode(Path(path))
    if recording.sha256 != sha256:
        raise RecordingError(
            f"{path}: changed while it was read; run again when it is no longer written to"
        )
    return recording, audio
