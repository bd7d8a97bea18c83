"""Every criterion on conversations written by people who never saw the judge.

`tuning` may be read and learnt from. `held_back` is there to be counted alone: nobody who tunes
reads its texts or looks up what it missed, or its figure stops meaning anything. A second reader,
who did not see the verdicts of the writers, gave the same ones.
"""

from pathlib import Path

import pytest
from example_calls import (
    Example,
    as_table,
    heard_example,
    judge_examples,
    pooled,
    read_examples,
)
from protocol_calls import RUBRIC

_HERE = Path(__file__).parent
HALVES = ("tuning", "held_back")


def _example(*turns: object, opens_call: bool = True) -> Example:
    return Example(
        where="here",
        criterion="greeted",
        verdict="met",
        language="es",
        country="ES",
        opens_call=opens_call,
        turns=turns,
    )


@pytest.mark.parametrize(
    ("half", "language", "right", "surely_wrong"),
    [
        ("tuning", "es", 0.93, 0),
        ("tuning", "en", 0.93, 0),
        ("held_back", "es", 0.87, 14),
        ("held_back", "en", 0.88, 2),
    ],
)
def test_verdicts_agree_with_those_who_wrote_the_calls(
    half: str, language: str, right: float, surely_wrong: int
) -> None:
    """Never worse than measured: share of right verdicts, and how many mislead with confidence."""
    examples = [one for one in read_examples(_HERE / half) if one.language == language]
    tallies = judge_examples(examples, RUBRIC)
    every = pooled(tallies)
    assert every.right / every.total >= right, f"\n{as_table(tallies)}"
    assert every.surely_wrong <= surely_wrong, f"\n{as_table(tallies)}"


def test_examples_name_criteria_verdicts_and_parties_that_exist() -> None:
    known = {criterion.id for criterion in RUBRIC.criteria}
    for half in HALVES:
        for example in read_examples(_HERE / half):
            assert example.criterion in known, example.where
            assert example.verdict in ("met", "not_met", "not_applicable"), example.where
            said = [step for step in example.turns if isinstance(step, list)]
            assert {party for party, _ in said} <= {"agent", "customer", "other"}, example.where


def test_the_halves_share_no_conversation_and_doubt_is_never_cast_on_the_held_back_one() -> None:
    halves = {half: read_examples(_HERE / half) for half in HALVES}
    told = {half: {repr(one.turns) for one in examples} for half, examples in halves.items()}
    assert not told["tuning"] & told["held_back"]
    assert not [one.where for one in halves["held_back"] if one.doubt is not None]


def test_a_written_hold_and_transfer_are_heard_as_such() -> None:
    call = heard_example(
        _example(
            ["agent", "Le dejo en espera un minuto para consultarlo, ¿le parece bien?"],
            ["customer", "Sí, claro."],
            {"hold": 40},
            ["agent", "Gracias por esperar. Le paso con facturación."],
            {"transfer": True},
            ["other", "Facturación, buenos días, soy Ana."],
        )
    )
    (hold,) = [e for e in call.events if e.kind == "hold" and not e.attributes["during_transfer"]]
    (transfer,) = [e for e in call.events if e.kind == "transfer"]
    assert [hold.attributes[n] for n in ("announced", "consented", "return_courtesy")] == [True] * 3
    assert transfer.attributes["connected"]


def test_a_line_that_breaks_off_is_talked_over_and_a_whole_one_is_not() -> None:
    told = ["customer", "Pues verá, ayer compré una lavadora y cuando la enchufé..."]
    whole = ["customer", "Pues verá, ayer compré una lavadora y cuando la enchufé saltó la luz."]
    cut = heard_example(_example(told, ["agent", "Eso es la instalación de su casa, señor."]))
    let = heard_example(_example(whole, ["agent", "Eso es la instalación de su casa, señor."]))
    assert [e.party for e in cut.events if e.kind == "interruption"] == ["agent"]
    assert not [e for e in let.events if e.kind == "interruption"]


def test_an_excerpt_follows_on_an_opening_that_the_call_does_not_repeat() -> None:
    line = ["agent", "Ahora mismo se lo envío."]
    assert heard_example(_example(line)).turns[0].text == line[1]
    assert len(heard_example(_example(line, opens_call=False)).turns) == 3
