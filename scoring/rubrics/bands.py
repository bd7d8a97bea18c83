"""Bands that hardly say what their author meant. `rubric check` alone asks for more than works.

Such rubrics have always judged: refusing them at night would stop who has one.
"""

from collections.abc import Iterator
from itertools import pairwise

from scoring.rubrics.schema import Rubric
from scoring.yaml_source import Problem


def band_problems(rubric: Rubric) -> Iterator[Problem]:
    """Bands of one start, none from 0, and a list that goes neither up nor down.

    What bands are called is not read: which of two names is the better one only people know.
    """
    starts = [band.from_score for band in rubric.bands]
    for index, band in enumerate(rubric.bands):
        if band.from_score in starts[:index]:
            earlier = rubric.bands[starts.index(band.from_score)]
            yield Problem(
                ("bands", index, "from_score"),
                f"bands: {earlier.id!r} and {band.id!r} both start at {band.from_score:g}, so that "
                "one of them is never given; give each a from_score of its own",
            )
    lowest = min(rubric.bands, key=lambda band: band.from_score)
    if lowest.from_score > 0:
        yield Problem(
            ("bands", rubric.bands.index(lowest), "from_score"),
            f"bands: none starts at 0; let the lowest, {lowest.id!r}, do so instead of at "
            f"{lowest.from_score:g}, or add one below it",
        )
    yield from _turns_back(rubric, starts)


def _turns_back(rubric: Rubric, starts: list[float]) -> Iterator[Problem]:
    """Where a list that goes down, or up, turns: two bands have likely changed places there."""
    falling = starts[0] > starts[-1]
    for index, (before, here) in enumerate(pairwise(rubric.bands), start=1):
        rises = here.from_score - before.from_score
        if rises * (-1 if falling else 1) < 0:
            yield Problem(
                ("bands", index, "from_score"),
                f"bands: {here.id!r} from {here.from_score:g} stands after {before.id!r} from "
                f"{before.from_score:g}, while the others go {'down' if falling else 'up'}; "
                "see whether the two are swapped, and list bands in the order of their scores",
            )
            return
