"""The numbers in a criterion that an analyst may move, and what else each could be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from scoring.rubrics.schema import Criterion, Rubric

Path = tuple[str | int, ...]

#: Fields that a verdict turns on. Those that grade the credit or weigh a confidence are not here:
#: people correct verdicts, not points.
_LIMITS = frozenset(
    {
        "at_least",
        "at_most",
        "at_most_s",
        "at_most_rings",
        "at_most_minutes",
        "min_seconds",
        "within_s",
        "silent_tail_s",
        "answer_window_s",
        "rise_db",
        "first_turns",
        "last_turns",
        "first_seconds",
        "last_seconds",
    }
)
#: The same for shares of 1.
_SHARES = frozenset(
    {"min_score", "doubtful_score", "together_score", "doubtful_below", "announced_score"}
)
#: Looked at even where the rubric leaves them as they come.
_ALWAYS = frozenset({"min_score"})

#: What is tried, all our choice: shares in steps of 0.05; levels up to 12 dB away, dB by dB;
#: whole numbers up to 10, or twice what they are; anything else from half to double in steps of
#: 5 %, and from zero in halves up to 5.
_SHARE_STEPS = tuple(round(0.05 * step, 2) for step in range(20))
_LEVEL_REACH_DB = 12
_MOST_WHOLE = 10
_FACTORS = tuple(round(0.5 + 0.05 * step, 2) for step in range(31))
_FROM_ZERO = tuple(0.5 * step for step in range(11))


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One number of a criterion: where it stands, what it is, and what else it may be, rising.

    `alternatives` contain `value`. `language` is the only one it concerns, None for all.
    """

    path: Path
    value: float
    alternatives: tuple[float, ...]
    language: str | None = None


def thresholds(criterion: Criterion, rubric: Rubric) -> tuple[Threshold, ...]:
    """Every number in the checks of `criterion` that decides a verdict, and how sure it must be."""
    least = rubric.least_confidence(criterion)
    found = [Threshold(path=("min_confidence",), value=least, alternatives=_shares(least))]
    found += _numbers(criterion.check, ("check",))
    if criterion.applies_when is not None:
        found += _numbers(criterion.applies_when, ("applies_when",))
    return tuple(found)


def with_threshold(criterion: Criterion, path: Path, value: float) -> Criterion | None:
    """`criterion` with `value` at `path`; None where a rubric could not have that there."""
    content: Any = criterion.model_dump(mode="json", exclude_unset=True)
    place = content
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    try:
        return Criterion.model_validate(content)
    except ValidationError:
        return None


def path_text(criterion_id: str, path: Path) -> str:
    """Where a number stands: ``criteria.pace_in_range.check.checks[0].at_most``.

    >>> path_text("no_dead_air", ("check", "grades", 0, "at_most"))
    'criteria.no_dead_air.check.grades[0].at_most'
    """
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return f"criteria.{criterion_id}{''.join(parts)}"


def snippet(criterion_id: str, path: Path, *, value: float) -> str:
    """`value` as YAML, nested as a rubric has it; other fields and entries of lists left out.

    Without comments: the page says beside it, in its reader's language, where it goes.
    """
    lines = ["criteria:", f"  - id: {criterion_id}"]
    indent = 4
    for part in path[:-1]:
        if isinstance(part, int):
            lines.append(f"{' ' * indent}-")
        else:
            lines.append(f"{' ' * indent}{part}:")
        indent += 2
    lines.append(f"{' ' * indent}{path[-1]}: {value:g}")
    return "\n".join(lines) + "\n"


def _numbers(model: BaseModel, path: Path) -> Iterator[Threshold]:
    for name in type(model).model_fields:
        yield from _inside(getattr(model, name), (*path, name), name in model.model_fields_set)


def _inside(value: object, path: Path, is_set: bool) -> Iterator[Threshold]:
    if isinstance(value, BaseModel):
        yield from _numbers(value, path)
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            # Further grades are for credit: the first alone parts met from not met.
            if path[-1] != "grades" or index == 0:
                yield from _inside(entry, (*path, index), is_set)
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _inside(entry, (*path, key), is_set)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _threshold(value, path, is_set)


def _threshold(value: float, path: Path, is_set: bool) -> Iterator[Threshold]:
    name = path[-1]
    if name in _SHARES and (is_set or name in _ALWAYS):
        alternatives = _shares(value)
    elif name in _LIMITS and is_set:
        alternatives = _limits(value, path)
    else:
        return
    language = path[path.index("by_language") + 1] if "by_language" in path else None
    yield Threshold(
        path=path,
        value=value,
        alternatives=alternatives,
        language=None if language is None else str(language),
    )


def _shares(value: float) -> tuple[float, ...]:
    return tuple(sorted({*_SHARE_STEPS, value}))


def _limits(value: float, path: Path) -> tuple[float, ...]:
    tried: set[float]
    if isinstance(value, int):
        tried = set(range(1, max(_MOST_WHOLE, 2 * value) + 1))
    elif any(str(part).endswith(("_db", "_dbov")) for part in path):
        tried = {value + step for step in range(-_LEVEL_REACH_DB, _LEVEL_REACH_DB + 1)}
    elif value:
        tried = {float(f"{value * factor:.3g}") for factor in _FACTORS}
    else:
        tried = set(_FROM_ZERO)
    return tuple(sorted({*tried, value}))
