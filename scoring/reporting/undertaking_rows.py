"""What was undertaken, refused and complained of, as parts of ``escucha.call/1``."""

from scoring.reporting.call_document_rows import rounded_time
from scoring.reporting.json_file import JSON
from scoring.undertakings import Commitment, Complaint, Deadline, Quotation, Refusal

_CONFIDENCE_DECIMALS = 4


def commitment_row(one: Commitment) -> dict[str, JSON]:
    """One commitment; its deadline is null where nothing was said about when."""
    return {
        "party": one.party,
        "what": one.what,
        "deadline": _deadline(one.deadline),
        "evidence": _quotation(one.evidence),
        "confidence": round(one.confidence, _CONFIDENCE_DECIMALS),
    }


def refusal_row(one: Refusal) -> dict[str, JSON]:
    """One refusal; null where no reason, alternative or answer was heard."""
    return {
        "evidence": _quotation(one.evidence),
        "confidence": round(one.confidence, _CONFIDENCE_DECIMALS),
        "reason": _quotation(one.reason),
        "alternative": _quotation(one.alternative),
        "answer": one.answer,
        "answer_evidence": _quotation(one.answer_evidence),
        "held_calmly": one.held_calmly,
    }


def complaint_row(complaint: Complaint | None) -> dict[str, JSON] | None:
    """The kind of complaint; null where nobody looked for one."""
    if complaint is None:
        return None
    return {
        "kind": complaint.kind,
        "confidence": round(complaint.confidence, _CONFIDENCE_DECIMALS),
        "evidence": [_quotation(words) for words in complaint.evidence],
    }


def _deadline(deadline: Deadline | None) -> dict[str, JSON] | None:
    if deadline is None:
        return None
    moments = {"due_from": deadline.due_from, "due_by": deadline.due_by}
    dated = {name: None if when is None else when.isoformat() for name, when in moments.items()}
    return {"words": deadline.words, "vague": deadline.vague, **dated}


def _quotation(words: Quotation | None) -> dict[str, JSON] | None:
    if words is None:
        return None
    return {
        "start": rounded_time(words.start),
        "end": rounded_time(words.end),
        "party": words.party,
        "quote": words.quote,
    }
