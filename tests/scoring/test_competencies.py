"""Criteria rolled up to competencies."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from team_calls import finding, team_call

from audio_features.errors import ConfigurationError
from scoring.competencies import COMPONENTS, component_results, load_competencies, roll_up
from scoring.findings import ScoredCall
from scoring.rubrics.reading import load_rubric
from scoring.rubrics.schema import PROTOCOL_CRITERIA

RUBRIC = load_rubric()
COMPONENTS_OF_S4 = load_competencies().framework(COMPONENTS)


def results(calls, framework=COMPONENTS, language="es"):
    chosen = load_competencies().framework(framework)
    assert chosen is not None
    return {item.id: item for item in roll_up(calls, chosen, RUBRIC, language=language)}


def test_there_are_ten_components_and_nine_attributes_in_both_languages() -> None:
    sizes = {f.id: len(f.competencies) for f in load_competencies().frameworks}
    assert sizes == {"components": 10, "attributes": 9}
    for framework in load_competencies().frameworks:
        for item in framework.competencies:
            texts = [item.label, item.meaning, *([item.unheard] if item.unheard else [])]
            assert all(text.es and text.en for text in texts), item.id


def test_every_criterion_speaks_for_a_component() -> None:
    assert COMPONENTS_OF_S4 is not None
    named = {name for item in COMPONENTS_OF_S4.competencies for name in item.criteria}
    assert named == set(PROTOCOL_CRITERIA)


def test_points_are_pooled_and_cases_counted_never_percentages_averaged() -> None:
    calls = [
        team_call("a", finding("greeted", "met", possible=1.0)),
        team_call(
            "b",
            finding("greeted", "not_met", possible=1.0),
            finding("courtesy_words", "met", possible=8.0),
        ),
    ]
    courtesy = results(calls)["courtesy"]
    assert (courtesy.pool.points, courtesy.pool.possible) == (9.0, 10.0)
    assert courtesy.pool.score == 90.0
    assert (courtesy.cases, courtesy.pool.calls) == (3, 2)


def test_what_nothing_audible_speaks_for_is_said_not_to_be_judged() -> None:
    calls = [team_call("a", finding("greeted", "met"))]
    for language, word in (("es", "no se oyen"), ("en", "cannot be heard")):
        tangibles = results(calls, language=language)["tangibles"]
        assert tangibles.standing == "not_heard"
        assert tangibles.pool.score is None
        assert word in tangibles.unheard
    assert results(calls, "attributes")["up_to_date"].standing == "not_heard"


def test_no_occasion_and_not_asked_are_told_apart() -> None:
    calls = [team_call("a", finding("greeted", "unsure"))]
    assert results(calls)["courtesy"].standing == "no_case"
    assert component_results(calls, RUBRIC, language="es") == ()
    narrow = RUBRIC.model_copy(update={"criteria": RUBRIC.criteria[:1]})
    assert COMPONENTS_OF_S4 is not None
    found = {item.id: item for item in roll_up(calls, COMPONENTS_OF_S4, narrow, language="es")}
    assert found["courtesy"].standing == "not_asked"
    assert found["accessibility"].standing == "no_case"


CALLS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(PROTOCOL_CRITERIA),
            st.sampled_from(["met", "not_met", "unsure", "not_applicable"]),
            st.floats(0.5, 9.0),
            st.floats(0.0, 1.0),
        ),
        max_size=6,
        unique_by=lambda drawn: drawn[0],
    ),
    max_size=8,
)


def made(drawn) -> list[ScoredCall]:
    return [
        team_call(str(n), *(finding(c, v, possible=p, share=s) for c, v, p, s in judged))
        for n, judged in enumerate(drawn)
    ]


@settings(max_examples=60, deadline=None)
@given(CALLS, CALLS)
def test_pools_of_two_lots_add_up_to_the_pool_of_both(some, others) -> None:
    first, second = made(some), made(others)
    both = results([*first, *second])
    for key, one in results(first).items():
        other = results(second)[key]
        assert both[key].cases == one.cases + other.cases
        assert both[key].pool.calls == one.pool.calls + other.pool.calls
        for name in ("points", "possible"):
            total = getattr(one.pool, name) + getattr(other.pool, name)
            assert getattr(both[key].pool, name) == pytest.approx(total, abs=1e-3)
        assert both[key].pool.points <= both[key].pool.possible + 1e-6


@settings(max_examples=30, deadline=None)
@given(CALLS, st.randoms())
def test_the_order_of_calls_changes_nothing(drawn, chance) -> None:
    calls = made(drawn)
    shuffled = list(calls)
    chance.shuffle(shuffled)
    before, after = results(calls), results(shuffled)
    for key, item in before.items():
        assert after[key].pool.points == pytest.approx(item.pool.points, abs=1e-3)
        assert after[key].cases == item.cases


@pytest.mark.parametrize(
    ("criteria", "unheard", "says"),
    [
        ("[greted]", "", "'greted' is no criterion of the protocol, did you mean 'greeted'"),
        ("[]", "", "name criteria, or say under 'unheard'"),
        ("[greeted, greeted]", "", "greeted is there twice"),
        ("[greeted]", "unheard: { es: x }", "take 'unheard' out"),
    ],
)
def test_a_wrong_mapping_names_file_place_and_mend(tmp_path: Path, criteria, unheard, says) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "frameworks:\n  - id: f\n    label: { es: F }\n    competencies:\n"
        f"      - {{ id: c, label: {{ es: C }}, meaning: {{ es: M }}, criteria: {criteria}"
        f"{', ' + unheard if unheard else ''} }}\n"
    )
    with pytest.raises(ConfigurationError) as raised:
        load_competencies(path)
    assert "mine.yaml: " in str(raised.value)
    assert says in str(raised.value)


def test_what_did_not_apply_is_no_case_even_where_the_rubric_gives_its_points() -> None:
    passed = replace(finding("courtesy_words", "not_applicable"), points=8.0, possible=8.0)
    courtesy = results([team_call("a", finding("greeted", "not_met", possible=2.0), passed)])
    assert (courtesy["courtesy"].cases, courtesy["courtesy"].pool.score) == (1, 0.0)
    alone = results([team_call("a", passed)])["courtesy"]
    assert (alone.standing, alone.cases, alone.pool.score) == ("no_case", 0, None)
