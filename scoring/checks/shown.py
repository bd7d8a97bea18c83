"""Which moments are shown of all that bear a verdict out: few, none twice, the plainest first."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from audio_features.written_words import ends_sentence
from scoring.checks.result import CheckContext
from scoring.checks.windows import find_all
from scoring.language.intents import IntentMatch

#: Likelihood from which words are taken as said beyond doubt; our choice, as in the benchmark.
SURELY_SAID = 0.7
#: Likelihood from which words were rather meant than not: they are shown before weaker ones.
RATHER_SAID = 0.5
#: s; whoever plays one moment hears another that is nearer than this as well. Our choice.
ONE_MOMENT_S = 2.0
#: Up to so many words ("is that right?") say little without what comes before; our choice.
FEW_WORDS = 4


class _Moment(Protocol):
    @property
    def start(self) -> float: ...

    @property
    def end(self) -> float: ...


M = TypeVar("M", bound=_Moment)


def plainest(
    matches: Sequence[IntentMatch], intents: tuple[str, ...], context: CheckContext
) -> IntentMatch:
    """The one of `matches` to show: the first time that the first intent surely said is said.

    A criterion names first what it is about, and then what counts as well: empathy shows in an
    apology too, but whoever checks wants to hear the understanding. And a solution is pointed to
    where it is first put, not where it is done. Where nothing is sure, the likeliest.
    """
    places = {(match.turn_index, match.start) for match in matches}
    for intent in intents:
        own = find_all(context, (intent,), party=matches[0].party, min_score=SURELY_SAID)
        if sure := [match for match in own if (match.turn_index, match.start) in places]:
            return sure[0]
    return max(matches, key=lambda match: match.score)


def also_shown(
    first: IntentMatch, matches: Iterable[IntentMatch], *, most: int
) -> tuple[IntentMatch, ...]:
    """`first` and, in order of time, further ones of `matches`, `most` in all.

    Those rather meant than not come before weaker ones, and of these the earlier.
    """
    ranked = sorted(matches, key=lambda match: (match.score < RATHER_SAID, match.start))
    return (first, *sorted(apart(ranked, (first,), most=most - 1), key=lambda match: match.start))


def led_in(match: IntentMatch, seconds: float, context: CheckContext) -> IntentMatch:
    """A `match` of few words with what its turn says in so many seconds before it.

    From where a sentence begins, if one does in that time.
    """
    if len(match.quote.split()) > FEW_WORDS:
        return match
    words = context.call.turns[match.turn_index].words
    starts = [0, *(at + 1 for at, word in enumerate(words) if ends_sentence(word.word))]
    within = [
        at for at, word in enumerate(words) if match.start - seconds <= word.start < match.start
    ]
    if not within:
        return match
    first = next((at for at in within if at in starts), within[0])
    said = " ".join(word.word.strip() for word in words[first : within[-1] + 1])
    return replace(match, start=words[first].start, quote=f"{said} {match.quote}")


def apart(moments: Iterable[M], shown: Sequence[_Moment], *, most: int) -> tuple[M, ...]:
    """The first of `moments`, at most so many, that are heard neither with `shown` nor together."""
    chosen: list[M] = []
    heard: list[_Moment] = list(shown)
    for moment in moments:
        if len(chosen) < most and all(_apart(moment, other) for other in heard):
            chosen.append(moment)
            heard.append(moment)
    return tuple(chosen)


def _apart(one: _Moment, other: _Moment) -> bool:
    return one.start - other.end > ONE_MOMENT_S or other.start - one.end > ONE_MOMENT_S
