"""Many recordings, one after the other; one that fails never stops the rest."""

import flows.privacy  # noqa: F401 - first: Prefect reads its environment once

# isort: split

from collections.abc import Callable, Iterable
from pathlib import Path

from prefect import flow

from audio_features.errors import ConfigurationError, EscuchaError
from flows import workplace
from flows.analyze_call import AnalysisOptions, analyze_call
from flows.artifacts import publish_summary
from flows.changed_rubrics import refuse_changed
from flows.left_aside import files_left_aside, sidecars_alone
from flows.outcomes import CallOutcome, RunSummary, is_interruption, summary_of
from flows.progress import watcher
from flows.recordings import (
    Plan,
    RecordedCall,
    find_recordings,
    plan_calls,
    unused_rows,
)
from flows.settings import load_settings
from flows.taken_call_ids import agents_lost, hashes_of, leave_out_taken
from flows.unknown_fields import misspelt_fields


@flow(name="analyze-folder", persist_result=False)
def analyze_folder(
    paths: tuple[str, ...], manifest: str | None, options: AnalysisOptions
) -> RunSummary:
    """Analyse every recording in `paths`, new or not; never one call in place of another."""
    plan = planned(paths, manifest, options)
    plan = leave_out_taken(plan, hashes_of(plan))
    summary = summary_of(analyze_planned(plan, manifest, options))
    publish_summary(summary, key="analysis")
    return summary


def planned(paths: Iterable[str], manifest: str | None, options: AnalysisOptions) -> Plan:
    """The recordings in `paths`, files or folders, with what is beside them.

    They are looked for inside the flow: the orchestrator refuses long parameters.
    """
    named, leave_out = [Path(path) for path in paths], (load_settings().data_dir,)
    recordings = find_recordings(named, leave_out=leave_out)
    meta = Path(manifest) if manifest else None
    plan = plan_calls(recordings, manifest=meta, out_dir=Path(options.out_dir))
    unused = None if meta is None else unused_rows(meta, recordings)
    left_aside = files_left_aside(named, leave_out=leave_out)
    alone = sidecars_alone(named, recordings, leave_out=leave_out)
    for warning in (left_aside, unused, alone, misspelt_fields(plan.calls)):
        if warning is not None:
            watcher().warned(warning)
    return plan


def analyze_planned(
    plan: Plan,
    manifest: str | None,
    options: AnalysisOptions,
    *,
    done: Callable[[CallOutcome], None] | None = None,
) -> list[CallOutcome]:
    """Analyse the calls of `plan`; `done` hears of each as it ends, refused ones first."""
    # What is wrong for all calls alike is met before the first, not once a call.
    refuse_changed(workplace.rubrics(options.rubric), workplace.database())
    lost = agents_lost(plan.calls)
    if lost is not None:
        watcher().warned(lost)
    outcomes: list[CallOutcome] = []
    for outcome in _each(plan, manifest, options):
        outcomes.append(outcome)
        watcher().finished(outcome)
        if done is not None:
            done(outcome)
    return outcomes


def _each(plan: Plan, manifest: str | None, options: AnalysisOptions) -> Iterable[CallOutcome]:
    watcher().planned(len(plan.refused) + len(plan.calls))
    for refused in plan.refused:
        yield CallOutcome(
            path=refused.path, call_id=refused.call_id, status="failed", error=refused.error
        )
    for call in plan.calls:
        watcher().started(call.call_id)
        yield _analyzed(call, manifest, options)


def _analyzed(call: RecordedCall, manifest: str | None, options: AnalysisOptions) -> CallOutcome:
    try:
        return analyze_call(call.path, call.call_id, manifest, options)
    except ConfigurationError:
        raise
    except Exception as error:  # whatever befalls one call, the others go on
        if is_interruption(error):
            raise KeyboardInterrupt from error
        return CallOutcome(
            path=call.path, call_id=call.call_id, status="failed", error=one_line(call, error)
        )


def one_line(call: RecordedCall, error: Exception) -> str:
    """The error as one line that names the recording."""
    if isinstance(error, EscuchaError):
        said = str(error)
        return said if call.path in said else f"{call.path}: {said}"
    cause = " ".join(str(error).split())[:300]
    return (
        f"{call.path}: could not be analysed: {type(error).__name__}: {cause}; "
        "run again with --debug to see where"
    )
