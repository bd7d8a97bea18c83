from typing import Any

import pytest

from sample_calls.builder.moments import misquoted, true_moments

#: Party, start, words half a second long.
LINES = (
    ("agent", 10.0, "Buenos días, le atiende Ana."),
    ("customer", 14.0, "Buenos días. Se me ha roto, y mucho."),
    ("agent", 20.0, "¿Espera un momento?"),
    ("agent", 40.0, "Gracias."),
)


def call(*events: dict[str, Any], **verdicts: str) -> dict[str, Any]:
    turns = [
        {
            "party": party,
            "words": [
                {"word": word, "start": start + k / 2, "end": start + (k + 1) / 2}
                for k, word in enumerate(text.split())
            ],
        }
        for party, start, text in LINES
    ]
    return {"call_id": "tiny", "turns": turns, "events": list(events), "verdicts": verdicts}


def event(kind: str, start: float, end: float, party: str = "agent", **attributes: Any) -> Any:
    return {"kind": kind, "party": party, "start": start, "end": end, "attributes": attributes}


def hold(start: float, end: float, **facts: Any) -> dict[str, Any]:
    return event("hold", start, end, during_transfer=False, **facts)


def moments(
    truth: dict[str, Any], **quotes: tuple[str, ...]
) -> dict[str, list[tuple[float, float]]]:
    found = true_moments(quotes, truth)
    return {name: [(m["start"], m["end"]) for m in own] for name, own in found.items()}


def test_quoted_words_are_found_whatever_their_case_and_marks() -> None:
    truth = call(greeted="met")

    assert moments(truth, greeted=("buenos días le atiende",)) == {"greeted": [(10.0, 12.0)]}


def test_the_middle_of_a_moment_may_be_left_out() -> None:
    truth = call(empathy_shown="not_met")

    quotes = ("Se me … mucho", "¿Espera un momento?")
    assert moments(truth, empathy_shown=quotes) == {"empathy_shown": [(15.0, 18.0), (20.0, 21.5)]}


@pytest.mark.parametrize(
    ("quote", "problem"),
    [
        ("Buenos días", "is said 2 times"),
        ("hasta luego", "is said 0 times"),
        ("le atiende … adiós", "'adiós' is not said after 'le atiende'"),
        ("Se me … Ana", "'Ana' is not said after"),
        ("le atiende … Gracias", None),
    ],
)
def test_words_that_name_no_one_moment_are_refused(quote: str, problem: str | None) -> None:
    agent = " ".join(text for party, _, text in LINES if party == "agent")
    customer = " ".join(text for party, _, text in LINES if party == "customer")

    told = misquoted(quote, (agent, customer))
    assert (told is None) if problem is None else (problem in (told or ""))


def test_words_that_an_interruption_cut_off_are_no_moment() -> None:
    truth = call(greeted="met")

    assert moments(truth, greeted=("Buenos días y bienvenida",)) == {}
    assert moments(truth, greeted=("le atiende … de facturación",)) == {"greeted": [(11.0, 12.0)]}


def test_verdicts_that_rest_on_nothing_have_no_moment() -> None:
    truth = call(greeted="unsure", no_sighs="met", no_interruptions="met", pace_in_range="met")

    assert moments(truth, greeted=("le atiende",)) == {}


def test_faults_of_the_agent_are_where_they_happen() -> None:
    truth = call(
        event("interruption", 15.0, 16.0),
        event("interruption", 20.5, 21.0, party="customer"),
        event("sigh", 30.0, 31.0),
        event("dead_air", 22.0, 26.0, party="", severity="mild"),
        event("dead_air", 31.0, 38.0, party="", severity="clear"),
        no_interruptions="not_met",
        no_sighs="not_met",
        no_dead_air="not_met",
    )

    assert moments(truth) == {
        "no_interruptions": [(15.0, 16.0)],
        "no_sighs": [(30.0, 31.0)],
        "no_dead_air": [(31.0, 38.0)],
    }


def test_rings_last_until_the_answer() -> None:
    truth = call(
        event("ring", 1.0, 2.5), event("ring", 4.0, 5.5), event("answer", 7.0, 7.0),
        answered_within_three_rings="met",
    )  # fmt: skip

    assert moments(truth) == {"answered_within_three_rings": [(1.0, 7.0)]}


def test_what_a_wait_lacks_is_missing_at_its_border() -> None:
    first = hold(22.0, 30.0, consented=True, return_courtesy=False)
    second = hold(32.0, 38.0, consented=False, return_courtesy=None)
    truth = call(
        first, second,
        hold_consent="not_met", hold_return_courtesy="not_met", hold_length_reasonable="met",
        call_not_dropped="met",
    )  # fmt: skip

    assert moments(truth) == {
        "hold_consent": [(32.0, 32.0)],
        "hold_return_courtesy": [(30.0, 30.0)],
        "hold_length_reasonable": [(22.0, 30.0)],
        "call_not_dropped": [(38.0, 38.0)],
    }


def test_a_transfer_without_a_briefing_lacks_it_where_it_ends() -> None:
    facts = {"explained": True, "consented": False, "warm": False}
    verdicts = {"transfer_explained": "met", "transfer_consent": "not_met"}
    truth = call(event("transfer", 25.0, 33.0, **facts), **verdicts, transfer_warm="not_met")

    assert moments(truth) == {"transfer_consent": [(25.0, 25.0)], "transfer_warm": [(33.0, 33.0)]}


def test_signs_of_listening_add_to_the_quoted_ones() -> None:
    truth = call(event("backchannel", 16.0, 16.4), acknowledgements_given="met")

    found = moments(truth, acknowledgements_given=("¿Espera un momento?",))
    assert found == {"acknowledgements_given": [(16.0, 16.4), (20.0, 21.5)]}
