"""What a run leaves in the orchestrator for its supervisor: a table and a summary."""

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.outcomes import CallOutcome, RunSummary


def publish_summary(summary: RunSummary, *, key: str) -> None:
    """Publish all recordings as a table and what they add up to as text."""
    create_table_artifact(
        key=f"{key}-calls",
        table=[_row(outcome) for outcome in summary.outcomes],
        description="Every recording of this run",
    )
    create_markdown_artifact(key=f"{key}-summary", markdown=summary_markdown(summary))


def summary_markdown(summary: RunSummary) -> str:
    """The summary as Markdown."""
    lines = [
        "# Escucha",
        "",
        f"- analysed: {summary.count('done')}",
        f"- failed: {summary.count('failed')}",
        f"- skipped, unchanged: {summary.count('skipped')}",
        f"- score, pooled: {'–' if summary.score is None else f'{summary.score:.1f}'}",
    ]
    failures = [outcome.error for outcome in summary.outcomes if outcome.error]
    if failures:
        lines += ["", "## Failures", "", *(f"- {error}" for error in failures)]
    return "\n".join(lines) + "\n"


def _row(outcome: CallOutcome) -> dict[str, str | float | int | None]:
    return {
        "call": outcome.call_id or outcome.path,
        "status": outcome.status,
        "agent": outcome.agent_id,  # no names: the orchestrator may be on another machine
        "seconds": outcome.seconds,
        "score": outcome.score,
        "critical": ", ".join(outcome.critical_failures),
        "unsure": outcome.unsure,
        "error": outcome.error,
    }
