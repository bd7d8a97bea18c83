"""Commitments, refusals and the kind of complaint as the call page shows them."""

from dataclasses import dataclass
from datetime import datetime, time, tzinfo

from audio_features.timeline import Party
from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.localization import format_clock, format_date, format_moment
from scoring.catalogues.measured_values import trimmed_quote
from scoring.findings import ScoredCall
from scoring.undertakings import Commitment, Complaint, Quotation, Refusal

#: A deadline at the last minute of a day is that day.
_END_OF_DAY = time(23, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedMoment:
    """Words to read and to listen to (seconds)."""

    start: float
    end: float
    clock: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is known of a line beside its words; `open` where somebody should look after it."""

    text: str
    moment: QuotedMoment | None = None
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UndertakingLine:
    """Something somebody said, with what is known of it."""

    party: Party
    said: QuotedMoment
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UndertakingGroup:
    """Lines of one sort under their title."""

    id: str
    title: str
    lines: tuple[UndertakingLine, ...]


def build_undertakings(scored: ScoredCall, catalogue: Catalogue) -> tuple[UndertakingGroup, ...]:
    """The groups that have something to show; dates are in the time zone of the call's start."""
    started = scored.heard.metadata.started_at
    zone = None if started is None else started.tzinfo
    lines = {
        "commitments": [_commitment(one, zone, catalogue) for one in scored.commitments],
        "refusals": [_refusal(one, catalogue) for one in scored.refusals],
    }
    groups = [
        UndertakingGroup(id=id_, title=catalogue.text(f"undertakings.{id_}"), lines=tuple(own))
        for id_, own in lines.items()
    ]
    if scored.complaint is not None:
        groups.append(_complaint(scored.complaint, catalogue))
    return tuple(group for group in groups if group.lines)


def _complaint(complaint: Complaint, catalogue: Catalogue) -> UndertakingGroup:
    kind = catalogue.text(f"complaint_kind.{complaint.kind}")
    return UndertakingGroup(
        id="complaint",
        title=catalogue.text("undertakings.complaint", kind=kind),
        lines=tuple(
            UndertakingLine(party=one.party, said=_moment(one, catalogue))
            for one in complaint.evidence
        ),
    )


def _commitment(one: Commitment, zone: tzinfo | None, catalogue: Catalogue) -> UndertakingLine:
    return UndertakingLine(
        party=one.party,
        said=_moment(one.evidence, catalogue, quote=one.what),
        notes=(_due(one, zone, catalogue),),
    )


def _due(one: Commitment, zone: tzinfo | None, catalogue: Catalogue) -> Note:
    """Until when: the words, and the date they mean where it is certain."""
    deadline = one.deadline
    if deadline is None:
        return Note(text=catalogue.text("undertakings.no_deadline"), open=True)
    if deadline.vague:
        text = catalogue.text("undertakings.vague", words=deadline.words)
        return Note(text=text, open=True)
    if deadline.due_by is None:
        return Note(text=catalogue.text("undertakings.undated", words=deadline.words))
    moment = deadline.due_by if zone is None else deadline.due_by.astimezone(zone)
    when = _when(moment, catalogue)
    return Note(text=catalogue.text("undertakings.due", words=deadline.words, moment=when))


def is_end_of_day(moment: datetime) -> bool:
    """Whether a deadline at `moment` is the day itself: no hour was said."""
    return moment.time().replace(second=0, microsecond=0) == _END_OF_DAY


def _when(moment: datetime, catalogue: Catalogue) -> str:
    if is_end_of_day(moment):
        return format_date(moment.date(), catalogue.language)
    return format_moment(moment, catalogue.language)


def _refusal(one: Refusal, catalogue: Catalogue) -> UndertakingLine:
    text = catalogue.text
    heard = None if one.answer_evidence is None else _moment(one.answer_evidence, catalogue)
    notes = [
        _beside("reason", one.reason, one.evidence, catalogue),
        _beside("alternative", one.alternative, one.evidence, catalogue),
        Note(text=text(f"undertakings.{one.answer}"), moment=heard),
    ]
    if one.held_calmly is not None:
        notes.append(Note(text=text(f"undertakings.{'calm' if one.held_calmly else 'not_calm'}")))
    return UndertakingLine(
        party=one.evidence.party, said=_moment(one.evidence, catalogue), notes=tuple(notes)
    )


def _beside(key: str, words: Quotation | None, said: Quotation, catalogue: Catalogue) -> Note:
    """What came with a refusal, or that nothing did; said in one breath, it needs no quote."""
    if words is None:
        return Note(text=catalogue.text(f"undertakings.no_{key}"), open=True)
    if (words.start, words.end) == (said.start, said.end):
        return Note(text=catalogue.text(f"undertakings.{key}_within"))
    return Note(text=catalogue.text(f"undertakings.{key}"), moment=_moment(words, catalogue))


def _moment(words: Quotation, catalogue: Catalogue, *, quote: str | None = None) -> QuotedMoment:
    said = trimmed_quote(quote or words.quote)
    return QuotedMoment(
        start=round(words.start, 2),
        end=round(words.end, 2),
        clock=format_clock(words.start),
        quote=catalogue.text("evidence.quote", quote=said),
    )
