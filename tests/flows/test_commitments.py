"""What agents undertook, listed for whoever sees to it that it is done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from stored_calls import METADATA, UNDERTAKEN, heard_call, save, scored_call
from typer.testing import Result

from flows import workplace
from scoring.undertakings import Deadline

Escucha = Callable[..., Result]


@pytest.fixture
def two_promises(place: Path) -> Path:
    for day, agent, name in ((3, "ana", "Ana Núñez"), (9, "luis", "Luis Romero")):
        due = datetime(2026, 3, day, 12, tzinfo=UTC)
        promised = replace(
            UNDERTAKEN,
            what=f"[b]le llamo[/b] el {day}",
            deadline=Deadline(words=f"el {day}", due_from=due, due_by=due),
        )
        about = METADATA.model_copy(update={"agent_id": agent, "agent_name": name})
        heard = heard_call(f"c{day}", metadata=about)
        save(workplace.database(), replace(scored_call(heard), commitments=(promised,)))
    return place


def test_commitments_are_listed_by_when_they_are_due(two_promises: Path, escucha: Escucha) -> None:
    said = escucha("commitments").stdout

    # Word for word: what was said is no markup of ours.
    assert said.index("[b]le llamo[/b] el 3") < said.index("[b]le llamo[/b] el 9")
    assert said.index("2026-03-03") < said.index("2026-03-09")


@pytest.mark.parametrize(
    ("started_at", "shown"),
    [
        ("2026-03-01T09:30:00-05:00", "2026-03-03 18:59-05:00"),
        ("2026-03-01T15:30:00+01:00", "2026-03-04 00:59+01:00"),
    ],
)
def test_a_deadline_is_told_in_the_time_zone_of_its_call(
    place: Path, escucha: Escucha, started_at: str, shown: str
) -> None:
    due = datetime(2026, 3, 3, 23, 59, tzinfo=UTC)
    promised = replace(UNDERTAKEN, deadline=Deadline(words="el 3", due_from=due, due_by=due))
    started = datetime.fromisoformat(started_at)
    heard = heard_call("c1", metadata=METADATA.model_copy(update={"started_at": started}))
    save(workplace.database(), replace(scored_call(heard), commitments=(promised,)))

    assert shown in " ".join(escucha("commitments").stdout.split())


@pytest.mark.parametrize(
    ("arguments", "listed", "left_out"),
    [
        (("--agent", "luis"), "el 9", "el 3"),
        (("--due-before", "2026-03-05"), "el 3", "el 9"),
        (("--due-after", "2026-03-05"), "el 9", "el 3"),
    ],
)
def test_one_agent_or_a_stretch_of_time_may_be_asked_for(
    two_promises: Path,
    escucha: Escucha,
    arguments: tuple[str, ...],
    listed: str,
    left_out: str,
) -> None:
    said = escucha("commitments", *arguments).stdout
    assert listed in said
    assert left_out not in said


def test_without_any_it_says_so_and_a_wrong_date_names_its_option(
    place: Path, escucha: Escucha
) -> None:
    empty = escucha("commitments", "--agent", "ana")
    assert (empty.exit_code, empty.stdout) == (
        0,
        "No call is stored yet; run `escucha analyze` first.\n",
    )
    save(workplace.database(), replace(scored_call(heard_call("c1")), commitments=()))
    assert "No commitments" in escucha("commitments").stdout
    wrong = escucha("commitments", "--due-before", "ayer")
    assert wrong.exit_code == 2
    assert wrong.stderr.startswith("error: --due-before ayer: is not a date")


@pytest.mark.parametrize("command", ["commitments", "coach"])
@pytest.mark.parametrize(
    ("agent", "mend"),
    [
        ("Lius", "did you mean luis?"),
        ("Luis Romero", "did you mean luis?"),
        ("x-4711", "no id is close to it; check the agent_id in the data beside the recordings"),
    ],
)
def test_an_agent_without_stored_calls_is_refused_with_those_of_nearly_that_name(
    two_promises: Path, escucha: Escucha, command: str, agent: str, mend: str
) -> None:
    result = escucha(command, "--agent", agent)
    assert result.exit_code == 2
    assert result.stderr == (
        f"error: --agent {agent}: no call of such an agent is stored; {mend}\n"
    )


def test_where_no_call_names_an_agent_it_is_said_so(place: Path, escucha: Escucha) -> None:
    nobody = METADATA.model_copy(update={"agent_id": None})
    save(workplace.database(), scored_call(heard_call("c1", metadata=nobody)))
    assert "no stored call names an agent_id" in escucha("commitments", "--agent", "ana").stderr


@pytest.mark.parametrize("before", ["2026-03-05", "2026-03-04"])
def test_a_stretch_without_a_moment_in_it_is_refused(
    two_promises: Path, escucha: Escucha, before: str
) -> None:
    result = escucha("commitments", "--due-after", "2026-03-05", "--due-before", before)
    assert result.exit_code == 2
    assert f"--due-after 2026-03-05 00:00: is not before --due-before {before}" in result.stderr
