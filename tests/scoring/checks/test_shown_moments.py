"""How many moments of what is said are shown, which ones, and in what order."""

from dataclasses import replace
from typing import Any

import pytest
from protocol_calls import GOOD_DAY, STORY, judged
from pydantic import TypeAdapter, ValidationError
from tiny_rubric import HEAD

from scoring.checks.registry import run_check
from scoring.checks.result import CheckResult
from scoring.checks.schema import Check
from scoring.rubrics.reading import parse_rubric

TURNS = ("Uno dos tres cuatro", "cinco seis siete ocho", "nueve diez once", "doce trece catorce")


def offered(call: Any, said: dict[str, dict[int, float]], **options: Any) -> CheckResult:
    """The four `TURNS` of the agent, each far from the next, held to a check of what is said."""
    heard = call()
    for text in TURNS:
        heard.agent(text, gap=10.0)
    check = {"kind": "says", "party": "agent", "intents": list(said), **options}
    return run_check(TypeAdapter(Check).validate_python(check), heard.context(said))


def quotes(result: Any) -> list[str]:
    return [item.quote for item in result.evidence]


def test_what_is_surely_said_more_than_once_is_shown_where_it_is_said_first(call: Any) -> None:
    result = offered(call, {"solution": {0: 0.5, 1: 0.8, 3: 0.95}})
    assert quotes(result) == [TURNS[1]]
    assert result.fields["quote"] == TURNS[1]


def test_what_is_nowhere_sure_is_shown_where_it_is_likeliest(call: Any) -> None:
    assert quotes(offered(call, {"solution": {0: 0.4, 2: 0.6}})) == [TURNS[2]]


def test_the_intent_named_first_is_shown_even_where_another_comes_before(call: Any) -> None:
    said = {"empathy": {2: 0.8}, "apology": {0: 0.95}}
    assert quotes(offered(call, said)) == [TURNS[2]]


def test_as_many_moments_are_shown_as_asked_the_plainest_first_then_by_time(call: Any) -> None:
    said = {"empathy": {2: 0.8}, "apology": {0: 0.95, 1: 0.9, 3: 0.9}}
    assert quotes(offered(call, said, most_shown=3)) == [TURNS[2], TURNS[0], TURNS[1]]


def test_what_was_rather_meant_than_not_is_shown_before_weaker_moments(call: Any) -> None:
    said = {"solution": {0: 0.4, 1: 0.9, 3: 0.6}}
    assert quotes(offered(call, said, most_shown=2)) == [TURNS[1], TURNS[3]]
    assert quotes(offered(call, said, most_shown=3)) == [TURNS[1], TURNS[0], TURNS[3]]


def test_what_does_not_count_is_not_shown_either(call: Any) -> None:
    assert quotes(offered(call, {"solution": {0: 0.2, 1: 0.9}}, most_shown=3)) == [TURNS[1]]


def test_showing_more_moments_makes_nothing_surer(call: Any) -> None:
    said = {"solution": {0: 0.8, 2: 0.95}}
    few, more = offered(call, said), offered(call, said, most_shown=3)
    assert (few.verdict, few.credit, few.confidence) == (more.verdict, more.credit, more.confidence)
    assert few.fields == more.fields


def test_moments_that_are_heard_together_are_shown_once(call: Any) -> None:
    heard = call().agent(TURNS[0]).agent(TURNS[1]).agent(TURNS[2], gap=10.0)
    check = {"kind": "says", "party": "agent", "intents": ["solution"], "most_shown": 3}
    context = heard.context({"solution": [0, 1, 2]})
    result = run_check(TypeAdapter(Check).validate_python(check), context)
    assert quotes(result) == [TURNS[0], TURNS[2]]


SUMMED_UP = "Muy bien. A ver si le entiendo: no tiene luz desde ayer."


def asked(call: Any, text: str, tag: str, **options: Any) -> CheckResult:
    """`tag`, the last words of a turn of `text`, found to be what is to be said."""
    heard = call().agent(f"{text} {tag}")
    context = heard.context({"understanding_check": [0]})
    turn = context.call.turns[0]
    (whole,) = context.finder.find("understanding_check")
    start = turn.words[-len(tag.split())].start
    context.finder.find = lambda *_, **__: (replace(whole, start=start, quote=tag),)
    check = {"kind": "says", "party": "agent", "intents": ["understanding_check"], **options}
    return run_check(TypeAdapter(Check).validate_python(check), context)


def test_a_few_words_are_shown_with_the_sentences_that_lead_up_to_them(call: Any) -> None:
    assert quotes(asked(call, SUMMED_UP, "¿Es así?")) == ["¿Es así?"]
    led = asked(call, SUMMED_UP, "¿Es así?", lead_in_s=15)
    assert quotes(led) == [f"{SUMMED_UP} ¿Es así?"]
    assert led.fields["quote"] == quotes(led)[0]
    near = asked(call, SUMMED_UP, "¿Es así?", lead_in_s=4.5)
    assert quotes(near) == ["A ver si le entiendo: no tiene luz desde ayer. ¿Es así?"]
    assert near.evidence[0].start == pytest.approx(led.evidence[0].start + 0.8)


def test_whole_sentence_and_lone_words_are_shown_as_they_are(call: Any) -> None:
    question = "¿Lo que no tiene es luz, verdad?"
    assert quotes(asked(call, SUMMED_UP, question, lead_in_s=15)) == [question]
    heard = call().customer(STORY).agent("¿Es así?")
    check = {"kind": "says", "party": "agent", "intents": ["understanding_check"], "lead_in_s": 15}
    context = heard.context({"understanding_check": [1]})
    assert quotes(run_check(TypeAdapter(Check).validate_python(check), context)) == ["¿Es así?"]


@pytest.mark.parametrize("most", [0, 6])
def test_more_moments_than_can_be_checked_in_seconds_cannot_be_asked_for(
    call: Any, most: int
) -> None:
    with pytest.raises(ValidationError, match="most_shown"):
        offered(call, {"solution": {0: 0.9}}, most_shown=most)


def test_signs_of_listening_of_every_kind_are_shown(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer(STORY).agent("Ajá").customer(STORY)
    heard.event("backchannel", party="agent", start=heard.now - 3.0, seconds=0.4)
    heard.agent("Qué disgusto").measure("longest_monologue", 20.0, party="customer")
    finding = judged("acknowledgements_given", heard.context({"acknowledgement": [2]}))
    assert finding.verdict == "met"
    assert "Ajá" in quotes(finding)
    assert "backchannel" in [item.measure.name for item in finding.evidence if item.measure]


def test_one_part_that_holds_is_shown_alone_unless_the_rubric_asks_for_all(call: Any) -> None:
    heard = call().agent(TURNS[0]).agent(TURNS[1], gap=10.0)
    parts = [{"kind": "says", "party": "agent", "intents": [i]} for i in ("empathy", "apology")]
    context = heard.context({"empathy": {1: 0.9}, "apology": {0: 0.8}})
    shown = [
        quotes(run_check(TypeAdapter(Check).validate_python(check), context))
        for check in (
            {"kind": "any_of", "checks": parts},
            {"kind": "any_of", "checks": parts, "most_shown": 5},
        )
    ]
    assert shown == [[TURNS[1]], [TURNS[1], TURNS[0]]]


def test_courtesy_is_shown_of_each_kind_and_then_once_more(call: Any) -> None:
    heard = call()
    for text in ("Gracias", "Muchas gracias", "Por favor", "Gracias otra vez", "Mil gracias"):
        heard.agent(text, gap=10.0)
    met = judged("courtesy_words", heard.context({"thanks": [0, 1, 3, 4], "please": [2]}))
    assert quotes(met) == ["Gracias", "Muchas gracias", "Por favor", "Gracias otra vez"]


def test_a_rubric_that_shows_one_moment_keeps_its_hash_from_before_there_was_a_choice() -> None:
    text = f"""\
{HEAD}sections:
  - {{id: solving, label: {{es: "Gestión"}}}}
criteria:
  - id: solution_offered
    section: solving
    label: {{es: "Solución"}}
    why: {{es: "Porque sí"}}
    tip: {{es: "Ofrezca"}}
    points: 2
    check:
      kind: any_of
      checks:
        - {{ kind: says, party: agent, intents: [solution], most_turn_words: 4 }}
        - {{ kind: says_several, party: agent, groups: [[please], [thanks]] }}
"""
    before = "ac1bccd786b4af9dd55ccfe58c2c3565c8d7f595ad61f1e5e32d8bd950d2160d"
    assert parse_rubric(text, name="tiny").sha256 == before
    asked = text.replace("most_turn_words: 4", "most_turn_words: 4, most_shown: 3")
    assert parse_rubric(asked, name="tiny").sha256 != before


def test_bundled_rubric_shows_where_a_solution_is_first_put(call: Any) -> None:
    heard = call().agent(GOOD_DAY).customer(STORY)
    heard.agent("Le mando un técnico mañana", gap=5.0).agent("Ya quedó pedido", gap=10.0)
    finding = judged("solution_offered", heard.context({"solution": {2: 0.8, 3: 0.97}}))
    assert quotes(finding) == ["Le mando un técnico mañana", "Ya quedó pedido"]
    assert "Le mando un técnico mañana" in finding.reason
