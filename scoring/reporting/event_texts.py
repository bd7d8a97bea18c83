"""What an event is called, and which sign stands for it."""

from audio_features.timeline import Event
from scoring.catalogues.catalogue import Catalogue
from scoring.transfer_waits import is_transfer_wait

_HOLD_KINDS = ("music", "announcement", "silence")


def event_label(event: Event, catalogue: Catalogue) -> str:
    """The name of `event` in the catalogue's language."""
    if is_transfer_wait(event):
        return catalogue.text("event.transfer_wait")
    if event.kind == "hold":
        kind = event.attributes.get("kind")
        return catalogue.text(f"event.hold_{kind}" if kind in _HOLD_KINDS else "event.hold")
    if event.kind in ("interruption", "sigh") and event.party is not None:
        party = catalogue.text(f"party.{event.party}")
        return catalogue.text(f"event.{event.kind}_by", party=party)
    return catalogue.text(f"event.{event.kind}")


def event_icon(event: Event) -> str:
    """Name of the sign for `event`; holds have one a kind, the wait of a transfer its own."""
    if is_transfer_wait(event):
        return "hold-transfer"
    if event.kind == "hold":
        kind = event.attributes.get("kind")
        return f"hold-{kind}" if kind in _HOLD_KINDS else "hold-silence"
    return event.kind.replace("_", "-")
