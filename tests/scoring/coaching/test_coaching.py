"""Coaching from judged calls."""

import random
from dataclasses import replace

import pytest
from coached_calls import CRITERIA, call, chosen, coaching_rubric, report

from audio_features.timeline import Event
from scoring.coaching.build import build_coaching_report
from scoring.coaching.options import CoachingOptions
from scoring.findings import (
    NOT_SAID_HERE,
    Evidence,
    MeasuredValue,
    Opinion,
    ScoredCall,
)
from scoring.reporting.coaching_document import CoachingDocumentError, from_document, to_document
from scoring.reporting.coaching_page import render_coaching_page
from scoring.rubrics.schema import Rubric


@pytest.fixture
def rubric() -> Rubric:
    return coaching_rubric()


def test_there_are_never_more_than_three_priorities(rubric) -> None:
    lost = dict.fromkeys(CRITERIA, "not_met")
    built = report([call(i, lost, rings=5) for i in range(12)], rubric)
    assert len(built.priorities) == 3


def test_advisory_criteria_and_tone_of_voice_are_never_a_priority(rubric) -> None:
    lost = {"no_sighs": "not_met", "steady_tone": "not_met"}
    assert report([call(i, lost) for i in range(12)], rubric).priorities == ()


def test_weight_times_frequency_of_loss_orders_the_priorities(rubric) -> None:
    calls = [
        call(i, {"no_interruptions": "not_met" if i < 6 else "met",
                 "hold_consent": "not_met" if i < 7 else "met"})
        for i in range(12)
    ]  # fmt: skip
    assert chosen(report(calls, rubric)) == ["no_interruptions", "hold_consent"]


def test_one_loss_among_many_calls_is_chance_unless_the_criterion_is_critical(rubric) -> None:
    once = [call(i, {"no_interruptions": "not_met" if i == 3 else "met",
                     "no_blame_shifting": "not_met" if i == 3 else "met"})
            for i in range(10)]  # fmt: skip
    assert chosen(report(once, rubric)) == ["no_blame_shifting"]


def test_rings_are_a_priority_only_where_the_agents_own_phone_rang(rubric) -> None:
    lost = {"answered_within_three_rings": "not_met"}
    assert report([call(i, lost) for i in range(8)], rubric).priorities == ()
    outbound = [call(i, lost, rings=6, direction="outbound") for i in range(8)]
    assert report(outbound, rubric).priorities == ()
    assert chosen(report([call(i, lost, rings=6) for i in range(8)], rubric)) == [
        "answered_within_three_rings"
    ]


def test_what_the_agent_can_do_little_about_weighs_less(rubric) -> None:
    lost = {"call_not_dropped": "not_met", "hold_consent": "not_met"}
    assert chosen(report([call(i, lost) for i in range(8)], rubric))[0] == "hold_consent"


def test_a_worsening_criterion_comes_before_a_steady_one_of_equal_loss(rubric) -> None:
    options = CoachingOptions(worse_factor=3.0)
    calls = [
        call(i, {"no_interruptions": "not_met" if i % 2 else "met",
                 "hold_consent": "not_met" if i >= 6 else "met"})
        for i in range(12)
    ]  # fmt: skip
    built = report(calls, rubric, options=options)
    assert chosen(built)[0] == "hold_consent"
    assert built.priorities[0].trend == "worse"
    assert built.priorities[1].trend == "same"


def test_a_priority_has_two_of_the_agents_own_latest_moments_and_a_countable_goal(rubric) -> None:
    calls = [call(i, {"hold_consent": "met" if i < 4 else "not_met"}) for i in range(10)]
    priority = report(calls, rubric).priorities[0]
    assert [moment.call_id for moment in priority.moments] == ["a1-9", "a1-8"]
    assert priority.example is not None
    assert priority.example.call_id == "a1-3"
    assert (priority.goal.met, priority.goal.judged, priority.goal.target_of_ten) == (4, 10, 7)
    assert "en al menos 7 de cada 10 llamadas" in priority.goal.text
    assert priority.tip == "«Diga esto.»"
    assert priority.exercise.startswith("Antes de cada espera")
    assert priority.practice == "on_calls"


@pytest.mark.parametrize(("met", "goal"), [(0, 5), (5, 8), (8, 9), (9, 9)])
def test_a_goal_goes_half_the_way_and_never_above_nine(rubric, met: int, goal: int) -> None:
    options = CoachingOptions(fewest_losses=1)
    calls = [call(i, {"hold_consent": "met" if i < met else "not_met"}) for i in range(10)]
    assert report(calls, rubric, options=options).priorities[0].goal.target_of_ten == goal


def test_a_critical_criterion_asks_for_all_calls(rubric) -> None:
    calls = [call(i, {"no_blame_shifting": "not_met" if i < 3 else "met"}) for i in range(10)]
    assert (
        report(calls, rubric)
        .priorities[0]
        .goal.text.endswith("consígalo cada vez que venga al caso.")
    )


def test_unsure_and_not_applicable_count_nowhere_but_unsure_asks_for_a_person(rubric) -> None:
    calls = [call(i, {"hold_consent": "unsure", "greeted": "not_applicable"}) for i in range(4)]
    built = report(calls, rubric)
    assert built.agent.score is None
    assert built.priorities == built.strengths == ()
    assert [entry.call_id for entry in built.to_review] == ["a1-3", "a1-2", "a1-1", "a1-0"]


def test_scores_are_pooled_from_points_never_averaged(rubric) -> None:
    calls = [call(1, {"greeted": "met"}), call(2, {"no_interruptions": "not_met"})]
    built = report(calls, rubric)
    assert built.agent.score == pytest.approx(20.0)  # 1 of 5 points; the average would be 50


def test_the_team_is_the_others_even_where_the_agents_calls_are_among_them(rubric) -> None:
    mine = [call(i, {"greeted": "met"}) for i in range(3)]
    theirs = [call(i, {"greeted": "not_met"}, agent="a2") for i in range(4)]
    built = report(mine, rubric, team=[*mine, *theirs])
    assert (built.team.calls, built.team.score) == (4, 0.0)
    result = built.strengths[0].result
    assert (result.met, result.judged, result.team_met, result.team_judged) == (3, 3, 0, 4)


def test_colleagues_are_drawn_only_where_they_cannot_be_told_apart(rubric) -> None:
    mine = [call(0, {"greeted": "met"})]
    few = [call(1, {"greeted": "met"}, agent=f"b{i}") for i in range(3)]
    many = [call(1, {"greeted": "met"}, agent=f"b{i}") for i in range(4)]
    assert report(mine, rubric, team=few).comparisons[0].others == ()
    assert len(report(mine, rubric, team=many).comparisons[0].others) == 4


def test_interruptions_are_counted_over_all_minutes_together(rubric) -> None:
    cut = Event(kind="interruption", party="agent", start=1, end=2, confidence=1, attributes={})
    mine = [call(i, {"greeted": "met"}) for i in range(2)]
    mine[0] = replace(mine[0], heard=replace(mine[0].heard, events=(cut, cut, cut)))
    found = {item.id: item for item in report(mine, rubric).comparisons}
    assert found["interruptions"].agent.value == pytest.approx(3.0)  # three in ten minutes


def test_silence_that_the_agent_explained_is_no_silence_left_unexplained(rubric) -> None:
    silences = tuple(
        Event(kind="dead_air", party=None, start=at, end=at + 6, confidence=0.9,
              attributes={"explained": explained})
        for at, explained in ((10, True), (30, False), (50, None))
    )  # fmt: skip
    one = call(0, {"greeted": "met"})
    mine = [replace(one, heard=replace(one.heard, events=silences))]
    found = {item.id: item for item in report(mine, rubric).comparisons}
    assert found["dead_air"].agent.counted == 12.0


def test_last_goals_are_followed_up_on_the_new_calls(rubric) -> None:
    before = report(
        [call(i, {"hold_consent": "met" if i < 4 else "not_met",
                  "no_interruptions": "not_met", "no_blame_shifting": "not_met"})
         for i in range(10)], rubric
    )  # fmt: skip
    now = report(
        [call(30 + i, {"hold_consent": "met" if i < 7 else "not_met",
                       "no_interruptions": "met" if i < 2 else "not_met"})
         for i in range(10)], rubric, previous=before
    )  # fmt: skip
    outcomes = {item.before.criterion: item.outcome for item in now.follow_ups}
    assert outcomes == {
        "hold_consent": "reached", "no_interruptions": "closer", "no_blame_shifting": "no_data"
    }  # fmt: skip
    assert any("lo ha conseguido: 7 de 10" in item.text for item in now.recognition)
    assert now.previous_score == before.agent.score


def test_the_same_calls_in_any_order_make_the_same_report(rubric) -> None:
    verdicts = ["met", "not_met", "unsure", "not_applicable"]
    chance = random.Random(4)
    calls = [call(i, {id_: chance.choice(verdicts) for id_ in CRITERIA}) for i in range(15)]
    shuffled = chance.sample(calls, len(calls))
    assert report(calls, rubric) == report(shuffled, rubric)


def test_few_calls_are_said_to_be_few(rubric) -> None:
    built = report([call(0, {"greeted": "met"})], rubric)
    assert built.small_sample
    page = render_coaching_page(built, call_href=str)
    assert "Solo hay 1 llamada evaluada" in page
    assert "Este informe abarca 1 llamada suya, del 3 de noviembre de 2025." in page
    assert not any(trend in page for trend in ("Va a peor", "Va a mejor", "Se mantiene"))


def test_no_calls_make_an_honest_report_and_a_page(rubric) -> None:
    built = report([], rubric)
    assert built.next_steps == (
        "No tiene que hacer nada por ahora. Cuando haya llamadas, lo vemos.",
    )
    assert "no hay llamadas suyas" in render_coaching_page(built, call_href=str)


def test_a_report_comes_back_from_its_document(rubric) -> None:
    calls = [call(i, {"hold_consent": "met" if i < 4 else "not_met"}) for i in range(10)]
    built = report(calls, rubric, team=[call(1, {"greeted": "met"}, agent="a2")])
    document = to_document(built)
    assert document["schema"] == "escucha.coaching/1"
    assert document["score"] == 40.0
    assert from_document(document) == built
    with pytest.raises(CoachingDocumentError, match="priorities"):
        from_document({**document, "priorities": 3})
    with pytest.raises(CoachingDocumentError, match="schema"):
        from_document({"schema": "escucha.call/1"})


def test_the_page_speaks_to_the_agent_and_links_to_the_moment(rubric) -> None:
    calls = [call(i, {"hold_consent": "met" if i < 4 else "not_met"}) for i in range(10)]
    page = render_coaching_page(report(calls, rubric), call_href=lambda id_: f"{id_}.html")
    assert 'href="a1-9.html#t=9,13"' in page
    assert "llamada del 12 de noviembre" in page
    assert "</svg>0:10</a>" in page
    assert "Lo que usted hace bien" in page


def test_an_english_report_is_english_throughout(rubric) -> None:
    calls = [call(i, {"hold_consent": "met" if i < 4 else "not_met"}) for i in range(10)]
    page = render_coaching_page(report(calls, rubric, language="en"), call_href=str)
    assert '<html lang="en">' in page
    assert "on at least 7 of every 10 calls" in page
    assert "Meta" not in page.split("<main")[1]


def test_names_and_quotes_never_become_markup(rubric) -> None:
    hostile = "<script>alert(1)</script>"
    calls = [call(i, {"hold_consent": "not_met"}, quote=hostile, team=hostile) for i in range(4)]
    page = render_coaching_page(report(calls, rubric), call_href=lambda _: f'"{hostile}')
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_call_without_a_score_is_no_percentage_but_first_to_be_listened_to(rubric) -> None:
    calls = [call(n, {"greeted": "met", "hold_consent": "unsure"}) for n in range(5)]
    thin = call(9, {"greeted": "not_met", "no_interruptions": "unsure"})
    thin = replace(thin, scorecard=replace(thin.scorecard, score=None, band=None, passed=None))
    every_week = CoachingOptions(week_calls=1, trend_weeks=1)
    report = build_coaching_report(
        [*calls, thin], agent_id="a1", team=[], rubric=rubric, options=every_week
    )
    assert (report.agent.score, report.agent.calls) == (100.0, 5)
    assert {point.pool.score for point in report.trend} == {100.0}
    assert report.to_review[0].call_id == thin.heard.call_id


def with_evidence(scored: ScoredCall, *evidence: Evidence) -> ScoredCall:
    """The call with this evidence for its first finding."""
    first, *others = scored.findings
    return replace(scored, findings=(replace(first, evidence=evidence), *others))


def counted(name: str, value: float) -> MeasuredValue:
    return MeasuredValue(name=name, value=value, unit="count")


def test_where_the_team_has_no_other_calls_nothing_is_drawn_beside_it(rubric) -> None:
    page = render_coaching_page(report([call(1, {"hold_consent": "met"})], rubric), call_href=str)
    assert "no hay llamadas de otras personas de su equipo" in page
    assert "otros compañeros" not in page
    assert "Resto del equipo" not in page


def test_the_best_call_is_praised_with_words_of_the_agent(rubric) -> None:
    calls = [call(1, {"hold_consent": "met"}, quote="¿Le parece bien esperar un momento?")]
    (thanks,) = report(calls, rubric).recognition
    assert thanks.moment is not None
    assert (thanks.moment.start, thanks.moment.quote) == (
        10, "¿Le parece bien esperar un momento?"
    )  # fmt: skip
    assert thanks.moment.note == "Etiqueta hold_consent:"


def test_nobody_is_praised_for_words_of_what_they_are_to_work_on(rubric) -> None:
    failed = {"steady_tone": "met", "hold_consent": "not_met"}
    calls = [call(1, {"steady_tone": "met", "greeted": "met", "hold_consent": "met"})]
    calls += [call(n, failed) for n in range(2, 6)]
    built = report(calls, rubric)
    assert chosen(built) == ["hold_consent"]
    praised = [item.moment.note for item in built.recognition if item.moment]
    assert praised == ["Etiqueta steady_tone:"]
    once = report([call(1, {"hold_consent": "met"}), *calls[1:]], rubric)
    assert all(item.moment is None or item.moment.whole for item in once.recognition)


def test_words_that_failed_a_priority_are_praised_for_nothing_else(rubric) -> None:
    mixed = {"steady_tone": "met", "no_disrespect": "met", "hold_consent": "not_met"}
    built = report([call(n, mixed, quote="Le digo que no y punto.") for n in range(4)], rubric)
    assert chosen(built) == ["hold_consent"]
    assert all(item.moment is None or item.moment.whole for item in built.recognition)


def test_what_the_customer_said_shows_nobody_how_to_do_it(rubric) -> None:
    done = call(1, {"hold_consent": "met"})
    theirs = tuple(
        replace(one, evidence=tuple(replace(said, party="customer") for said in one.evidence))
        for one in done.findings
    )
    failed = [call(n, {"hold_consent": "not_met"}) for n in range(2, 7)]
    assert report([done, *failed], rubric).priorities[0].example is not None
    built = report([replace(done, findings=theirs), *failed], rubric)
    assert built.priorities[0].example is None


def test_words_that_a_priority_shows_are_not_praised_again(rubric) -> None:
    best = call(1, {"hold_consent": "met", "steady_tone": "met", "no_disrespect": "met"})
    places = {"hold_consent": 100.0, "steady_tone": 200.0, "no_disrespect": 101.0}
    moved = tuple(
        replace(finding, evidence=(replace(finding.evidence[0], start=at, end=at + 2.0),))
        for finding in best.findings
        for at in [places[finding.criterion]]
    )
    failed = [call(n, {"hold_consent": "not_met", "steady_tone": "met"}) for n in range(2, 7)]
    built = report([replace(best, findings=moved), *failed], rubric)
    assert built.priorities[0].example is not None
    assert built.priorities[0].example.start == 100.0
    praised = [item.moment.start for item in built.recognition if item.moment]
    assert praised == [200.0]


def test_the_best_call_without_words_is_to_be_heard_whole(rubric) -> None:
    (thanks,) = report([call(1, {"hold_consent": "met"}, quote=None)], rubric).recognition
    assert thanks.moment is not None
    assert thanks.moment.whole
    page = render_coaching_page(
        report([call(1, {"hold_consent": "met"}, quote=None)], rubric), call_href=str
    )
    assert "De principio a fin" in page


def test_that_something_never_happened_is_not_shown_as_a_moment(rubric) -> None:
    proof = Evidence(start=0.5, end=299, party=None, measure=counted("interruption", 0))
    calls = [
        with_evidence(call(i, {"no_interruptions": "met", "hold_consent": "met"}), proof)
        for i in range(3)
    ]
    moments = {s.result.criterion: s.moment for s in report(calls, rubric).strengths}
    assert moments["no_interruptions"] is None
    assert moments["hold_consent"] is not None


def test_a_place_where_words_were_expected_is_shown_as_such(rubric) -> None:
    places = [
        Evidence(start=280, end=284, party="agent", quote="Pues ya está.",
                 measure=counted(NOT_SAID_HERE, 0)),
        Evidence(start=290, end=292, party="agent", quote="Venga.",
                 measure=counted(NOT_SAID_HERE, 0)),
    ]  # fmt: skip
    lost = with_evidence(call(1, {"hold_consent": "not_met"}), *places)
    built = report([lost], rubric)
    (moment,) = built.priorities[0].moments
    assert (moment.start, moment.end, moment.note) == (280, 292, "Se esperaba aquí.")
    assert moment.quote == "Pues ya está. … Venga."
    assert "Se esperaba aquí." in render_coaching_page(built, call_href=str)


def test_a_moment_that_a_language_model_found_is_said_to_be_its_opinion(rubric) -> None:
    opinion = Opinion(
        verdict="not_met", reason="Interrumpe.", evidence=(), model="casa-7b", prompt_version="1",
        question_sha256="c0ffee", own_verdict="unsure", own_confidence=0.2, own_reason="",
    )  # fmt: skip

    def seconded(number: int, own: str) -> ScoredCall:
        judged = call(number, {"no_interruptions": "not_met"})
        said = replace(opinion, own_verdict=own)
        return replace(judged, findings=(replace(judged.findings[0], opinion=said),))

    for own, note in (("unsure", "Opinión de un modelo de lenguaje:"), ("not_met", "")):
        built = report([seconded(number, own) for number in range(4)], rubric)
        (priority,) = built.priorities
        assert {moment.note for moment in priority.moments} == {note}
