"""Words that say "before", "by" or "from" when, each bound to the one expression it limits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scoring.deadlines.words import DeadlineWords
from scoring.language.reading import ReadTurn

Relation = Literal["before", "by", "from"]
#: First and last token of an expression about time.
Span = tuple[int, int]

#: Words that may stand between a limit and what it limits ("antes, creo, del jueves").
_LIMIT_REACH = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Words at tokens `first` to `last` that limit the expression at tokens `of`.

    `adjoining` says that nothing but a hesitation stands between: "antes de ir mañana" is not
    before tomorrow.
    """

    first: int
    last: int
    relation: Relation
    of: Span
    adjoining: bool = True


def bound_limits(turn: ReadTurn, spans: Sequence[Span], words: DeadlineWords) -> tuple[Limit, ...]:
    """The limits in or next to any of `spans`; each binds the nearest, what follows it first."""
    since = [*token_spans(words.since, turn)]
    kinds: tuple[tuple[Relation, re.Pattern[str], bool], ...] = (
        ("before", words.before, False),
        ("by", words.by, False),
        ("by", words.at_latest, True),
        ("from", words.since, False),
        ("from", words.onwards, True),
    )
    found = [
        _bound(turn, hit, relation, spans, words, may_follow=may_follow)
        for relation, pattern, may_follow in kinds
        for hit in token_spans(pattern, turn)
        if relation == "from" or not any(overlap(hit, other) for other in since)
    ]
    return tuple(limit for limit in found if limit is not None)


def token_spans(pattern: re.Pattern[str], turn: ReadTurn) -> Iterator[Span]:
    """First and last token of each place where `pattern` is found in `turn`."""
    for hit in pattern.finditer(turn.said.text):
        yield turn.said.token_at(hit.start()), turn.said.token_at(hit.end() - 2)


def overlap(some: Span, other: Span) -> bool:
    """Whether they share a token."""
    return some[0] <= other[1] and other[0] <= some[1]


def _bound(
    turn: ReadTurn,
    hit: Span,
    relation: Relation,
    spans: Sequence[Span],
    words: DeadlineWords,
    *,
    may_follow: bool,
) -> Limit | None:
    first, last = hit
    inside = [span for span in spans if overlap(span, hit)]
    if inside:
        # "From nine to twelve" is a range, not the beginning of one.
        return None if relation == "from" else _limit(hit, relation, inside[0])
    after = [span for span in spans if 0 <= span[0] - last - 1 <= _LIMIT_REACH]
    before = [span for span in spans if may_follow and 0 <= first - span[1] - 1 <= _LIMIT_REACH]
    if after and not (before and min(after)[0] - last > first - max(before)[1]):
        between = turn.text.tokens[last + 1 : min(after)[0]]
        adjoining = all(token.text in words.hesitations for token in between)
        return _limit(hit, relation, min(after), adjoining=adjoining)
    return _limit(hit, relation, max(before)) if before else None


def _limit(hit: Span, relation: Relation, of: Span, *, adjoining: bool = True) -> Limit:
    return Limit(first=hit[0], last=hit[1], relation=relation, of=of, adjoining=adjoining)
