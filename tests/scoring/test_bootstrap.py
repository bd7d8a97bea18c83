"""Intervals are drawn in blocks: many calls need little memory, and the draws stay the same."""

import tracemalloc

import numpy as np
import pytest

from scoring import bootstrap
from scoring.bootstrap import bootstrap_interval, pooled_interval


def drawn_at_once(calls: int) -> np.ndarray:
    chance = np.random.default_rng(20_240_101)
    return chance.multinomial(calls, np.full(calls, 1 / calls), size=2_000).astype(float)


@pytest.mark.parametrize("calls", [2, 7, 200, 201, 350])
def test_blocks_draw_what_one_matrix_would(calls: int) -> None:
    parts = [float(n % 5) for n in range(calls)]
    pooled = drawn_at_once(calls) @ np.array(parts) / (5.0 * calls)
    expected = tuple(np.quantile(pooled, (0.025, 0.975)))
    assert pooled_interval(parts, [5.0] * calls) == pytest.approx(expected, abs=1e-12)


def test_a_statistic_sees_every_resample_once_and_each_draws_all_calls() -> None:
    seen = []
    bootstrap_interval(30, lambda weights: seen.append(weights) or weights[:, 0])
    assert np.array_equal(np.concatenate(seen), drawn_at_once(30))
    assert max(len(block) for block in seen) == 50


def test_many_calls_need_little_memory_and_are_not_kept() -> None:
    bootstrap._kept_weights.cache_clear()
    tracemalloc.start()
    pooled_interval([1.0, 0.0] * 1_000, [1.0] * 2_000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5_000_000, "2000 × 2000 numbers of 8 bytes would be 32 MB"
    assert bootstrap._kept_weights.cache_info().currsize == 0
