"""What one rubric asks that another does not: criterion by criterion, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from scoring.rubrics.schema import Criterion, Rubric

#: ``reworded`` is what people read, ``reweighted`` what it is worth, ``rethresholded`` a number or
#: switch of its check, ``rechecked`` anything else that decides the verdict.
ChangeKind = Literal[
    "added", "removed", "reworded", "reweighted", "rethresholded", "rechecked", "rules"
]

_WORDS = ("label", "why", "tip", "tips", "reasons", "sources")
_WORTH = ("points", "critical", "advisory", "section", "not_applicable")
_OF_RUBRIC = (
    "pass_mark",
    "bands",
    "critical_failure",
    "not_applicable",
    "reliability",
    "second_judge",
    "default_language",
    "sections",
    "intents",
)
#: Values longer than this are said to have changed, not shown. Our choice.
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricChange:
    """One change; `criterion` is None for what holds for the whole rubric."""

    criterion: str | None
    kind: ChangeKind
    #: What changed, as ``field: old → new`` where that is short enough to read.
    what: str


def rubric_changes(old: Rubric, new: Rubric) -> tuple[RubricChange, ...]:
    """Everything that `new` says otherwise than `old`, but for its name and version."""
    return (*_of_rubric(old, new), *_of_criteria(old, new))


def _of_rubric(old: Rubric, new: Rubric) -> Iterator[RubricChange]:
    before, after = (rubric.model_dump(include=set(_OF_RUBRIC)) for rubric in (old, new))
    for what in _differences(before, after):
        yield RubricChange(criterion=None, kind="rules", what=what)


def _of_criteria(old: Rubric, new: Rubric) -> Iterator[RubricChange]:
    before = {criterion.id: criterion for criterion in old.criteria}
    after = {criterion.id: criterion for criterion in new.criteria}
    for name, criterion in before.items():
        if name not in after:
            yield RubricChange(criterion=name, kind="removed", what=_worth(criterion, old))
    for name, criterion in after.items():
        if name in before:
            yield from _of_criterion(before[name], criterion)
        else:
            yield RubricChange(criterion=name, kind="added", what=_worth(criterion, new))


def _of_criterion(old: Criterion, new: Criterion) -> Iterator[RubricChange]:
    before, after = old.model_dump(exclude={"id"}), new.model_dump(exclude={"id"})
    for name in before:
        for what, numeric in _told(before[name], after[name], name):
            kind: ChangeKind = "rethresholded" if numeric else "rechecked"
            kind = "reworded" if name in _WORDS else "reweighted" if name in _WORTH else kind
            yield RubricChange(criterion=new.id, kind=kind, what=what)


def _worth(criterion: Criterion, rubric: Rubric) -> str:
    marks = [mark for mark in ("critical", "advisory") if getattr(criterion, mark)]
    return ", ".join([f"{rubric.possible_points(criterion):g} points", *marks])


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in old:
        for what, _ in _told(old[name], new[name], name):
            yield what


def _told(old: Any, new: Any, where: str) -> Iterator[tuple[str, bool]]:
    """Each difference in words, and whether it is a number or switch that changed."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys((*old, *new)):
            yield from _told(old.get(name), new.get(name), f"{where}.{name}")
    elif _entries(old) and _entries(new):
        yield from _entries_told(old, new, where)
    else:
        numeric = all(isinstance(value, int | float | None) for value in (old, new))
        yield f"{where}: {_shown(old)} → {_shown(new)}", numeric


def _entries(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _entries_told(old: Sequence[Any], new: Sequence[Any], where: str) -> Iterator[tuple[str, bool]]:
    """Of lists of parts the parts that differ; of lists of words those that came and went."""
    parts = [part for part in (*old, *new) if isinstance(part, Mapping)]
    if all("id" in part for part in parts) and len(parts) == len(old) + len(new):
        before, after = ({part["id"]: part for part in parts} for parts in (old, new))
        yield from _told(before, after, where)
        if before == after:
            yield f"{where}: in another order", False
    elif parts and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _told(one, other, f"{where}.{index + 1}")
    else:
        gone = [value for value in old if value not in new]
        come = [value for value in new if value not in old]
        said = [
            f"{sign}{_shown(value)}" for sign, some in (("-", gone), ("+", come)) for value in some
        ]
        yield f"{where}: {', '.join(said) or 'in another order'}", False


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[: _LONGEST_SHOWN - 1]}…"
