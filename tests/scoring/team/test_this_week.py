"""What waits for a supervisor this week."""

from dataclasses import replace
from datetime import timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st
from team_calls import FIRST, call_names, finding, team_call

from scoring.findings import Evidence, MeasuredValue
from scoring.reporting.team_document import team_document
from scoring.rubrics.reading import load_rubric
from scoring.team.build import build_teams_report
from scoring.team.this_week import WeekMaterial
from scoring.team.week_options import WeekOptions
from scoring.undertakings import AgentCommitment, Commitment, Deadline, Quotation

RUBRIC = load_rubric()
LIMITS = WeekOptions()
NOW = FIRST + timedelta(days=10)
SAID = Evidence(start=40.0, end=43.0, party="agent", quote="Si le he entendido bien es la factura")


def week_of(calls, **material):
    report = build_teams_report(
        calls, rubric=RUBRIC, page_of=lambda agent: f"page-{agent}", week=WeekMaterial(**material)
    )
    return report.teams[0].this_week


def failed(name, *criteria, **data):
    call = team_call(name, *(finding(one, "not_met") for one in criteria), **data)
    return replace(call, scorecard=replace(call.scorecard, critical_failures=criteria))


def promise(call="c", *, days=1.0, agent="a1", what="le llamo mañana", sure=0.8, zone=None):
    quotation = Quotation(start=70.0, end=73.0, party="agent", quote=what)
    return AgentCommitment(
        call_id=call,
        agent_id=agent,
        started_at=FIRST if zone is None else FIRST.astimezone(zone),
        commitment=Commitment(
            party="agent",
            what=what,
            deadline=Deadline(words="mañana", due_by=NOW + timedelta(days=days)),
            evidence=quotation,
            confidence=sure,
        ),
    )


def test_calls_with_critical_failures_come_first_the_latest_of_them_and_no_more_than_five() -> None:
    calls = [failed(f"c{n}", "greeted", minute=n) for n in range(7)]
    week = week_of(calls)
    assert call_names(one.moment for one in week.to_hear) == ["c6", "c5", "c4", "c3", "c2"]
    assert week.to_hear_more == 2


def test_a_critical_failure_that_a_person_has_looked_at_waits_no_longer() -> None:
    calls = [failed("seen", "greeted"), failed("half", "greeted", "no_jargon", minute=1)]
    week = week_of(calls, looked_at=frozenset({("seen", "greeted"), ("half", "greeted")}))
    (left,) = week.to_hear
    assert left.moment.call_id == "half"
    assert left.failures == (RUBRIC.criterion("no_jargon").label.es,)


def test_undecided_verdicts_are_counted_and_the_calls_with_most_of_them_named() -> None:
    some = finding("greeted", "unsure", evidence=[SAID])
    calls = [
        team_call("two", some, finding("no_jargon", "unsure")),
        team_call("one", some, minute=1),
        team_call("none", finding("greeted", "met"), minute=2),
    ]
    undecided = week_of(calls).undecided
    assert (undecided.findings, undecided.calls) == (3, 2)
    assert call_names(one.moment for one in undecided.most) == ["two", "one"]
    assert undecided.most[0].moment.start == SAID.start
    assert undecided.most[0].moment.quote == "", "words of one verdict, beside several"
    assert (undecided.often, undecided.often_calls) == (RUBRIC.criterion("greeted").label.es, 2)


def test_a_verdict_that_a_person_has_decided_waits_no_longer() -> None:
    calls = [team_call("c", finding("greeted", "unsure"))]
    assert week_of(calls).undecided is not None
    assert week_of(calls, looked_at=frozenset({("c", "greeted")})).undecided is None


def test_doubtful_verdicts_that_count_wait_for_a_person_apart_from_undecided_ones() -> None:
    doubt = replace(finding("greeted", "not_met", evidence=[SAID]), confidence=0.3)
    calls = [team_call("c", doubt, finding("no_jargon", "unsure"), finding("apology_given", "met"))]
    week = week_of(calls)
    assert week.doubtful.findings == week.undecided.findings == 1
    assert week.doubtful.most[0].labels == (RUBRIC.criterion("greeted").label.es,)
    assert week.doubtful.most[0].moment.start == SAID.start
    assert week_of(calls, looked_at=frozenset({("c", "greeted")})).doubtful is None


def weak(agents, *, lost=4, judged=6, criterion="understanding_confirmed"):
    return [
        team_call(
            f"{agent}-{n}",
            finding(criterion, "not_met" if n < lost else "met", possible=5, evidence=[SAID]),
            finding("greeted", "met"),
            agent=agent,
            minute=n,
        )
        for agent in agents
        for n in range(judged)
    ]


def test_what_several_people_miss_is_an_exercise_for_the_team_with_a_good_example() -> None:
    (exercise,) = week_of(weak(("a1", "a2"))).exercises
    assert exercise.criterion == "understanding_confirmed"
    assert (exercise.missed, exercise.judged) == (8, 12)
    assert (exercise.agents, exercise.agents_judged) == (2, 2)
    assert (exercise.pool.points, exercise.pool.possible) == (20.0, 60.0)
    assert exercise.example.quote == SAID.quote
    assert exercise.missed_at is None
    assert exercise.tip


def test_where_nobody_does_it_well_the_exercise_leads_to_where_it_was_missed() -> None:
    (exercise,) = week_of(weak(("a1", "a2"), lost=6)).exercises
    assert exercise.example is None
    assert exercise.missed_at.start == SAID.start


def test_the_agent_is_spoken_of_and_not_to() -> None:
    over = Evidence(
        start=9.0,
        end=10.0,
        party="agent",
        measure=MeasuredValue(name="interruption", value=0.8, unit="s"),
    )
    lost = finding("no_interruptions", "not_met", possible=4, evidence=[over])
    calls = [
        team_call(f"{agent}-{n}", lost, agent=agent, minute=n)
        for agent in ("a1", "a2")
        for n in range(3)
    ]
    (exercise,) = week_of(calls).exercises
    assert "(agente)" in exercise.missed_at.measured


def test_one_persons_fault_few_cases_and_rare_losses_are_no_exercise_for_the_team() -> None:
    assert week_of(weak(("a1",))).exercises == ()
    assert week_of(weak(("a1", "a2"), lost=2, judged=2)).exercises == ()
    assert week_of(weak(("a1", "a2"), lost=1, judged=8)).exercises == ()
    assert week_of(weak(("a1", "a2"), criterion="no_sighs")).exercises == (), "a matter of health"


def test_the_criteria_that_cost_most_points_come_first_and_three_are_enough() -> None:
    costs = {"empathy_shown": 2, "apology_given": 8, "greeted": 4, "help_offered": 6}
    calls = [
        team_call(
            f"{agent}-{n}",
            *(finding(name, "not_met", possible=points) for name, points in costs.items()),
            agent=agent,
            minute=n,
        )
        for agent in ("a1", "a2")
        for n in range(4)
    ]
    names = [one.criterion for one in week_of(calls).exercises]
    assert names == ["apology_given", "help_offered", "greeted"]


def test_commitments_near_their_day_are_listed_by_day_in_the_time_zone_of_the_call() -> None:
    zone = timezone(timedelta(hours=-5))
    found = week_of(
        [team_call("c")],
        commitments=(promise("later", days=6), promise("past", days=-2, zone=zone)),
        now=NOW,
    )
    assert call_names(one.moment for one in found.due) == ["past", "later"]
    assert [one.overdue for one in found.due] == [True, False]
    assert found.due[0].due_by.utcoffset() == timedelta(hours=-5)
    assert found.due[0].moment.quote == "le llamo mañana"


def test_of_many_commitments_the_nearest_are_named_and_the_others_counted() -> None:
    due = tuple(promise(f"c{n}", days=n - 3.5) for n in range(8))
    week = week_of([team_call("c")], commitments=due, now=NOW)
    assert call_names(one.moment for one in week.due) == ["c1", "c2", "c3", "c4", "c5"]
    assert week.due_more == 3


def test_promises_due_far_away_or_made_by_other_teams_are_left_out() -> None:
    given_ = (
        promise("old", days=-LIMITS.overdue_within.days - 1),
        promise("far", days=LIMITS.due_within.days + 1),
        promise("theirs", agent="b9"),
        promise("c", what="le llamo hoy", sure=0.5),
        promise("c", what="le mando hoy el impreso", sure=0.9),
    )
    due = week_of([team_call("c")], commitments=given_, now=NOW).due
    assert {one.moment.quote for one in due} == {"le llamo hoy", "le mando hoy el impreso"}
    assert week_of([team_call("c")], commitments=given_).due == (), "without a day, none is due"


def test_whoever_bore_runs_of_hard_calls_is_named_once_to_be_cared_for() -> None:
    minutes = (0, 20, 40, 60, 900)
    calls = [
        team_call(f"c{n}", minute=at, caller="angry", agent_name="Ana")
        for n, at in enumerate(minutes)
    ]
    (care,) = week_of(calls).care
    assert (care.agent_name, care.page, care.runs) == ("Ana", "page-a1", 1)
    assert (care.hard_calls, care.of_hard_calls) == (4, 5)
    assert care.moment.call_id == "c0"


def test_where_nothing_waits_the_list_is_empty() -> None:
    week = week_of([team_call("c", finding("greeted", "met"))], now=NOW)
    assert week.is_empty
    assert not week_of([failed("c", "greeted")], now=NOW).is_empty


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(range(8)))
def test_the_list_is_the_same_in_whatever_order_calls_and_commitments_come(order) -> None:
    calls = [*weak(("a1", "a2"), lost=2, judged=3), failed("f", "greeted"), failed("g", "greeted")]
    due = [promise(f"c{n}", days=n - 3.5) for n in range(8)]
    shuffled = week_of([calls[n] for n in order], commitments=tuple(due[n] for n in order), now=NOW)
    assert shuffled == week_of(calls, commitments=tuple(due), now=NOW)


def test_the_document_carries_the_list() -> None:
    report = build_teams_report(
        [failed("c", "greeted"), *weak(("a1", "a2"))],
        rubric=RUBRIC,
        page_of=str,
        week=WeekMaterial(commitments=(promise(),), now=NOW),
    )
    week = team_document(report)["teams"][0]["this_week"]
    assert week["to_hear"][0]["moment"]["call_id"] == "c"
    assert week["due"][0]["due_by"].startswith("2026-03-13")
    assert week["exercises"][0]["pool"]["score"] == 33.33
