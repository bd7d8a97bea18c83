from flows.outcomes import CallOutcome, is_interruption, summary_of


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
