"""What agents promised that is due about now, for whoever sees to it that it is done."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from scoring.coaching.report import CallMoment
from scoring.team.report import DueCommitment
from scoring.team.week_options import WeekOptions
from scoring.undertakings import AgentCommitment


def due_commitments(
    commitments: Iterable[AgentCommitment],
    *,
    names: Mapping[str, str | None],
    now: datetime,
    options: WeekOptions,
) -> tuple[DueCommitment, ...]:
    """What is due or overdue about `now`, by its day.

    `names` are those of the agents it is about, by id; commitments of others are left out.
    """
    all_of_them = (_due_commitment(one, names, now) for one in commitments)
    return _by_day(one for one in all_of_them if one is not None and _is_near(one, now, options))


def _due_commitment(
    one: AgentCommitment, names: Mapping[str, str | None], now: datetime
) -> DueCommitment | None:
    made, deadline = one.commitment, one.commitment.deadline
    agent = one.agent_id
    if agent is None or agent not in names or made.party != "agent":
        return None
    if deadline is None or deadline.vague or deadline.due_by is None:
        return None
    zone = None if one.started_at is None else one.started_at.tzinfo
    return DueCommitment(
        moment=CallMoment(
            call_id=one.call_id,
            start=round(made.evidence.start, 2),
            end=round(made.evidence.end, 2),
            day=None if one.started_at is None else one.started_at.date(),
            quote=made.what,
            said_by="agent",
        ),
        agent_id=agent,
        agent_name=names[agent],
        due_by=deadline.due_by if zone is None else deadline.due_by.astimezone(zone),
        overdue=deadline.due_by < now,
    )


def _is_near(due: DueCommitment, now: datetime, options: WeekOptions) -> bool:
    return now - options.overdue_within <= due.due_by <= now + options.due_within


def nearest(
    due: Sequence[DueCommitment], *, now: datetime, options: WeekOptions
) -> tuple[DueCommitment, ...]:
    """Of too many those nearest to `now`: what can still be kept, and who waits since yesterday."""
    near = sorted(due, key=lambda one: abs(one.due_by - now))
    return _by_day(near[: options.most_commitments])


def _by_day(due: Iterable[DueCommitment]) -> tuple[DueCommitment, ...]:
    return tuple(sorted(due, key=lambda one: (one.due_by, one.moment.call_id, one.moment.start)))
