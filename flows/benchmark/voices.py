"""How far the level and the pace of each voice are heard from what they really are."""

from collections.abc import Mapping
from dataclasses import dataclass

from audio_features.heard_call import HeardCall
from audio_features.timeline import Party
from flows.benchmark.truth import CallTruth
from scoring.reporting.measures_view import whole_call_measures

#: Whose voice is measured: of whoever answers after a transfer nothing is.
_MEASURED: tuple[Party, ...] = ("agent", "customer")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCase:
    """One party's level (dBov) or pace (words/min) on one call; `got` is None if not measured."""

    call_id: str
    party: Party
    want: float
    got: float | None


def level_cases(truth: CallTruth, heard: HeardCall) -> tuple[VoiceCase, ...]:
    """Active speech level of each party whose true one is known, dBov."""
    return _cases(truth, heard, "active_level", truth.levels_dbov)


def pace_cases(truth: CallTruth, heard: HeardCall) -> tuple[VoiceCase, ...]:
    """Speech rate of each party whose true one is known, words/min."""
    return _cases(truth, heard, "speech_rate", truth.pace_wpm)


def level_errors_db(cases: tuple[VoiceCase, ...]) -> tuple[float, ...]:
    """Distance of each measured level from the true one, dB."""
    return tuple(abs(case.got - case.want) for case in cases if case.got is not None)


def pace_errors(cases: tuple[VoiceCase, ...]) -> tuple[float, ...]:
    """Distance of each measured pace from the true one, as a share of the true one."""
    return tuple(
        abs(case.got - case.want) / case.want
        for case in cases
        if case.got is not None and case.want > 0
    )


def _cases(
    truth: CallTruth, heard: HeardCall, name: str, wanted: Mapping[Party, float]
) -> tuple[VoiceCase, ...]:
    measured = {m.party: m.value for m in whole_call_measures(heard) if m.name == name}
    return tuple(
        VoiceCase(call_id=truth.call_id, party=party, want=wanted[party], got=measured.get(party))
        for party in _MEASURED
        if party in wanted
    )
