"""The service cycle of small calls."""

from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.phases import find_phases


def names_of(heard: Any, intents: dict[str, list[int]]) -> list[str]:
    context = heard.context(intents)
    return [phase.name for phase in find_phases(context.call, context.finder)]


def whole_call(call: Any) -> Any:
    heard = call().agent("Buenos días le atiende Laura en qué puedo ayudarle")  # 0
    heard.customer("Hola buenos días es que me han cobrado dos veces la factura")  # 1
    heard.agent("Con quién tengo el gusto de hablar por favor")  # 2
    heard.customer("Ana Vidal")  # 3
    heard.agent("Voy a comprobarlo le pongo un momento en espera si le parece")  # 4
    heard.event("hold", seconds=20.0)
    heard.agent("Gracias por esperar ya está anulado el cargo de este mes")  # 5
    heard.customer("Ah pues muy bien")  # 6
    return heard.agent("Hay algo más en lo que pueda ayudarle")  # 7


SAID = {
    "problem_statement": [1],
    "asks_caller_name": [2],
    "hold_announcement": [4],
    "solution": [5],
    "further_help_offer": [7],
}


def test_a_whole_call_goes_through_the_cycle(call: Any) -> None:
    assert names_of(whole_call(call), SAID) == [
        "opening",
        "listening",
        "identification",
        "solving",
        "waiting",
        "solving",
        "farewell",
    ]


def test_a_hold_during_a_transfer_is_transfer(call: Any) -> None:
    heard = call().agent("Buenos días").customer("Quiero hablar con pagos por favor")
    heard.event("transfer", seconds=2.0).event("hold", seconds=10.0, during_transfer=True)
    heard.agent("Pagos buenos días dígame en qué puedo ayudar")
    found = names_of(heard, {})
    assert "transfer" in found
    assert "waiting" not in found


def test_leave_taken_before_a_transfer_is_no_farewell(call: Any) -> None:
    heard = call().agent("Buenos días").customer("Quiero hablar con pagos por favor")
    heard.agent("Gracias por llamar le paso").event("transfer", seconds=2.0)
    heard.agent("Pagos buenos días dígame en qué puedo ayudar")
    assert "farewell" not in names_of(heard, {"farewell": [2]})


def test_a_call_where_only_one_party_speaks_has_phases(call: Any) -> None:
    assert names_of(call().agent("Hola hay alguien ahí"), {}) == ["opening"]
    assert names_of(call().customer("Hola oiga hay alguien ahí"), {}) == ["listening"]


def test_silence_has_no_phases(call: Any) -> None:
    assert names_of(call(), {}) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    turns=st.lists(
        st.tuples(st.sampled_from(["agent", "customer"]), st.integers(1, 9)), max_size=12
    ),
    holds=st.lists(st.floats(0, 40), max_size=3),
    intent=st.sampled_from(["farewell", "solution", "problem_statement", "asks_caller_name"]),
    data=st.data(),
)
def test_phases_never_overlap(
    call: Any,
    turns: list[tuple[str, int]],
    holds: list[float],
    intent: str,
    data: st.DataObject,
) -> None:
    heard = call()
    for party, words in turns:
        heard.say(party, "palabra " * words)
    for start in holds:
        heard.event("hold", start=start, seconds=5.0)
    where = data.draw(st.lists(st.integers(0, len(turns) - 1))) if turns else []
    context = heard.context({intent: where})
    phases = find_phases(context.call, context.finder)
    assert all(before.end <= after.start for before, after in pairwise(phases))
    assert all(phase.start < phase.end for phase in phases)
