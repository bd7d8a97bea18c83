from dataclasses import replace

import pytest
from stored_calls import METADATA, heard_call, scored_call

from audio_features.call_metadata import HoldRecord
from audio_features.heard_call import Role, Roles
from flows.outcomes import CallOutcome, is_interruption, outcome_of, summary_of


def _role(channel: int, confidence: float) -> Role:
    return Role(channel=channel, speaker=f"channel_{channel}", confidence=confidence, why="says so")


@pytest.mark.parametrize(
    ("agent_channel", "confidence", "customer", "warning"),
    [
        (1, 1.0, True, None),
        (1, 0.5, True, "agent_channel is 1"),
        (None, 0.5, True, None),
        (1, 1.0, False, "only one of its two channels has any words"),
    ],
)
def test_channels_that_may_be_swapped_or_mixed_up_are_told_where_the_run_is_watched(
    agent_channel: int | None, confidence: float, customer: bool, warning: str | None
) -> None:
    heard = heard_call(
        metadata=METADATA.model_copy(update={"agent_channel": agent_channel}),
        roles=Roles(
            agent=_role(1, confidence), customer=_role(0, confidence) if customer else None
        ),
    )
    told = outcome_of(scored_call(heard), report=None).warning
    assert told is None if warning is None else told is not None and warning in told


def test_scores_are_pooled_never_averaged() -> None:
    summary = summary_of(
        [
            CallOutcome(path="a", status="done", points=1, possible=2, score=50.0),
            CallOutcome(path="b", status="done", points=8, possible=8, score=100.0),
            CallOutcome(path="c", status="failed", error="c: is empty"),
        ]
    )

    assert summary.score == 90.0
    assert (summary.count("done"), summary.count("failed")) == (2, 1)


def test_nothing_scored_has_no_score() -> None:
    assert summary_of([CallOutcome(path="a", status="skipped")]).score is None


def test_ctrl_c_is_seen_behind_the_error_it_caused() -> None:
    error = ConnectionError("server gone")
    error.__context__ = KeyboardInterrupt()

    assert is_interruption(error)
    assert not is_interruption(ConnectionError())


def test_data_that_do_not_fit_the_recording_are_told() -> None:
    late = METADATA.model_copy(update={"holds": [HoldRecord(start=100.0, end=190.0)]})
    assert "begins at 100 s" in str(outcome_of(scored_call(heard_call(metadata=late)), report=None))
    heard = heard_call(metadata=METADATA.model_copy(update={"agent_channel": 0}))
    mono = replace(heard, recording=replace(heard.recording, channels=1))
    assert "has one channel" in str(outcome_of(scored_call(mono), report=None).warning)
