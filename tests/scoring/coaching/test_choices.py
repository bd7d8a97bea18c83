"""That a report says one thing: one strength to keep, one exercise a week, one goal to count."""

from dataclasses import replace
from datetime import timedelta

import pytest
from coached_calls import FIRST, call, coaching_rubric, report

from scoring.coaching.build import build_coaching_report
from scoring.findings import NOT_SAID_HERE, Evidence, MeasuredValue, ScoredCall
from scoring.reporting.coaching_page import render_coaching_page
from scoring.rubrics.schema import Rubric

EXPECTED = MeasuredValue(name=NOT_SAID_HERE, value=0, unit="count")


@pytest.fixture
def rubric() -> Rubric:
    return coaching_rubric()


def said(scored: ScoredCall, **words: tuple[float, str]) -> ScoredCall:
    """The call with such words of the agent, at that second, as the evidence of criteria."""
    placed = {
        criterion: (Evidence(start=at, end=at + 2, party="agent", quote=quote),)
        for criterion, (at, quote) in words.items()
    }
    findings = (replace(f, evidence=placed.get(f.criterion, f.evidence)) for f in scored.findings)
    return replace(scored, findings=tuple(findings))


def strengths(built) -> list[str]:
    return [item.result.criterion for item in built.strengths]


def test_the_strength_to_keep_is_one_with_words_to_hear(rubric) -> None:
    verdicts = {"greeted": "met", "no_interruptions": "met"}
    calls = [call(number, verdicts) for number in range(3)]
    silent = [
        replace(c, findings=tuple(
            f if f.criterion == "greeted" else replace(f, evidence=()) for f in c.findings
        ))
        for c in calls
    ]  # fmt: skip
    assert strengths(report(calls, rubric)) == ["no_interruptions", "greeted"]
    built = report(silent, rubric)
    assert strengths(built) == ["greeted", "no_interruptions"]
    page = render_coaching_page(built, call_href=str)
    assert "Siga así con «Etiqueta greeted»" in page


def test_nobody_is_praised_for_what_is_the_lines_doing(rubric) -> None:
    verdicts = {"greeted": "met", "call_not_dropped": "met"}
    calls = [
        said(call(number, verdicts), call_not_dropped=(60.0, "Gracias por esperar."))
        for number in range(3)
    ]
    built = report(calls, rubric)
    assert strengths(built) == ["greeted"]
    moments = [item.moment for item in built.recognition if item.moment]
    assert all(moment.quote != "Gracias por esperar." for moment in moments)


def test_words_of_the_caller_are_no_words_of_a_strength(rubric) -> None:
    calls = []
    for number in range(3):
        made = call(number, {"greeted": "met", "no_interruptions": "met"})
        heard = Evidence(start=5, end=6, party="customer", quote="Se me rompió la jarra.")
        first, second = made.findings
        calls.append(replace(made, findings=(first, replace(second, evidence=(heard,)))))
    assert strengths(report(calls, rubric))[0] == "greeted"


def belittling(number: int, at: float) -> ScoredCall:
    verdicts = {"no_disrespect": "met", "no_minimising": "not_met", "greeted": "met"}
    return said(
        call(number, verdicts), no_minimising=(at, "No es para tanto."), no_disrespect=(30, "Sí.")
    )


def test_respect_is_no_strength_beside_words_that_belittle(rubric) -> None:
    kind = [call(n, {"no_disrespect": "met", "greeted": "met"}) for n in range(3)]
    assert strengths(report(kind, rubric)) == ["no_disrespect", "greeted"]
    assert strengths(report([belittling(n, 10) for n in range(3)], rubric)) == ["greeted"]


def test_respect_is_no_strength_where_another_priority_quotes_such_words(rubric) -> None:
    calls = []
    for number in range(6):
        verdicts = {"no_disrespect": "met", "hold_consent": "not_met", "no_minimising": "met"}
        place = (Evidence(start=8, end=14, party="agent", quote="Nada.", measure=EXPECTED),)
        made = call(number, verdicts)
        findings = [
            replace(f, evidence=place) if f.criterion == "hold_consent" else f
            for f in made.findings
        ]
        calls.append(replace(made, findings=tuple(findings)))
    assert "no_disrespect" in strengths(report(calls, rubric))
    once = belittling(5, 10).findings[1]  # one loss of six is no priority, yet its words are shown
    calls[5] = replace(calls[5], findings=(*calls[5].findings[:2], once))
    built = report(calls, rubric)
    assert [item.result.criterion for item in built.priorities] == ["hold_consent"]
    assert "no_disrespect" not in strengths(built)


def test_what_is_to_be_worked_on_is_no_strength(rubric) -> None:
    calls = [call(n, {"hold_consent": "met" if n < 8 else "not_met"}) for n in range(10)]
    built = report(calls, rubric)
    assert [item.result.criterion for item in built.priorities] == ["hold_consent"]
    assert built.strengths == ()


def test_each_priority_shows_moments_of_its_own(rubric) -> None:
    lost = {"no_interruptions": "not_met", "hold_consent": "not_met"}
    calls = [said(call(0, lost), hold_consent=(60, "Un momento.")), call(1, lost), call(2, lost)]
    first, second = report(calls, rubric).priorities
    assert [moment.call_id for moment in first.moments] == ["a1-2", "a1-1"]
    assert [(moment.call_id, moment.start) for moment in second.moments] == [("a1-0", 60)]
    assert second.heard_with is None


def test_moments_that_are_all_shown_already_are_said_once(rubric) -> None:
    lost = {"no_interruptions": "not_met", "hold_consent": "not_met"}
    built = report([call(0, lost), call(1, lost)], rubric)
    assert (built.priorities[1].moments, built.priorities[1].heard_with) == ((), 1)
    page = render_coaching_page(built, call_href=str)
    assert "Se oye en lo que ya se señaló en la prioridad 1." in page


@pytest.mark.parametrize(
    ("criterion", "judged", "target"),
    [("hold_consent", 2, 10), ("hold_consent", 3, 5), ("no_minimising", 3, 10)],
)
def test_a_goal_is_every_time_in_matters_of_tone_and_where_few_were_judged(
    rubric, criterion: str, judged: int, target: int
) -> None:
    built = report([call(n, {criterion: "not_met"}) for n in range(judged)], rubric)
    assert built.priorities[0].goal.target_of_ten == target


def test_one_call_a_week_makes_no_line_over_time(rubric) -> None:
    weekly = [call(7 * week, {"greeted": "met"}) for week in range(5)]
    built = report(weekly, rubric)
    assert built.trend == ()
    assert "semana a semana" not in render_coaching_page(built, call_href=str)
    busy = [
        call(10 * week + n, {"greeted": "met"}, started_at=FIRST + timedelta(days=7 * week))
        for week in range(3)
        for n in range(3)
    ]
    built = report(busy, rubric)
    assert [point.pool.calls for point in built.trend] == [3, 3, 3]
    assert "semana a semana" in render_coaching_page(built, call_href=str)


def test_the_plan_is_one_exercise_this_week_and_the_others_after_it(rubric) -> None:
    lost = {"no_interruptions": "not_met", "hold_consent": "not_met", "no_minimising": "not_met"}
    calls = [call(number, lost) for number in range(3)]
    assert report(calls, rubric).next_steps == (
        "Escuche los 2 momentos señalados en la prioridad 1, «Etiqueta no_interruptions». "
        "Bastan cinco minutos.",
        "Haga el ejercicio de la prioridad 1 esta semana, durante sus llamadas.",
        "Deje para las semanas siguientes la prioridad 2, «Etiqueta hold_consent», "
        "y después la 3, «Etiqueta no_minimising».",
        "No hace falta que lleve la cuenta: las metas se miran en el próximo informe.",
        "Comente este informe con quien le supervisa: en qué está de acuerdo, en qué no "
        "y qué ayuda necesita.",
    )
    one = report([call(number, {"no_minimising": "not_met"}) for number in range(3)], rubric)
    assert one.next_steps[1] == (
        "Haga el ejercicio de la prioridad 1 esta semana, antes de ponerse a atender llamadas."
    )
    assert not any("prioridad 2" in step for step in one.next_steps)


def earning(number: int, points: float) -> ScoredCall:
    """A call on which permission for the hold was not asked, or in part: that earned `points`."""
    made = call(number, {"hold_consent": "not_met"})
    return replace(made, findings=(replace(made.findings[0], points=points),))


@pytest.mark.parametrize(
    ("points", "es", "en"),
    [
        ((0, 0, 0), "Quedó por cumplir en las 3 llamadas", "Still to be met on all 3 calls"),
        (
            (0, 1, 1),
            "Se cumplió en parte en 2 de las 3 llamadas en que se pudo comprobar, "
            "y por entero en ninguna.",
            "Met in part on 2 of the 3 calls where it came up, and in full on none.",
        ),
        ((1,), "Se cumplió en parte en la única llamada", "Met in part on the only call"),
    ],
)
def test_never_met_at_all_is_said_apart_from_never_wholly_met(
    rubric, points: tuple[float, ...], es: str, en: str
) -> None:
    team = [call(n, {"hold_consent": "met"}, agent="a2") for n in range(2)]
    built = report([earning(n, earned) for n, earned in enumerate(points)], rubric, team=team)
    # Said in full: behind "quedó por cumplir", "en 2 de 2" alone would say the contrary.
    assert "El resto del equipo lo cumplió en 2 de 2." in render_coaching_page(built, call_href=str)
    assert es in render_coaching_page(built, call_href=str)
    assert en in render_coaching_page(built, call_href=str, language="en")


def own_calls(agent: str, good_at: str) -> list[ScoredCall]:
    """Calls on which all is met that everybody meets, and of the rest only `good_at`."""
    rest = ("greeted", "no_interruptions", "no_disrespect")
    verdicts = {name: "met" if name == good_at else "not_met" for name in rest}
    return [
        call(n, {"steady_tone": "met", "hold_consent": "met", **verdicts}, agent=agent)
        for n in range(5)
    ]


def test_the_strength_of_each_agent_is_what_sets_them_apart_from_the_team(rubric) -> None:
    good_at = {"a1": "greeted", "a2": "no_interruptions", "a3": "no_disrespect"}
    team = [made for agent, name in good_at.items() for made in own_calls(agent, name)]
    for agent, name in good_at.items():
        built = build_coaching_report(
            own_calls(agent, name), agent_id=agent, team=team, rubric=rubric
        )
        assert strengths(built)[:2] == [name, "steady_tone"]  # the weightiest that all meet


def test_where_nothing_sets_an_agent_apart_what_others_meet_less_often_comes_first(rubric) -> None:
    verdicts = {"steady_tone": "met", "hold_consent": "met", "greeted": "met"}
    mine = [call(n, verdicts) for n in range(3)]
    theirs = [call(n, verdicts, agent="a2") for n in range(8)]
    theirs += [call(n, {**verdicts, "greeted": "not_met"}, agent="a2") for n in range(8, 10)]
    assert strengths(report(mine, rubric, team=theirs)) == [
        "greeted",
        "steady_tone",
        "hold_consent",
    ]
    assert strengths(report(mine, rubric)) == ["steady_tone", "hold_consent", "greeted"]


def test_a_lead_in_what_is_itself_often_missed_is_no_strength(rubric) -> None:
    mine = [call(n, {"greeted": "met" if n < 6 else "not_met"}) for n in range(10)]
    theirs = [call(n, {"greeted": "not_met"}, agent="a2") for n in range(10)]
    assert strengths(report(mine, rubric, team=theirs)) == []


def test_what_sets_an_agent_apart_comes_before_words_of_what_everybody_does(rubric) -> None:
    verdicts = {"greeted": "met", "no_interruptions": "met"}
    mine = []
    for number in range(5):
        made = call(number, verdicts)
        spoken, silent = made.findings
        mine.append(replace(made, findings=(spoken, replace(silent, evidence=()))))
    theirs = [call(n, {**verdicts, "no_interruptions": "not_met"}, agent="a2") for n in range(5)]
    assert strengths(report(mine, rubric, team=theirs)) == ["no_interruptions", "greeted"]


def test_one_sentence_is_one_priority_where_there_is_something_else_to_work_on(rubric) -> None:
    scolded = {"no_disrespect": "not_met", "no_blame_shifting": "not_met"}
    scolded |= {"no_minimising": "not_met", "greeted": "not_met"}
    calls = [said(call(n, scolded), greeted=(1, "Dígame.")) for n in range(4)]
    built = report(calls, rubric)
    # The sentence that is disrespect, blaming and belittling at once comes up again at the end.
    assert [item.result.criterion for item in built.priorities] == [
        "no_blame_shifting",
        "greeted",
        "no_disrespect",
    ]
    moments = [(m.call_id, m.start) for item in built.priorities for m in item.moments]
    assert len(moments) == len(set(moments))


def test_a_criterion_that_failed_on_other_words_too_shows_those(rubric) -> None:
    lost = {"no_disrespect": "not_met", "no_minimising": "not_met"}
    calls = []
    for number in range(3):
        disrespect, belittling = call(number, lost).findings
        words = (*belittling.evidence, Evidence(start=70, end=72, party="agent", quote="Es nada."))
        both = (disrespect, replace(belittling, evidence=words))
        calls.append(replace(call(number, lost), findings=both))
    first, second = report(calls, rubric).priorities
    assert {moment.start for moment in first.moments} == {10}
    assert {moment.start for moment in second.moments} == {70}
    assert second.heard_with is None


def test_what_one_priority_reproaches_another_does_not_hold_up_as_an_example(rubric) -> None:
    lost = {"no_interruptions": "not_met", "hold_consent": "not_met"}
    calls = [call(n, lost) for n in range(3)]
    calls += [said(call(3, {"hold_consent": "met"}), hold_consent=(40, "¿Le parece bien?"))]
    calls += [call(4, {"no_interruptions": "not_met", "hold_consent": "met"})]
    first, second = report(calls, rubric).priorities
    assert ("a1-4", 10) in [(moment.call_id, moment.start) for moment in first.moments]
    assert second.example is not None
    assert (second.example.call_id, second.example.start) == ("a1-3", 40)


def test_calls_with_verdicts_of_little_certainty_are_among_those_to_review(rubric) -> None:
    calls = [call(n, {"greeted": "met", "hold_consent": "unsure"}) for n in range(2)]
    calls += [call(n, {"greeted": "met", "hold_consent": "met"}) for n in range(2, 4)]
    greeted, hold = calls[0].findings
    calls[0] = replace(calls[0], findings=(replace(greeted, confidence=0.3), hold))
    listed = report(calls, rubric).to_review
    assert [(entry.call_id, entry.labels) for entry in listed] == [
        ("a1-0", ("Etiqueta hold_consent", "Etiqueta greeted")),
        ("a1-1", ("Etiqueta hold_consent",)),
    ]


def test_a_measure_in_a_report_to_the_agent_is_theirs_or_the_callers(rubric) -> None:
    calls = []
    for party in ("agent", "customer"):
        made = call(len(calls), {"no_interruptions": "not_met"})
        spoken = MeasuredValue(name="speech_time", value=21.2, unit="s")
        heard = Evidence(start=10, end=31, party=party, measure=spoken)
        calls.append(replace(made, findings=(replace(made.findings[0], evidence=(heard,)),)))
    page = render_coaching_page(report(calls, rubric), call_href=str)
    assert "Tiempo hablando (usted): 21,2" in page
    assert "Tiempo hablando (cliente): 21,2" in page


def worded(scored: ScoredCall, criterion: str, reason: str, *quotes: str) -> ScoredCall:
    """The call with this reason of a criterion and these words of the agent as its evidence."""
    evidence = tuple(
        Evidence(start=10.0 * n, end=10.0 * n + 2, party="agent", quote=quote)
        for n, quote in enumerate(quotes, start=1)
    )
    findings = (
        replace(f, reason=reason, evidence=evidence) if f.criterion == criterion else f
        for f in scored.findings
    )
    return replace(scored, findings=tuple(findings))


@pytest.mark.parametrize(
    ("verdict", "reason", "quotes", "shown"),
    [
        # What came before it is evidence as well, and shows nothing.
        (
            "met",
            "Ofreció: «el lunes sí que podría».",
            ("No puede ser.", "el lunes sí que podría."),
            1,
        ),
        ("met", "Comprobó: «es así».", ("es así.", "Quiere usted cambiar la fecha."), 1),
        ("not_met", "Reprochó: «a mí no me grite».", ("eso no.", "a mí no me grite,"), 1),
        (
            "met",
            "Saludó.",
            ("Muy buenos días, le atiende Ana.", "Otra cosa bien dicha fue esta."),
            0,
        ),
    ],
)
def test_of_several_words_those_are_shown_that_the_reason_quotes(
    rubric: Rubric, verdict: str, reason: str, quotes: tuple[str, ...], shown: int
) -> None:
    calls = [
        worded(call(number, {"greeted": verdict}), "greeted", reason, *quotes)
        for number in range(3)
    ]
    built = report(calls, rubric)
    moments = (
        [item.moment for item in built.strengths]
        if verdict == "met"
        else [moment for item in built.priorities for moment in item.moments]
    )
    assert {moment.quote for moment in moments if moment} == {quotes[shown].rstrip(",")}
