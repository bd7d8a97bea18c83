"""The rows on refusals, where an opinion changed the verdict on them: the two must agree."""

from collections.abc import Sequence
from dataclasses import replace

from scoring.findings import Evidence, Finding
from scoring.refusals import ALTERNATIVES, CALM, REASONED
from scoring.undertakings import Quotation, Refusal


def agreeing_refusals(
    refusals: Sequence[Refusal], before: Sequence[Finding], after: Sequence[Finding]
) -> tuple[Refusal, ...]:
    """`refusals` with what the verdicts of `after` say of them, where it is new since `before`."""
    was = {one.criterion: one.verdict for one in before}
    rows = tuple(refusals)
    for one in after:
        if one.verdict == was.get(one.criterion):
            continue
        if one.criterion == CALM:
            rows = tuple(_held(row, one) for row in rows)
        elif one.criterion == REASONED:
            # Without a refusal there is no row; the other criteria may still see one.
            none = one.verdict == "not_applicable"
            words = _beside([row.reason for row in rows], rows, one)
            rows = () if none else tuple(
                replace(row, reason=said) for row, said in zip(rows, words, strict=True)
            )  # fmt: skip
        elif one.criterion == ALTERNATIVES:
            words = _beside([row.alternative for row in rows], rows, one)
            rows = tuple(
                replace(row, alternative=said) for row, said in zip(rows, words, strict=True)
            )
    return rows


def _held(row: Refusal, finding: Finding) -> Refusal:
    """Only what the caller pushed back against can have been held to; else it is unknown."""
    if row.answer != "pushed_back" or finding.verdict not in ("met", "not_met"):
        return replace(row, held_calmly=None)
    return replace(row, held_calmly=finding.verdict == "met")


def _beside(
    words: Sequence[Quotation | None], rows: Sequence[Refusal], finding: Finding
) -> list[Quotation | None]:
    """What came with each refusal: where none was heard, the words that the opinion found.

    Where it found that some refusal came alone, that is the one it quotes, else each of them.
    """
    if finding.verdict == "met":
        quoted = [said for one in finding.evidence if (said := _quotation(one)) is not None]
        return [
            said or min(quoted, key=lambda one: abs(one.start - row.evidence.start), default=None)
            for said, row in zip(words, rows, strict=True)
        ]
    if finding.verdict == "not_met":
        alone = [
            any(one.start < row.evidence.end and row.evidence.start < one.end
                for one in finding.evidence)
            for row in rows
        ]  # fmt: skip
        if not any(alone) and None not in words:
            alone = [True] * len(rows)
        return [None if gone else said for gone, said in zip(alone, words, strict=True)]
    return [None] * len(rows)


def _quotation(one: Evidence) -> Quotation | None:
    """The words of the agent in `one`."""
    if one.party != "agent" or not one.quote:
        return None
    return Quotation(start=one.start, end=one.end, party="agent", quote=one.quote)
