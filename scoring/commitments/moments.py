"""When on the calendar something was said."""

from datetime import datetime, timedelta

from scoring.checks.result import CheckContext


def moment_of(context: CheckContext, seconds: float) -> datetime | None:
    """The minute at which `seconds` of the call lie; None where its start is not known."""
    started = context.call.metadata.started_at
    if started is None:
        return None
    try:
        return (started + timedelta(seconds=seconds)).replace(second=0, microsecond=0)
    except OverflowError:  # beyond the last year of the calendar
        return None
