"""Customers who call again: by their id, or by their words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from team_calls import FIRST, call_names, team_call

from audio_features.timeline import Event
from scoring.across_calls.options import AcrossCallsOptions
from scoring.across_calls.repeated_calls import repeated_calls
from scoring.across_calls.said_of_earlier_calls import said_of_earlier_calls
from scoring.findings import ScoredCall
from scoring.rubrics.reading import load_rubric

RUBRIC = load_rubric()
DAY = 24 * 60

AGAIN = {
    "es": [
        "Es la tercera vez que llamo por lo mismo.",
        "Llevo tres llamadas y nadie me resuelve.",
        "Ya llamé ayer y me dijeron que esperara.",
        "Vuelvo a llamar porque sigo sin línea.",
        "Cada vez que llamo me dicen otra cosa.",
        "Con esta ya van cuatro llamadas.",
        "No es la primera vez que llamo.",
        "Ayer les llamé por la avería.",
    ],
    "en": [
        "It's the third time I've called about this.",
        "This is my third call.",
        "I've called you three times already.",
        "I called yesterday about the same bill.",
        "I'm calling again about my router.",
        "Every time I call I get a different answer.",
    ],
}
BROKEN = {
    "es": [
        "Me dijeron que me llamarían y nadie llamó.",
        "Me prometieron una devolución en tres días y todavía no he recibido nada.",
        "Quedaron en llamarme y no me llamaron.",
        "El técnico no vino.",
        "Sigo esperando la llamada que me iban a hacer.",
        "Me dijeron que el técnico vendría el lunes, pero no apareció nadie.",
    ],
    "en": [
        "I was told someone would call me back and nobody did.",
        "You promised a refund within three days and I still haven't got it.",
        "Nobody called me back.",
        "They said the engineer would come on Monday but he never showed up.",
        "I'm still waiting for that call.",
    ],
}
NEITHER = {
    "es": [
        "Llamo para pedir una cita.",
        "Es la primera vez que llamo.",
        "Si no llega, mañana les llamo otra vez.",
        "Me dijeron que la factura era de treinta y no de cincuenta.",
        "Llamé ayer a mi hermano y me lo contó.",
        "Me prometió un descuento y estoy muy contenta.",
        "No me llamo Carlos, me llamo Luis.",
    ],
    "en": [
        "I'm calling to book an appointment.",
        "This is the first time I've called.",
        "I was told the price was thirty but it says fifty.",
        "I called my brother yesterday.",
        "I'm calling back, I missed your call.",
    ],
}


def heard(text: str, language: str, **changes):
    call = team_call("c", said=text, language=language, **changes)
    return said_of_earlier_calls(call, RUBRIC, AcrossCallsOptions())


def lines(table) -> list[tuple[str, str]]:
    return [(language, line) for language, listed in table.items() for line in listed]


@pytest.mark.parametrize(("language", "line"), lines(AGAIN))
def test_having_called_before_is_found_with_the_words(language, line) -> None:
    found = heard(line, language).again
    assert found is not None
    assert found.quote in line
    assert 5.0 <= found.start < found.end <= 9.0


@pytest.mark.parametrize(("language", "line"), lines(BROKEN))
def test_a_promise_that_was_not_kept_is_found(language, line) -> None:
    found = heard(line, language).promise_not_kept
    assert found is not None
    assert found.quote


@pytest.mark.parametrize(("language", "line"), lines(NEITHER))
def test_other_words_say_nothing_of_earlier_calls(language, line) -> None:
    found = heard(line, language)
    assert (found.again, found.promise_not_kept) == (None, None)


def test_unclear_roles_or_an_unknown_language_prove_nothing() -> None:
    assert heard(AGAIN["es"][0], "es", sure_who=0.3).again is None
    assert heard(AGAIN["es"][0], "ca").again is None


def test_the_same_customer_within_a_week_is_linked_to_the_earlier_calls() -> None:
    calls = [
        team_call("old", minute=-8 * DAY, customer_id="k"),
        team_call("first", minute=0, customer_id="k", agent="a2"),
        team_call("other", minute=5, customer_id="z"),
        team_call("nobody", minute=6),
        team_call("second", minute=2 * DAY, customer_id="k"),
        team_call("third", minute=6 * DAY, customer_id="k"),
    ]
    found = repeated_calls(list(reversed(calls)), RUBRIC)
    assert [item.call.call_id for item in found] == ["second", "third"]
    assert call_names(found[0].earlier) == ["first"]
    assert call_names(found[1].earlier) == ["first", "second"]
    assert found[0].says_again is None


def test_a_call_that_the_company_made_is_earlier_but_not_repeated() -> None:
    calls = [
        team_call("in", minute=0, customer_id="k"),
        team_call("out", minute=60, customer_id="k", direction="outbound"),
        team_call("again", minute=120, customer_id="k", direction="inbound"),
    ]
    (found,) = repeated_calls(calls, RUBRIC)
    assert found.call.call_id == "again"
    assert call_names(found.earlier) == ["in", "out"]


def test_who_says_to_have_called_counts_without_an_id() -> None:
    (found,) = repeated_calls([team_call("c", said=AGAIN["es"][0])], RUBRIC)
    assert found.earlier == ()
    assert found.says_again is not None
    assert found.started_at == FIRST


def test_a_broken_promise_leads_to_the_calls_of_a_month() -> None:
    calls = [
        team_call("long ago", minute=-40 * DAY, customer_id="k"),
        team_call("promised", minute=-20 * DAY, customer_id="k"),
        team_call("now", minute=0, customer_id="k", said=BROKEN["es"][0]),
    ]
    (found,) = repeated_calls(calls, RUBRIC)
    assert found.earlier == ()
    assert call_names(found.promised_on) == ["promised"]


def transferred(call: ScoredCall, *, connected: bool) -> ScoredCall:
    event = Event(
        kind="transfer",
        party="agent",
        start=200.0,
        end=210.0,
        confidence=0.9,
        attributes={"connected": connected},
    )
    return replace(call, heard=replace(call.heard, events=(event,)))


@pytest.mark.parametrize(
    ("minute", "connected", "again"),
    [
        (3, False, False),  # the earlier one, of 5 minutes, is still on
        (14, False, False),  # ended 9 minutes before
        (15, False, True),
        (40, True, False),  # put through, and a long queue
        (65, True, True),
        (2 * DAY, True, True),
    ],
)
def test_another_leg_of_one_call_is_no_call_again(minute, connected, again) -> None:
    first = transferred(team_call("first", minute=0, customer_id="k"), connected=connected)
    second = team_call("second", minute=minute, customer_id="k", agent="a2")
    found = [call_names(item.earlier) for item in repeated_calls([first, second], RUBRIC)]
    assert found == ([["first"]] if again else [])


def test_the_legs_are_a_choice_and_words_still_count() -> None:
    calls = [
        team_call("first", minute=0, customer_id="k"),
        team_call("second", minute=8, customer_id="k"),
    ]
    short = AcrossCallsOptions(one_call_within=timedelta(minutes=2))
    assert len(repeated_calls(calls, RUBRIC, short)) == 1
    says = team_call("second", minute=8, customer_id="k", said=AGAIN["es"][0])
    (found,) = repeated_calls([calls[0], says], RUBRIC)
    assert (found.earlier, found.says_again is not None) == ((), True)
