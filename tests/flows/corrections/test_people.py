"""Agreement of machine and people, worked out by hand."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviewed_calls import correction

from flows.benchmark.kappa_interval import kappa_interval
from flows.benchmark.verdicts import cohens_kappa
from flows.corrections.people import (
    among_people,
    analyst_pairs,
    machine_and_people,
    reviewed_findings,
)
from models.corrections import VERDICTS

LATER = datetime(2026, 3, 2, tzinfo=UTC)


def test_machine_and_people_agree_by_the_known_kappa():
    """35 of 50 agree; chance gives (25 · 30 + 25 · 20) / 50² = one half: kappa 0.2 / 0.5."""
    counts = {("met", "met"): 20, ("met", "not_met"): 5, ("not_met", "met"): 10}
    counts["not_met", "not_met"] = 15
    said = [pair for pair, n in counts.items() for _ in range(n)]
    corrections = [correction(f"c{i}", people, machine) for i, (people, machine) in enumerate(said)]

    told = machine_and_people(reviewed_findings(corrections))

    assert (told.calls, told.verdicts.agreement.right) == (50, 35)
    assert told.verdicts.kappa == pytest.approx(0.4)
    assert told.verdicts.confusion == counts
    low, high = told.kappa_interval
    # Fleiss, Cohen and Everitt 1969 give a standard error of 0.127 for these counts.
    assert low == pytest.approx(0.4 - 1.96 * 0.127, abs=0.03)
    assert high == pytest.approx(0.4 + 1.96 * 0.127, abs=0.03)


def test_a_confirmation_counts_as_agreement():
    told = machine_and_people(reviewed_findings([correction("c1", "met", "met")]))

    assert (told.verdicts.agreement.right, told.verdicts.agreement.total) == (1, 1)
    assert told.agreement_interval is None, "one call gives no interval"


def test_the_majority_of_analysts_holds_and_a_tie_is_left_out():
    tie = [correction("c1", "met", "met"), correction("c1", "not_met", "met", analyst="luis")]
    (finding,) = reviewed_findings(tie)
    assert finding.people is None
    assert machine_and_people([finding]).verdicts.cases == ()

    (settled,) = reviewed_findings([*tie, correction("c1", "not_met", "met", analyst="eva")])
    assert settled.people == "not_met"
    (case,) = machine_and_people([settled]).verdicts.cases
    assert (case.want, case.got) == ("not_met", "met")


def test_the_machine_is_held_to_what_people_looked_at_last():
    corrections = [
        correction("c1", "met", "met", analyst="luis", made_at=LATER),
        correction("c1", "met", "not_met"),
    ]
    (case,) = machine_and_people(reviewed_findings(corrections)).verdicts.cases
    assert case.got == "met"


def test_analysts_are_compared_where_both_judged_the_same():
    corrections = [
        correction("c1", "met", "met", analyst="eva"),
        correction("c1", "met", "met", analyst="luis"),
        correction("c2", "met", "met", analyst="eva"),
        correction("c2", "not_met", "met", analyst="luis"),
        correction("c3", "met", "met", analyst="rosa"),
    ]
    findings = reviewed_findings(corrections)

    (pair,) = analyst_pairs(findings)

    assert pair.analysts == ("eva", "luis")
    assert pair.agreement.verdicts.confusion == {("met", "met"): 1, ("met", "not_met"): 1}
    assert (among_people(findings).verdicts.agreement.right, pair.agreement.calls) == (1, 2)


def test_calls_that_are_all_alike_have_no_width():
    call = {("met", "met"): 2, ("not_met", "not_met"): 2, ("met", "not_met"): 1}
    low, high = kappa_interval([call] * 8)
    assert low == pytest.approx(high)
    assert low == pytest.approx(cohens_kappa({pair: 8 * n for pair, n in call.items()}))


@given(
    st.lists(
        st.dictionaries(
            st.tuples(st.sampled_from(VERDICTS), st.sampled_from(VERDICTS)),
            st.integers(1, 5),
            max_size=4,
        ),
        max_size=6,
    )
)
def test_an_interval_of_kappa_lies_within_what_kappa_can_be(calls):
    interval = kappa_interval(calls)
    if interval is not None:
        assert -1 - 1e-9 <= interval[0] <= interval[1] <= 1 + 1e-9
