"""What a second judge answered, taken only where it can be checked against the transcript."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audio_features.timeline import Turn
from scoring.checks.evidence import shortened, turn_evidence
from scoring.findings import Evidence, Verdict
from scoring.language.text import normalise

#: More lines than this, and a longer reason, are no answer to what was asked. Our choice: twice
#: what the prompt allows, and about three lines of a page.
_MOST_LINES = 10
_LONGEST_REASON = 300

_FENCED = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", flags=re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A verdict with its reason, and the words of the call it rests on."""

    verdict: Verdict
    reason: str
    evidence: tuple[Evidence, ...]


class UnusableAnswerError(Exception):
    """The answer is not what was asked for; the message says why, in a few words."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    line: int
    quote: str


class _Answered(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    verdict: Verdict
    lines: Annotated[list[_Line], Field(max_length=_MOST_LINES)]
    reason: Annotated[str, Field(max_length=_LONGEST_REASON)]


#: What a server is told an answer looks like, where it can hold a model to a schema.
ANSWER_SCHEMA = _Answered.model_json_schema()


def read_answer(text: str, turns: Sequence[Turn]) -> Answer:
    """The answer in `text`, about a call of `turns`.

    Raises
    ------
    UnusableAnswerError
        It is not the JSON that was asked for, or what it quotes was not said.
    """
    answered = _parsed(text)
    reason = " ".join(answered.reason.split())
    if not reason:
        raise UnusableAnswerError("no reason")
    if not all(text.isprintable() for text in (reason, *(line.quote for line in answered.lines))):
        raise UnusableAnswerError("characters that no sentence has")
    if answered.verdict in ("met", "not_met") and not answered.lines:
        raise UnusableAnswerError(f"{answered.verdict} without a line")
    evidence = (_quoted(line, turns) for line in answered.lines)
    return Answer(verdict=answered.verdict, reason=reason, evidence=tuple(dict.fromkeys(evidence)))


def _parsed(text: str) -> _Answered:
    fenced = _FENCED.match(text)  # small models wrap JSON as if to print it
    try:
        return _Answered.model_validate(json.loads(fenced[1] if fenced else text))
    except (ValueError, RecursionError) as error:
        raise UnusableAnswerError(_wrong(error)) from error


def _wrong(error: Exception) -> str:
    """What is wrong, in none of the model's words: they may be those of the call."""
    if not isinstance(error, ValidationError):
        return "not JSON"
    first = error.errors(include_url=False)[0]
    if first["type"] == "extra_forbidden":
        return "a field that was not asked for"
    field = ".".join(str(part) for part in first["loc"]) or "answer"
    return f"{field}: {'none of the four' if field == 'verdict' else first['msg']}"


def _quoted(line: _Line, turns: Sequence[Turn]) -> Evidence:
    if not 1 <= line.line <= len(turns):
        raise UnusableAnswerError(f"no line {line.line}")
    turn = turns[line.line - 1]
    wanted = normalise(line.quote).split()
    if not wanted or not _place(wanted, normalise(turn.text).split()):
        raise UnusableAnswerError(f"line {line.line} does not say what it quotes")
    # As they were heard and when; the whole turn where its words were not heard one by one.
    heard = [(token, word) for word in turn.words for token in normalise(word.word).split()]
    place = _place(wanted, [token for token, _ in heard])
    if place is None:
        return turn_evidence(replace(turn, text=line.quote))
    said = tuple(dict.fromkeys(word for _, word in heard[place.start : place.stop]))
    return Evidence(
        start=said[0].start,
        end=said[-1].end,
        party=turn.party,
        quote=shortened(" ".join(word.word for word in said)),
    )


def _place(wanted: Sequence[str], tokens: Sequence[str]) -> slice | None:
    """Where `wanted` stands in `tokens`, word after word."""
    size = len(wanted)
    for start in range(len(tokens) - size + 1):
        if list(tokens[start : start + size]) == list(wanted):
            return slice(start, start + size)
    return None
