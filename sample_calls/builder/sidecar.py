"""The data beside a recording, as a telephone system would export it."""

from collections.abc import Mapping
from typing import Any

from sample_calls.builder.script import CallScript


def sidecar(script: CallScript, truth: Mapping[str, Any]) -> dict[str, Any]:
    """The data beside the recording: what the script gives, and what it asks from the truth."""
    holds = [e for e in truth["events"] if e["kind"] == "hold"]
    parked = [h for h in holds if not h["attributes"]["during_transfer"]]
    moves = [e for e in truth["events"] if e["kind"] == "transfer"]
    answers = [e["start"] for e in truth["events"] if e["kind"] == "answer"]
    rings = [e["start"] for e in truth["events"] if e["kind"] == "ring"]
    filled: dict[str, Any] = {
        "rings": truth["rings"],
        "ring_seconds": round(answers[0] - rings[0], 1) if answers else None,
        "holds": [{"start": round(h["start"], 1), "end": round(h["end"], 1)} for h in parked],
        "transfers": [
            {
                "at": round(m["start"], 1),
                "to": m["attributes"]["to"],
                "kind": "attended" if m["attributes"]["warm"] else "blind",
            }
            for m in moves
        ],
        "agent_channel": truth["agent_channel"],
        "language": truth["language"],
    }
    beside = {"call_id": script.call_id, **script.sidecar.given}
    beside.update({name: filled[name] for name in script.sidecar.from_truth})
    return beside
