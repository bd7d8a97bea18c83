"""Kappa and calibration of verdicts, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.benchmark.calibration import calibration_error, reliability
from flows.benchmark.verdicts import VerdictCase, Verdicts, cohens_kappa

VERDICTS = ("met", "not_met", "not_applicable", "unsure")


def case(want, got, confidence=0.9, *, criterion="greeted"):
    return VerdictCase(
        call_id="known",
        criterion=criterion,
        want=want,
        got=got,
        confidence=confidence,
        reason="made up",
    )


def test_kappa_is_agreement_beyond_chance():
    """35 of 50 agree; chance alone gives (25 · 30 + 25 · 20) / 50² = one half: 0.2 / 0.5."""
    confusion = {
        ("met", "met"): 20,
        ("met", "not_met"): 5,
        ("not_met", "met"): 10,
        ("not_met", "not_met"): 15,
    }

    assert cohens_kappa(confusion) == pytest.approx(0.4)


def test_kappa_counts_all_four_verdicts():
    """3 of 4 agree; chance gives (2 · 1 + 1 · 1 + 1 · 1) / 16 = 1/4: (3/4 - 1/4) / (3/4)."""
    cases = (
        case("met", "met"),
        case("met", "unsure"),
        case("not_met", "not_met"),
        case("not_applicable", "not_applicable"),
    )

    assert Verdicts(cases=cases).kappa == pytest.approx(2 / 3)


def test_kappa_says_nothing_where_one_verdict_alone_was_wanted_and_got():
    assert cohens_kappa({("met", "met"): 30}) is None
    assert cohens_kappa({}) is None


def test_kappa_is_zero_where_one_verdict_is_always_given():
    assert cohens_kappa({("met", "met"): 9, ("not_met", "met"): 1}) == 0


def test_kappa_of_each_criterion_is_its_own():
    cases = (
        case("met", "met"),
        case("not_met", "not_met"),
        case("met", "not_met", criterion="no_jargon"),
        case("not_met", "met", criterion="no_jargon"),
    )
    by_criterion = Verdicts(cases=cases).by_criterion()

    assert {name: own.kappa for name, own in by_criterion.items()} == {
        "greeted": 1.0,
        "no_jargon": -1.0,
    }


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(VERDICTS), st.sampled_from(VERDICTS)), st.integers(0, 50)
    )
)
def test_kappa_never_exceeds_agreement(confusion):
    kappa = cohens_kappa(confusion)
    agreed = sum(n for (want, got), n in confusion.items() if want == got)

    if kappa is not None:
        assert -1 <= kappa <= agreed / sum(confusion.values()) + 1e-9


def test_confidences_are_held_against_how_often_they_are_right():
    """Apart by |2 - 1.9| and |1 - 1.5|, together 0.6 of four verdicts."""
    cases = (
        case("met", "met", 0.95),
        case("met", "met", 0.95),
        case("met", "met", 0.75),
        case("met", "not_met", 0.75),
        case("met", "unsure", 0.3),
    )
    bins = reliability(Verdicts(cases=cases))
    told = {own.low: (own.right, own.total) for own in bins if own.total}

    assert told == {0.7: (1, 2), 0.9: (2, 2)}
    assert calibration_error(bins) == pytest.approx(0.6 / 4)
    assert bins[4].share_right is None
    assert bins[3].mean_confidence == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("confidence", "low"), [(0.0, 0.0), (0.49, 0.0), (0.5, 0.5), (0.7, 0.7), (0.9, 0.9), (1.0, 0.9)]
)
def test_a_confidence_belongs_to_the_bin_that_begins_at_or_below_it(confidence, low):
    bins = reliability(Verdicts(cases=(case("met", "met", confidence),)))

    assert [own.low for own in bins if own.total] == [low]


def test_without_a_verdict_there_is_no_calibration():
    assert calibration_error(reliability(Verdicts())) is None


@given(
    st.lists(
        st.tuples(st.sampled_from(VERDICTS), st.sampled_from(VERDICTS), st.floats(0, 1)),
        max_size=20,
    )
)
def test_every_verdict_but_unsure_is_in_one_bin(verdicts):
    bins = reliability(Verdicts(cases=tuple(case(*one) for one in verdicts)))
    error = calibration_error(bins)

    assert sum(own.total for own in bins) == sum(got != "unsure" for _, got, _ in verdicts)
    assert error is None or 0 <= error <= 1 + 1e-9
