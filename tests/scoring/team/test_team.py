"""The team report as values."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from team_calls import call_names, finding, team_call

from scoring.across_calls.options import AcrossCallsOptions
from scoring.findings import Evidence
from scoring.reporting.team_document import team_document
from scoring.rubrics.reading import load_rubric
from scoring.team.build import build_teams_report, quality

RUBRIC = load_rubric()


def built(calls, **given):
    return build_teams_report(calls, rubric=RUBRIC, page_of=lambda agent: f"page-{agent}", **given)


def greeted(name: str, verdict: str = "met", **data):
    return team_call(name, finding("greeted", verdict, possible=4.0), **data)


@pytest.fixture
def week():
    """Two agents of one team, one of another, and a call of nobody."""
    data = {"a1": ("Zoe", "north"), "a2": ("Álvaro", "north"), "b1": ("Eva", "south")}
    calls = [
        greeted(
            f"{agent}-{n}",
            "met" if n % 3 else "not_met",
            agent=agent,
            agent_name=name,
            team=team,
            minute=n * 90 + 25 * at,
            customer_id=f"k{n}",
            csat=float(n % 5),
            caller="angry" if n in (2, 3, 4) and agent == "a2" else "quiet",
        )
        for at, (agent, (name, team)) in enumerate(data.items())
        for n in range(8)
    ]
    return [*calls, greeted("nobodys", agent=None, minute=680)]


def test_each_team_has_its_agents_in_alphabetical_order_and_no_rank(week) -> None:
    north, south = built(week).teams
    assert (north.team_name, south.team_name) == ("north", "south")
    assert [agent.agent_name for agent in north.agents] == ["Álvaro", "Zoe"]
    assert [agent.page for agent in south.agents] == ["page-b1"]


def test_team_points_are_the_sum_of_the_agents_points(week) -> None:
    north = built(week).teams[0]
    for name in ("points", "possible", "calls"):
        whole = getattr(north.quality.pool, name)
        assert whole == sum(getattr(agent.quality.pool, name) for agent in north.agents)
    assert north.quality.interval is not None
    low, high = north.quality.interval
    assert low <= north.quality.pool.score <= high


def test_few_calls_have_a_score_and_no_interval() -> None:
    assert quality([greeted(str(n)) for n in range(4)]).interval is None
    assert quality([greeted(str(n)) for n in range(4)]).pool.score == 100.0
    assert quality([]).pool.score is None


def test_calls_all_alike_have_a_score_and_no_interval() -> None:
    assert quality([greeted(str(n)) for n in range(9)]).interval is None
    mixed = quality([greeted(str(n), "met" if n else "not_met") for n in range(9)])
    assert mixed.interval is not None


def test_callers_are_followed_and_teams_known_by_calls_of_every_rubric(week) -> None:
    last = max(call.heard.metadata.started_at for call in week)
    other = [
        greeted("complaint", agent="a1", team="south", customer_id="k7", minute=700.0),
        greeted("elsewhere", agent="z9", team="west", customer_id="k7", minute=720.0),
    ]
    assert last < other[0].heard.metadata.started_at
    teams = {team.team_name: team for team in built(week, everyone=[*week, *other]).teams}
    assert set(teams) == {"north", "south"}, "no calls of west are judged by this rubric"
    assert [agent.agent_id for agent in teams["south"].agents] == ["b1", "a1"], "the last team"
    found = [item for item in teams["south"].repeated if item.call.call_id == "complaint"]
    assert [call_names(item.earlier)[-1] for item in found] == ["b1-7"]


def test_somebody_who_reached_another_team_before_is_still_calling_again(week) -> None:
    north, south = built(week).teams
    everybody = [*north.repeated, *south.repeated]
    assert len(everybody) == 16  # eight customers called three agents each: twice again
    crossed = next(item for item in south.repeated if item.call.call_id == "b1-0")
    assert set(call_names(crossed.earlier)) <= {"a1-0", "a2-0"}


def test_load_is_a_run_of_the_agent_who_bore_it(week) -> None:
    assert built(week).teams[0].load == ()  # 90 minutes apart: three take three hours
    closer = [
        team_call(f"n{n}", minute=30 * n, caller="angry", agent="a2", team="north")
        for n in range(3)
    ]
    (run,) = built([*week, *closer]).teams[0].load
    assert run.agent_id == "a2"
    assert call_names(run.hard_calls) == ["n0", "n1", "n2"]


@settings(max_examples=30, deadline=None)
@given(
    callers=st.lists(st.sampled_from(["angry", "loud", "quiet", "untold"]), min_size=1),
    run_calls=st.integers(1, 4),
)
def test_load_never_lowers_a_score(callers, run_calls) -> None:
    """Whoever called and whatever counts as a run, only load and its counts change."""
    calls = [
        greeted(str(n), minute=10 * n, caller=caller, team="north")
        for n, caller in enumerate(callers)
    ]
    (told,) = built(calls, options=AcrossCallsOptions(run_calls=run_calls)).teams
    (never,) = built(calls, options=AcrossCallsOptions(run_calls=1000)).teams
    assert never.load == ()
    assert told.quality == never.quality
    assert told.quality.pool.score == 100.0
    assert [agent.quality for agent in told.agents] == [agent.quality for agent in never.agents]
    assert told.frameworks == never.frameworks


def test_the_same_calls_in_any_order_make_the_same_report(week) -> None:
    shuffled = list(week)
    random.Random(3).shuffle(shuffled)
    assert built(shuffled) == built(week)


def test_without_any_calls_there_is_no_team() -> None:
    assert built([]).teams == ()
    assert built([greeted("nobodys", agent=None)]).teams == ()


def test_the_document_has_percentages_beside_points(week) -> None:
    document = team_document(built(week))
    assert document["schema"] == "escucha.team/1"
    team = document["teams"][0]
    pool = team["quality"]["pool"]
    assert pool["score"] == pytest.approx(100 * pool["points"] / pool["possible"], abs=0.01)
    assert team["repeated"][0]["earlier"][0]["call_id"]


def test_calls_with_critical_failures_come_first_the_latest_before_the_others(week) -> None:
    lost = Evidence(start=290.0, end=300.0, party=None)
    dropped = finding("call_not_dropped", "not_met", evidence=[lost])
    calls = [
        replace(one, scorecard=replace(one.scorecard, critical_failures=("call_not_dropped",)))
        for one in (
            team_call("first", dropped, agent="a1", team="north", minute=1.0),
            team_call("second", dropped, agent="a2", team="north", minute=2.0),
        )
    ]
    north, south = built([*week, *calls]).teams
    assert [one.moment.call_id for one in north.critical] == ["second", "first"]
    assert {one.failures for one in north.critical} == {
        (RUBRIC.criterion("call_not_dropped").label.text("es"),)
    }
    assert (north.critical[0].moment.start, north.critical[0].agent_id) == (290.0, "a2")
    assert south.critical == ()
