"""Draws calls of a bigger set: each a script, spoken by other voices over another line."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from sample_calls.builder.casting import recast
from sample_calls.builder.conditions import CONDITIONS, Condition
from sample_calls.builder.script import CallScript, Expected, Format, Ringback, Sidecar
from sample_calls.builder.script_base import Country
from sample_calls.builder.steps import HoldStep, TransferStep

_COUNTRIES: tuple[Country, ...] = get_args(Country)
_MOST_RINGS = 6
_NO_RINGING = 0.2  # share of the calls with ringing whose recording begins at the answer instead
#: How far into the burst or the gap the answer may come: a burst is heard before it is cut.
_ANSWER_FRACTION = {"in_burst": (0.3, 0.9), "in_gap": (0.15, 0.85)}
_LEAD_S = (0.0, 1.5)

#: What a telephone system tells and the ear is to find by itself. The country would tell how the
#: phone rings, and wrongly so: the cadence is drawn.
_TOLD = frozenset(
    {"rings", "ring_seconds", "holds", "transfers", "agent_channel", "language", "country"}
)
_OF_SILENT_HOLD = (
    "hold_announced",
    "hold_consent",
    "hold_duration_given",
    "hold_return_courtesy",
    "hold_length_reasonable",
    "no_dead_air",
    "call_not_dropped",
)
_OF_SILENT_TRANSFER = ("transfer_explained", "transfer_consent", "transfer_warm")

# What a stream of random numbers is for; each has its own, so that none shifts another.
_ORDER, _RECORDING, _SPEECH = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class VariedCall:
    """A call to build, the script it was made from and the condition it is heard under."""

    base_script: str
    condition: Condition
    script: CallScript


def varied_calls(scripts: Sequence[CallScript], *, seed: int, count: int) -> Iterator[VariedCall]:
    """The first `count` calls of the set that `seed` and `scripts` make; see `varied_call`."""
    return (varied_call(scripts, seed=seed, number=number + 1) for number in range(count))


def varied_call(
    scripts: Sequence[CallScript], *, seed: int, number: int, attempt: int = 0
) -> VariedCall:
    """Call `number` (from 1) of a set: the same whatever else is drawn.

    Every script is used as often as any other, and so is every condition; after as many calls as
    there are pairs of both, each pair was used once. Another `attempt` changes how the parties
    speak and nothing else.
    """
    base, condition = _paired(scripts, seed, number)
    rng = np.random.default_rng([seed, _RECORDING, number])
    speech = np.random.default_rng([seed, _SPEECH, number, attempt])
    script = CallScript.model_validate(
        {
            **dict(base),
            "call_id": f"v{seed}-{number:03d}-{base.call_id}-{condition.name}",
            "seed": int(rng.integers(2**31)),
            "format": _format(condition, rng),
            "line": condition.line,
            "ringback": _ringback(base.ringback, rng),
            "voices": recast(base.voices, rng=speech),
            "sidecar": Sidecar(given=_untold(base.sidecar.given)),
            "expected": _expected(base, condition),
        }
    )
    return VariedCall(base_script=base.call_id, condition=condition, script=script)


def _paired(scripts: Sequence[CallScript], seed: int, number: int) -> tuple[CallScript, Condition]:
    rng = np.random.default_rng([seed, _ORDER])
    by_name = sorted(scripts, key=lambda script: script.call_id)
    names = list(CONDITIONS)
    script_order, condition_order = rng.permutation(len(by_name)), rng.permutation(len(names))
    place = number - 1
    # Two cycles side by side meet in the same pairs again after their least common multiple: from
    # there on the conditions go one step further.
    step = place // math.lcm(len(by_name), len(names))
    name = names[condition_order[(place + step) % len(names)]]
    return by_name[script_order[place % len(by_name)]], CONDITIONS[name]


def _format(condition: Condition, rng: np.random.Generator) -> Format:
    codec = condition.codecs[int(rng.integers(len(condition.codecs)))]
    layout = condition.layouts[int(rng.integers(len(condition.layouts)))]
    channel = int(rng.integers(2))
    return Format.model_validate(
        {
            "codec": codec,
            "layout": layout,
            "agent_channel": channel if layout == "stereo" else None,
        }
    )


def _ringback(own: Ringback | None, rng: np.random.Generator) -> Ringback | None:
    """Other ringing, as loud as the script's; none where the script has none, and now and then."""
    if own is None or rng.random() < _NO_RINGING:
        return None
    answer = list(_ANSWER_FRACTION)[int(rng.integers(len(_ANSWER_FRACTION)))]
    return Ringback.model_validate(
        {
            "country": _COUNTRIES[int(rng.integers(len(_COUNTRIES)))],
            "rings": int(rng.integers(1, _MOST_RINGS + 1)),
            "answer": answer,
            "answer_fraction": round(float(rng.uniform(*_ANSWER_FRACTION[answer])), 2),
            "lead_s": round(float(rng.uniform(*_LEAD_S)), 2),
            "level_dbov": own.level_dbov,
        }
    )


def _untold(given: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if name not in _TOLD}


def _expected(base: CallScript, condition: Condition) -> Expected:
    """The script's verdicts, but for what the condition or the missing data leave open.

    How often it rang is settled from the call itself.
    """
    reasons = {
        **dict.fromkeys(_only_told(base), "left open: only telephony data would tell"),
        **dict.fromkeys(condition.left_open, f"left open: {condition.name} line"),
    }
    own = base.expected
    gone = {*reasons, "answered_within_three_rings"}
    return Expected(
        met=tuple(c for c in own.met if c not in gone),
        not_met=tuple(c for c in own.not_met if c not in gone),
        not_applicable=tuple(c for c in own.not_applicable if c not in gone),
        unsure=tuple(c for c in own.unsure if c not in gone),
        left_open=tuple(dict.fromkeys((*own.left_open, *reasons))),
        notes={**{c: note for c, note in own.notes.items() if c not in gone}, **reasons},
        evidence=own.evidence,
    )


def _only_told(base: CallScript) -> Iterator[str]:
    """Criteria on waits that nobody announces and nobody hears, once telephony data say nothing."""
    told = {*base.sidecar.given, *base.sidecar.from_truth}
    holds = [step.hold for step in base.steps if isinstance(step, HoldStep)]
    moves = [step.transfer for step in base.steps if isinstance(step, TransferStep)]
    if "holds" in told and any(h.kind == "silence" and not h.announced for h in holds):
        yield from _OF_SILENT_HOLD
    if "transfers" in told and any(m.wait == "silence" and not m.explained for m in moves):
        yield from _OF_SILENT_TRANSFER
