"""What analysts say of verdicts: kept beside call and criterion, whatever is judged anew later."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import select
from sqlmodel import Session, col

from models.call_tables import Call
from models.columns import utc_now
from models.correction_tables import CorrectionRow
from models.score_tables import FindingRow, RubricVersion, ScorecardRow
from scoring.findings import RubricIdentity, Verdict

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_VERDICT_OF: dict[str, Verdict] = {verdict: verdict for verdict in VERDICTS}

#: A moment may end so long after the recording, as people round up. Our choice.
_ROUNDING_S = 1.0


class UnknownFindingError(LookupError):
    """The call is not stored, or never had a verdict on the criterion; `known` ones it has."""

    def __init__(self, message: str, known: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.known = tuple(known)


class RefusedCorrectionError(ValueError):
    """What was given is no correction: names the value and the mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCorrection:
    """What an analyst says of one verdict; the machine's own `verdict` again confirms it.

    `made_at` is aware, None for now. `start` and `end`, in seconds of the recording, are the
    moment that decided, where one did.
    """

    call_id: str
    criterion: str
    verdict: str
    analyst: str
    comment: str = ""
    made_at: datetime | None = None
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A stored correction: the person's verdict beside what the machine said at that moment.

    `machine_confidence` is 0 to 1; `rubric` is the one that the machine judged by.
    """

    call_id: str
    criterion: str
    verdict: Verdict
    machine_verdict: Verdict
    machine_confidence: float
    rubric: RubricIdentity
    analyst: str
    comment: str
    made_at: datetime
    start: float | None
    end: float | None

    @property
    def confirms(self) -> bool:
        """Whether the person says what the machine had said."""
        return self.verdict == self.machine_verdict


def add_correction(
    session: Session, given: GivenCorrection, *, now: datetime | None = None
) -> bool:
    """Keep `given` with the machine's verdict that stood when it was made.

    False where it is stored already: the same of the same analyst at the same moment or, where
    `given` does not say when it was made, as that analyst's last word. `now` stands in for that
    moment. Analysts are the same whatever capitals and outer spaces their names have. Whoever adds
    to several calls holds them all first (`call_locks.lock_calls`).

    Raises
    ------
    UnknownFindingError
        The call is not stored, or was never judged by the criterion.
    RefusedCorrectionError
        A value cannot be, or the analyst said something else at that very moment.
    """
    now = now or utc_now()
    _refuse_impossible(given, now)
    # Whoever adds to a call holds its row: two who say the same at once take turns.
    query = select(Call).where(col(Call.call_id) == given.call_id).with_for_update()
    call = session.execute(query).scalar_one_or_none()
    if call is None:
        raise UnknownFindingError(f"call {given.call_id!r} is not stored")
    if given.end is not None and given.end > call.seconds + _ROUNDING_S:
        raise RefusedCorrectionError(
            f"end {given.end:g} is after the end of the call ({call.seconds:g} s)"
        )
    made_at = given.made_at or now
    if _is_stored(session, call.id, given, made_at):
        return False
    machine = _machine_verdict(session, call, given.criterion, made_at)
    session.add(
        CorrectionRow(
            call_pk=call.id,
            criterion=given.criterion,
            verdict=given.verdict,
            machine_verdict=machine.verdict,
            machine_confidence=machine.confidence,
            rubric_pk=machine.rubric_pk,
            comment=given.comment,
            analyst=given.analyst.strip(),
            start=given.start,
            end=given.end,
            made_at=made_at,
        )
    )
    session.flush()
    return True


def holds_correction(session: Session, given: GivenCorrection) -> bool:
    """Whether `given` is stored, at the moment it says, or at any where it says none.

    Raises
    ------
    UnknownFindingError
        The call is not stored.
    """
    query = select(col(Call.id)).where(col(Call.call_id) == given.call_id)
    call_pk = session.execute(query).scalar_one_or_none()
    if call_pk is None:
        raise UnknownFindingError(f"call {given.call_id!r} is not stored")
    return any(
        _says_the_same(row, given) and given.made_at in (None, row.made_at)
        for row in _said_by(session, call_pk, given)
    )


def list_corrections(session: Session, *, call_id: str | None = None) -> tuple[Correction, ...]:
    """All corrections, of one call where given, in the order they were made."""
    query = (
        select(CorrectionRow, col(Call.call_id), RubricVersion)
        .join(Call, col(CorrectionRow.call_pk) == col(Call.id))
        .join(RubricVersion, col(CorrectionRow.rubric_pk) == col(RubricVersion.id))
    )
    if call_id is not None:
        query = query.where(col(Call.call_id) == call_id)
    query = query.order_by(col(CorrectionRow.made_at), col(CorrectionRow.id))
    return tuple(_correction(row, named, rubric) for row, named, rubric in session.execute(query))


def newest_corrections(
    session: Session, *, call_id: str | None = None, since: datetime | None = None
) -> tuple[Correction, ...]:
    """What counts: the newest of each analyst on each criterion of each call, in order of time.

    With `since`, only those made from then on. An analyst is named as the first time.
    """
    newest: dict[tuple[str, str, str], Correction] = {}
    names: dict[str, str] = {}
    for one in list_corrections(session, call_id=call_id):
        analyst = _same_name(one.analyst)
        key = (one.call_id, one.criterion, analyst)
        newest.pop(key, None)  # so that the later one takes the later place
        newest[key] = replace(one, analyst=names.setdefault(analyst, one.analyst.strip()))
    return tuple(one for one in newest.values() if since is None or one.made_at >= since)


@dataclass(frozen=True, slots=True)
class _MachineVerdict:
    verdict: str
    confidence: float
    rubric_pk: int


def _machine_verdict(
    session: Session, call: Call, criterion: str, made_at: datetime
) -> _MachineVerdict:
    """What the machine said when the person did: by the last scorecard before, else the first."""
    query: Any = (
        select(
            col(FindingRow.verdict),
            col(FindingRow.confidence),
            col(ScorecardRow.rubric_pk),
            col(ScorecardRow.created_at),
        )
        .join(ScorecardRow, col(FindingRow.scorecard_pk) == col(ScorecardRow.id))
        .where(col(ScorecardRow.call_pk) == call.id, col(FindingRow.criterion) == criterion)
        .order_by(col(ScorecardRow.created_at), col(ScorecardRow.id))
    )
    judged = session.execute(query).all()
    if not judged:
        raise UnknownFindingError(
            f"call {call.call_id!r} has no verdict on criterion {criterion!r}",
            _criteria(session, call),
        )
    stood = [found for found in judged if found[3] <= made_at] or judged[:1]
    verdict, confidence, rubric_pk, _ = stood[-1]
    return _MachineVerdict(verdict, confidence, rubric_pk)


def _criteria(session: Session, call: Call) -> tuple[str, ...]:
    query = (
        select(col(FindingRow.criterion))
        .join(ScorecardRow, col(FindingRow.scorecard_pk) == col(ScorecardRow.id))
        .where(col(ScorecardRow.call_pk) == call.id)
        .distinct()
    )
    return tuple(session.execute(query).scalars())


def _is_stored(
    session: Session, call_pk: int | None, given: GivenCorrection, made_at: datetime
) -> bool:
    earlier = _said_by(session, call_pk, given)
    # Only the last word: who takes a word back and then gives it again says something new.
    if given.made_at is None and earlier and _says_the_same(earlier[-1], given):
        return True
    at_once = [row for row in earlier if row.made_at == made_at]
    if at_once and not any(_says_the_same(row, given) for row in at_once):
        raise RefusedCorrectionError(
            f"{given.analyst} has already said {at_once[0].verdict!r} of it at the same moment, "
            "perhaps with another comment; say in made_at when each was made"
        )
    return bool(at_once)


def _said_by(session: Session, call_pk: int | None, given: GivenCorrection) -> list[CorrectionRow]:
    """All that the analyst of `given` said of its criterion on that call, in order."""
    query = select(CorrectionRow).where(
        col(CorrectionRow.call_pk) == call_pk,
        col(CorrectionRow.criterion) == given.criterion,
    )
    of_all = session.execute(query.order_by(col(CorrectionRow.made_at), col(CorrectionRow.id)))
    who = _same_name(given.analyst)
    return [row for row in of_all.scalars() if _same_name(row.analyst) == who]


def _same_name(analyst: str) -> str:
    """What two ways to write one analyst's name have in common."""
    return analyst.strip().casefold()


def _says_the_same(row: CorrectionRow, given: GivenCorrection) -> bool:
    said = (row.verdict, row.comment, row.start, row.end)
    return said == (given.verdict, given.comment, given.start, given.end)


def _refuse_impossible(given: GivenCorrection, now: datetime) -> None:
    if given.verdict not in VERDICTS:
        raise RefusedCorrectionError(
            f"verdict {given.verdict!r} is none; it may be {', '.join(VERDICTS)}"
        )
    if not given.analyst.strip():
        raise RefusedCorrectionError("analyst is empty; say who gave the verdict")
    if given.made_at is not None and given.made_at > now:
        raise RefusedCorrectionError(f"made_at {given.made_at.isoformat()} is yet to come")
    if (given.start is None) != (given.end is None):
        raise RefusedCorrectionError("a moment needs both start and end, in seconds")
    if given.start is not None and given.end is not None and not 0 <= given.start <= given.end:
        raise RefusedCorrectionError(
            f"the moment from {given.start:g} to {given.end:g} s cannot be; start is 0 or more "
            "and end not before it"
        )


def _correction(row: CorrectionRow, call_id: str, rubric: RubricVersion) -> Correction:
    return Correction(
        call_id=call_id,
        criterion=row.criterion,
        verdict=_VERDICT_OF[row.verdict],
        machine_verdict=_VERDICT_OF[row.machine_verdict],
        machine_confidence=row.machine_confidence,
        rubric=RubricIdentity(id=rubric.rubric_id, version=rubric.version, sha256=rubric.sha256),
        analyst=row.analyst,
        comment=row.comment,
        made_at=row.made_at,
        start=row.start,
        end=row.end,
    )
