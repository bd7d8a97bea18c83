"""Customers who call again: by their id, or because they say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scoring.across_calls.call_times import TimedCall, ended, timed, whole_call
from scoring.across_calls.options import AcrossCallsOptions
from scoring.across_calls.said_of_earlier_calls import said_of_earlier_calls
from scoring.coaching.report import CallMoment
from scoring.findings import ScoredCall
from scoring.rubrics.schema import Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedCall:
    """A call of somebody who called before.

    `earlier` are calls of the same customer in the days before, oldest first; empty where that is
    known from the caller's words alone. Other legs of this same call are none of them. `says_again`
    and `says_promise_not_kept` are the moments where the caller says so. `promised_on` are the
    calls on which a promise may have been made.
    """

    call: CallMoment
    agent_id: str | None
    agent_name: str | None
    started_at: datetime
    earlier: tuple[CallMoment, ...]
    says_again: CallMoment | None
    says_promise_not_kept: CallMoment | None
    promised_on: tuple[CallMoment, ...]


def repeated_calls(
    calls: Sequence[ScoredCall], rubric: Rubric, options: AcrossCallsOptions | None = None
) -> tuple[RepeatedCall, ...]:
    """Calls of `calls` whose customer called before, in order of time.

    Calls that the company made are never one themselves, but may be an earlier one. A call without
    a start cannot be placed and is left out.
    """
    chosen = options or AcrossCallsOptions()
    by_customer: dict[str, list[TimedCall]] = {}
    found = []
    for moment, call in timed(calls):
        customer = call.heard.metadata.customer_id
        known = by_customer.setdefault(customer, []) if customer else []
        if call.heard.metadata.direction != "outbound":
            repeated = _repeated((moment, call), known, rubric, chosen)
            found += [repeated] if repeated is not None else []
        known.append((moment, call))
    return tuple(found)


def _repeated(
    now: TimedCall, known: Sequence[TimedCall], rubric: Rubric, options: AcrossCallsOptions
) -> RepeatedCall | None:
    moment, call = now
    before = [one for one in known if not _same_call(one, moment, options)]
    earlier = _within(before, moment, options.again_within)
    said = said_of_earlier_calls(call, rubric, options)
    if not (earlier or said.again or said.promise_not_kept):
        return None
    promised = _within(known, moment, options.promise_within) if said.promise_not_kept else ()
    return RepeatedCall(
        call=whole_call(call),
        agent_id=call.heard.metadata.agent_id,
        agent_name=call.heard.metadata.agent_name,
        started_at=moment,
        earlier=earlier,
        says_again=said.again,
        says_promise_not_kept=said.promise_not_kept,
        promised_on=promised,
    )


def _within(
    known: Sequence[TimedCall], moment: datetime, span: timedelta
) -> tuple[CallMoment, ...]:
    return tuple(whole_call(call) for began, call in known if moment - began <= span)


def _same_call(earlier: TimedCall, moment: datetime, options: AcrossCallsOptions) -> bool:
    """Whether the call at `moment` is but another leg of the earlier one."""
    put_through = any(
        event.kind == "transfer" and event.attributes.get("connected") is True
        for event in earlier[1].heard.events
    )
    span = options.put_through_within if put_through else options.one_call_within
    return moment - ended(earlier) < span
