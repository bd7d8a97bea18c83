"""What moved between two runs of the benchmark, as kept in their JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from audio_features.errors import ConfigurationError
from flows.benchmark import cells
from flows.benchmark.accuracy_document import SCHEMA
from flows.benchmark.figures import Unit
from scoring.findings import Verdict
from scoring.reporting.json_file import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFigure:
    """One number of a run."""

    name: str
    unit: Unit
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCall:
    """A call that was measured; `sha256` is its recording's, unknown of older runs."""

    call_id: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRubric:
    """What was judged by."""

    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedVerdict:
    """One verdict of a run beside the right one."""

    call_id: str
    criterion: str
    want: Verdict
    got: Verdict

    @property
    def agrees(self) -> bool:
        """Whether it is the right one."""
        return self.got == self.want


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyRecord:
    """As much of a run's JSON as is compared; figures by column and id."""

    measured_at: str
    ear_alone: bool
    rubric: RecordedRubric
    figures: Mapping[str, Mapping[str, RecordedFigure]]
    calls: tuple[RecordedCall, ...]
    verdicts: tuple[RecordedVerdict, ...]

    @property
    def call_ids(self) -> frozenset[str]:
        """The calls that were measured."""
        return frozenset(call.call_id for call in self.calls)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedVerdict:
    """A verdict that was wrong and is right now, or the other way round."""

    old: RecordedVerdict
    new: RecordedVerdict


_RECORD = TypeAdapter(AccuracyRecord)


def load_record(path: Path) -> AccuracyRecord:
    """Read what ``--json`` wrote.

    Raises
    ------
    ConfigurationError
        The file cannot be read, or is not of the kind that is written now.
    """
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror}); name a file that --json wrote"
        ) from error
    except ValueError as error:
        raise ConfigurationError(f"{path}: is no JSON; name a file that --json wrote") from error
    schema = document.get("schema") if isinstance(document, dict) else None
    if schema != SCHEMA:
        raise ConfigurationError(
            f"{path}: is {schema or 'no benchmark'}, not {SCHEMA}, and cannot be compared; "
            "measure anew with --json"
        )
    try:
        return record_of(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigurationError(
            f"{path}: {where}: {first['msg']}; measure anew with --json"
        ) from error


def record_of(document: Mapping[str, JSON]) -> AccuracyRecord:
    """As much of a run's document as is compared."""
    return _RECORD.validate_python(document)


def refuse_other_calls(path: Path, old: AccuracyRecord, call_ids: Iterable[str]) -> None:
    """Refuse a record of other calls than those to be measured now.

    Raises
    ------
    ConfigurationError
        They have no call in common.
    """
    if not old.call_ids & set(call_ids):
        raise ConfigurationError(
            f"{path}: has none of these calls; compare runs over the same recordings"
        )


def caveats(old: AccuracyRecord, new: AccuracyRecord) -> list[str]:
    """What is known to be unlike between the two but the product itself, one line each."""
    found = []
    gone, come = len(old.call_ids - new.call_ids), len(new.call_ids - old.call_ids)
    if gone or come:
        found.append(f"Other calls were measured then: {gone} are not here, {come} are new.")
    rebuilt = _rebuilt(old, new)
    if rebuilt:
        found.append(f"Other recordings of the same calls were heard then: {', '.join(rebuilt)}.")
    if old.ear_alone != new.ear_alone:
        found.append(f"--ear-alone was {'given' if old.ear_alone else 'not given'} then.")
    if old.rubric.sha256 != new.rubric.sha256:
        found.append(f"Another rubric judged then: version {old.rubric.version}.")
    return found


def _rebuilt(old: AccuracyRecord, new: AccuracyRecord) -> list[str]:
    before = {call.call_id: call.sha256 for call in old.calls}
    return [c.call_id for c in new.calls if before.get(c.call_id) not in (None, c.sha256)]


def moved_rows(old: AccuracyRecord, new: AccuracyRecord) -> list[tuple[str, ...]]:
    """Name of each figure that moved, and what it did in each column of `new`."""
    ids = dict.fromkeys(id_ for column in new.figures.values() for id_ in column)
    rows: list[tuple[str, ...]] = []
    for id_ in ids:
        pairs = [_pair(id_, old.figures.get(name, {}), new.figures[name]) for name in new.figures]
        if any(pair is not None and _differ(*pair) for pair in pairs):
            name = next(pair[1].name for pair in pairs if pair is not None)
            rows.append((name, *(_moved(pair) for pair in pairs)))
    return rows


def turned_verdicts(old: AccuracyRecord, new: AccuracyRecord) -> tuple[TurnedVerdict, ...]:
    """Verdicts of both runs that turned right or wrong, in the order of `new`."""
    before = {(verdict.call_id, verdict.criterion): verdict for verdict in old.verdicts}
    pairs = ((before.get((v.call_id, v.criterion)), v) for v in new.verdicts)
    return tuple(
        TurnedVerdict(old=then, new=now)
        for then, now in pairs
        if then is not None and then.agrees != now.agrees
    )


def turned_lines(turned: Sequence[TurnedVerdict]) -> list[str]:
    """How many turned right and how many wrong, and each on a line below."""
    lines = []
    for heading, right in (("turned right", True), ("turned wrong", False)):
        own = [verdict for verdict in turned if verdict.new.agrees == right]
        lines += [f"{heading}: {len(own)}", *map(_turned_line, own)]
    return lines


def _turned_line(turned: TurnedVerdict) -> str:
    then, now = turned.old, turned.new
    was = "" if then.want == now.want else f" (then {then.want})"
    return f"{now.call_id} | {now.criterion} | {then.got} → {now.got} | true {now.want}{was}"


_Pair = tuple[RecordedFigure, RecordedFigure]


def _pair(
    id_: str, old: Mapping[str, RecordedFigure], new: Mapping[str, RecordedFigure]
) -> _Pair | None:
    return (old[id_], new[id_]) if id_ in old and id_ in new else None


def _differ(old: RecordedFigure, new: RecordedFigure) -> bool:
    """Whether it shows: less than the last decimal is no move."""
    return cells.number(old.value, old.unit) != cells.number(new.value, new.unit)


def _moved(pair: _Pair | None) -> str:
    """``5.2 % → 4.1 % (−1.1)``; ``=`` where it did not move, ``–`` where one run lacks it."""
    if pair is None:
        return cells.NOTHING
    if not _differ(*pair):
        return "="
    old, new = pair
    shown = " → ".join(cells.number(figure.value, figure.unit) for figure in pair)
    return f"{shown} ({cells.difference(old.value, new.value, new.unit)})"
