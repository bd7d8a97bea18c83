"""A conversation once a transfer is known."""

import pytest

from audio_features.conversation import Conversation, handed_over
from audio_features.heard_call import Roles
from audio_features.roles import RoleAssignment
from audio_features.timeline import Event, Party, Turn


def turn(party: Party, start: float) -> Turn:
    return Turn(party=party, start=start, end=start + 2, text="Buenas tardes.", confidence=0.9)


def transfer(end: float, *, connected: bool) -> Event:
    return Event(
        kind="transfer",
        party="agent",
        start=20,
        end=end,
        confidence=0.8,
        attributes={"connected": connected},
    )


@pytest.mark.parametrize(
    ("connected", "parties"),
    [
        (True, ["agent", "customer", "other", "customer", "other"]),
        (False, ["agent", "customer", "customer", "customer", "agent"]),
    ],
)
def test_whoever_a_transfer_leads_to_is_somebody_else_also_with_the_customers_label(
    connected: bool, parties: list[Party]
) -> None:
    turns = (
        turn("agent", 0),
        turn("customer", 3),
        turn("customer", 40.0004),  # the new voice, taken for the customer's
        turn("customer", 43),
        turn("agent", 46),
    )
    roles = RoleAssignment(roles=Roles(agent=None, customer=None), parties={})
    talk = Conversation(assignment=roles, turns=turns)

    told = handed_over(talk, [transfer(40, connected=connected)])

    assert [one.party for one in told.turns] == parties
