"""Turns a laid-out call into the samples of its two legs, and those into a recording."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_calls.builder import line as telephone
from sample_calls.builder.levels import active_level_dbov, gain_to_level
from sample_calls.builder.script import CallScript, Noise
from sample_calls.builder.sounds import hold_music, sigh
from sample_calls.builder.steps import (
    DroppedStep,
    Hold,
    HoldStep,
    Sigh,
    SighStep,
    Transfer,
    TransferStep,
)
from sample_calls.builder.timeline import CallTimeline, PlacedLine, PlacedSpan
from sample_calls.builder.tones import RINGBACK, busy_tone, tone
from sample_calls.builder.voices import Synthesizer, Utterance

Samples = NDArray[np.float32]
_FADE_S = 0.03  # how abruptly an interrupted voice stops
_RING_LEVEL_DBOV = -22.0
_ANNOUNCEMENT_S = 3.0  # music heard before and between announcements


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """Samples, shape (channels, n), at `rate_hz`; active speech level of each party in dBov."""

    samples: Samples
    rate_hz: int
    levels_dbov: Mapping[str, float]


def leg_of(party: str) -> str:
    """The leg a party is recorded on: everyone but the customer speaks on the agent's."""
    return "customer" if party == "customer" else "agent"


def render(
    script: CallScript,
    timeline: CallTimeline,
    spoken: Mapping[int, Utterance],
    synthesizer: Synthesizer,
) -> Rendered:
    """The whole call as it is recorded."""
    rate_hz = telephone.BANDS[script.line.band][0]
    count = round(timeline.seconds * rate_hz)
    voices = {party: np.zeros(count, dtype=np.float32) for party in ("agent", "customer", "other")}
    for line in timeline.lines:
        _add(
            voices[line.say.party],
            _line_samples(script, line, spoken[line.step]),
            line.start,
            rate_hz,
        )
    levels = _levels(script, voices, rate_hz)
    talk = np.sum(list(voices.values()), axis=0)
    legs = {"agent": voices["agent"] + voices["other"], "customer": voices["customer"]}
    _add_waits(script, timeline, legs, rate_hz, synthesizer)
    legs = _through_the_line(script, legs, talk, rate_hz)
    return Rendered(_as_channels(script, legs), rate_hz, levels)


def _levels(script: CallScript, voices: Mapping[str, Samples], rate_hz: int) -> dict[str, float]:
    """Active speech level of each voice as it is recorded, but for noise, echo and crosstalk."""
    recorded = {party: _amplified(script, samples) for party, samples in voices.items()}
    peak_dbov = 0.0 if script.line.clip_dbov is None else script.line.clip_dbov
    return {
        party: round(level, 1)
        for party, samples in recorded.items()
        if (level := active_level_dbov(telephone.clip(samples, peak_dbov), rate_hz)) is not None
    }


def _amplified(script: CallScript, leg: Samples) -> Samples:
    gain_db = script.line.gain_db
    return np.asarray(leg * 10 ** (gain_db / 20), np.float32) if gain_db else leg


def _line_samples(script: CallScript, line: PlacedLine, utterance: Utterance) -> Samples:
    """One line on the telephone line, at its level, faded out where it was cut."""
    rate_hz = telephone.BANDS[script.line.band][0]
    samples = telephone.to_line(utterance.samples, utterance.rate_hz, script.line.band)
    voice = script.voices[line.say.party]
    active = np.concatenate(
        [samples[round(w.start * rate_hz) : round(w.end * rate_hz)] for w in utterance.words]
    )
    samples = samples * gain_to_level(active, voice.level_dbov + line.say.gain_db)
    if line.cut:
        end = min(len(samples), round((line.end - line.start) * rate_hz))
        samples = samples[:end].copy()
        fade = min(end, round(_FADE_S * rate_hz))
        samples[end - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return np.asarray(samples, dtype=np.float32)


def _add_waits(
    script: CallScript,
    timeline: CallTimeline,
    legs: dict[str, Samples],
    rate_hz: int,
    synthesizer: Synthesizer,
) -> None:
    """Rings, holds, transfers, sighs and the busy tone: everything but the lines."""
    if script.ringback is not None:
        for start, end in timeline.rings:
            burst = tone(
                RINGBACK[script.ringback.country].frequencies_hz,
                end - start,
                rate_hz,
                level_dbov=script.ringback.level_dbov,
            )
            _add(legs["agent"], burst, start, rate_hz)
    for span in timeline.spans:
        step = script.steps[span.step]
        if isinstance(step, HoldStep):
            _add_hold(script, step.hold, legs, span, rate_hz, synthesizer)
        elif isinstance(step, TransferStep):
            _add_transfer(script, step.transfer, timeline, legs, span, rate_hz)
        elif isinstance(step, SighStep):
            breath = sigh_samples(script, span.step, step.sigh, rate_hz)[0]
            _add(legs[leg_of(step.sigh.party)], breath, span.start, rate_hz)
        elif isinstance(step, DroppedStep):
            busy = busy_tone(step.dropped.country, span.end - span.start, rate_hz)
            _add(legs["agent"], busy, span.start, rate_hz)


def sigh_samples(script: CallScript, step: int, what: Sigh, rate_hz: int) -> tuple[Samples, float]:
    """Samples of one sigh and the second, from its start, at which the exhale begins."""
    rng = np.random.default_rng([script.seed, 2, step])
    breath, exhale_s = sigh(what.seconds, rate_hz, level_dbov=what.level_dbov, rng=rng)
    return telephone.to_line(breath, rate_hz, script.line.band), exhale_s


def _add_hold(
    script: CallScript,
    hold: Hold,
    legs: dict[str, Samples],
    span: PlacedSpan,
    rate_hz: int,
    synthesizer: Synthesizer,
) -> None:
    if hold.kind == "silence":
        first, last = round(span.start * rate_hz), round(span.end * rate_hz)
        legs["agent"][first:last] = 0.0
        return
    if hold.music is not None:
        music = hold_music(
            hold.music, hold.seconds, rate_hz, from_s=hold.music_from_s, level_dbov=hold.level_dbov
        )
        _add(
            legs["agent"], telephone.to_line(music, rate_hz, script.line.band), span.start, rate_hz
        )
    if hold.text is not None:
        said = synthesizer.say(hold.text, script.voices["announcer"])
        samples = telephone.to_line(said.samples, said.rate_hz, script.line.band)
        samples = samples * gain_to_level(samples, script.voices["announcer"].level_dbov)
        start = span.start + 0.5
        while start + len(samples) / rate_hz < span.end:
            _add(legs["agent"], samples, start, rate_hz)
            start += len(samples) / rate_hz + _ANNOUNCEMENT_S


def _add_transfer(
    script: CallScript,
    transfer: Transfer,
    timeline: CallTimeline,
    legs: dict[str, Samples],
    span: PlacedSpan,
    rate_hz: int,
) -> None:
    if transfer.wait == "music" and transfer.music is not None:
        music = hold_music(
            transfer.music,
            transfer.seconds,
            rate_hz,
            from_s=transfer.music_from_s,
            level_dbov=transfer.level_dbov,
        )
        _add(
            legs["agent"], telephone.to_line(music, rate_hz, script.line.band), span.start, rate_hz
        )
    elif transfer.ring_country is not None:
        for start, end in timeline.transfer_rings:
            if span.start <= start < span.end:
                frequencies = RINGBACK[transfer.ring_country].frequencies_hz
                burst = tone(frequencies, end - start, rate_hz, level_dbov=_RING_LEVEL_DBOV)
                _add(legs["agent"], burst, start, rate_hz)


def _through_the_line(
    script: CallScript, legs: dict[str, Samples], talk: Samples, rate_hz: int
) -> dict[str, Samples]:
    line, legs = script.line, {name: _amplified(script, leg) for name, leg in legs.items()}
    heard = dict(legs)
    for place, (leg, other) in enumerate((("agent", "customer"), ("customer", "agent"))):
        if line.crosstalk_db is not None:
            leaked = telephone.delayed(legs[other], 0.0, rate_hz, line.crosstalk_db)
            heard[leg] = heard[leg] + leaked
        if line.echo_db is not None:
            late = telephone.delayed(legs[other], line.echo_delay_s, rate_hz, line.echo_db)
            heard[leg] = heard[leg] + late
        for number, source in enumerate(line.noise):
            if source.leg in ("both", leg):
                rng = np.random.default_rng([script.seed, 3, number, place])
                heard[leg] = heard[leg] + _noise(source, legs[leg], talk, line.band, rng)
        if line.clip_dbov is not None:
            heard[leg] = telephone.clip(heard[leg], line.clip_dbov)
        if line.packet_loss and line.packet_loss_leg in ("both", leg):
            rng = np.random.default_rng([script.seed, 4, place])
            heard[leg] = telephone.lose_packets(heard[leg], line.packet_loss, rate_hz, rng=rng)
    return heard


def _noise(
    source: Noise, leg: Samples, talk: Samples, band: str, rng: np.random.Generator
) -> Samples:
    if source.kind == "babble":
        return telephone.babble(leg, level_dbov=source.level_dbov, rng=rng)
    if source.kind == "crowd":
        return telephone.crowd(talk, level_dbov=source.level_dbov, rng=rng)
    rate_hz = telephone.BANDS[band][0]
    wave = telephone.to_line(
        telephone.noise(source.kind, len(leg), rate_hz, rng=rng), rate_hz, band
    )
    return telephone.at_level(wave, source.level_dbov)


def _as_channels(script: CallScript, legs: dict[str, Samples]) -> Samples:
    if script.format.layout == "mono":
        channels = [legs["agent"] + legs["customer"]]
    elif script.format.agent_channel == 0:
        channels = [legs["agent"], legs["customer"]]
    else:
        channels = [legs["customer"], legs["agent"]]
    return np.clip(np.stack(channels), -1.0, 1.0).astype(np.float32)


def _add(leg: Samples, samples: Samples, start_s: float, rate_hz: int) -> None:
    """Add `samples` to `leg` from `start_s` on; what falls outside the call is left out."""
    first = round(start_s * rate_hz)
    if first < 0:
        samples, first = samples[-first:], 0
    samples = samples[: max(0, len(leg) - first)]
    leg[first : first + len(samples)] += samples
