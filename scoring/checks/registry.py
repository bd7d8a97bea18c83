"""Which function answers which kind of check, and what its reasons can be filled with."""

from collections.abc import Callable, Mapping
from typing import Any

from scoring.checks.accompanied import check_accompanied
from scoring.checks.answer import check_answer
from scoring.checks.calm import check_calm
from scoring.checks.composite import check_all_of, check_any_of, check_none_of
from scoring.checks.courtesies import check_says_several
from scoring.checks.discretion import check_discreet
from scoring.checks.dropped import check_not_dropped
from scoring.checks.event_attributes import check_event_attribute
from scoring.checks.events import (
    check_event_count,
    check_event_length,
    check_event_present,
)
from scoring.checks.first_account import check_first_account
from scoring.checks.golden_hour import check_answered_within
from scoring.checks.measures import check_measure
from scoring.checks.names import check_identifies, check_name_used
from scoring.checks.passed_on import check_passed_on
from scoring.checks.result import CheckContext, CheckResult
from scoring.checks.schema import AllOfCheck, AnyOfCheck, Check, NoneOfCheck
from scoring.checks.third_voice import check_no_third_voice
from scoring.checks.unknown_terms import check_unknown_terms
from scoring.checks.volume import check_volume
from scoring.checks.words import check_never_says, check_says

#: The model of each kind is fixed by the rubric's union, so the functions may be narrower.
_FUNCTIONS: Mapping[str, Callable[[Any, CheckContext], CheckResult]] = {
    "measure": check_measure,
    "event_count": check_event_count,
    "event_present": check_event_present,
    "event_attribute": check_event_attribute,
    "event_length": check_event_length,
    "not_dropped": check_not_dropped,
    "passed_on": check_passed_on,
    "says": check_says,
    "never_says": check_never_says,
    "answer": check_answer,
    "identifies": check_identifies,
    "name_used": check_name_used,
    "volume": check_volume,
    "calm": check_calm,
    "accompanied": check_accompanied,
    "says_several": check_says_several,
    "unknown_terms": check_unknown_terms,
    "first_account": check_first_account,
    "answered_within": check_answered_within,
    "discreet": check_discreet,
    "no_third_voice": check_no_third_voice,
}

_REASON_FIELDS: Mapping[str, frozenset[str]] = {
    "measure": frozenset({"value", "unit", "threshold", "seconds"}),
    "event_count": frozenset({"count", "limit", "seconds", "quote"}),
    "event_present": frozenset({"count"}),
    "event_attribute": frozenset({"events", "fulfilled", "seconds"}),
    "event_length": frozenset({"seconds", "limit", "events"}),
    "not_dropped": frozenset({"seconds"}),
    "passed_on": frozenset(),
    "says": frozenset({"quote", "count"}),
    "never_says": frozenset({"quote", "count"}),
    "answer": frozenset({"rings", "limit", "heard", "seconds"}),
    "identifies": frozenset({"quote", "name"}),
    "name_used": frozenset({"name", "count", "quote"}),
    "volume": frozenset({"value", "threshold", "relative", "relative_threshold", "seconds"}),
    "calm": frozenset({"quote", "value"}),
    "accompanied": frozenset({"quote", "count"}),
    "says_several": frozenset({"quote", "count", "limit"}),
    "unknown_terms": frozenset({"quote", "count"}),
    "first_account": frozenset({"quote", "seconds"}),
    "answered_within": frozenset({"minutes", "limit"}),
    "discreet": frozenset({"quote", "count"}),
    "no_third_voice": frozenset({"count"}),
}


def run_check(check: Check, context: CheckContext) -> CheckResult:
    """Answer `check` for the call in `context`."""
    if isinstance(check, AllOfCheck):
        return check_all_of(check, context, run_check)
    if isinstance(check, AnyOfCheck):
        return check_any_of(check, context, run_check)
    if isinstance(check, NoneOfCheck):
        return check_none_of(check, context, run_check)
    return _FUNCTIONS[check.kind](check, context)


def reason_fields(check: Check) -> frozenset[str]:
    """Named fields that reasons of this check can hold, those of its parts left to them."""
    return _REASON_FIELDS.get(check.kind, frozenset())
