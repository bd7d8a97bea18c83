"""The agent's own name where nothing announces it: signed, or as the data have it."""

from collections.abc import Collection, Iterator, Sequence

from audio_features.call_metadata import CallMetadata
from scoring.language.lexicon import NameLexicon, much_like, same_name
from scoring.language.name_cues import NameCues
from scoring.language.name_uses import CUED_SCORE, KNOWN_SCORE, NameUse, has_title, name_use
from scoring.language.reading import ReadTurn
from scoring.language.text import normalise

#: A name that no list has, signed where companies sign as well; ours.
_UNLISTED_SCORE = 0.55
#: A person's name behind a company's, with nothing else to announce it; ours.
_PLACED_SCORE = 0.7
#: Shorter words of a name ("de", "la") tell nobody.
_LEAST_LETTERS = 3
#: Words of a turn that may be an opening; "¿sí?" and "¿hola?" are none.
_LEAST_OPENING = 2
#: Most words that a name is torn into, and letters of a name that are enough to know it by then.
_MOST_PIECES = 3
_LEAST_TORN_LETTERS = 8


def own_name(
    read: Sequence[ReadTurn],
    cues: NameCues,
    lexicon: NameLexicon,
    metadata: CallMetadata,
    *,
    callers: Collection[str],
    called_up: bool,
) -> tuple[NameUse, ...]:
    """The agent's name in the opening, signed ("Trish speaking") or as the data have it.

    `callers` are the words by which the caller goes, who may be a namesake. Who answers cannot know
    that yet, but whoever has somebody `called_up` can.
    """
    spoken = [turn for turn in read if turn.text.party == "agent"]
    # "¿Sí?" opens nothing; who has somebody called up says who it is once they answered.
    lead = next((n for n, t in enumerate(spoken) if len(t.text.tokens) >= _LEAST_OPENING), 0)
    opening = spoken[: lead + (2 if called_up else 1)]
    first = opening[lead : lead + 1]
    signed = [use for turn in first for use in _signed(turn, cues, lexicon, metadata)]
    own = normalise(metadata.agent_name or "").split()
    theirs = {*normalise(metadata.customer_name or "").split(), *callers}
    only_own = [word for word in own if not any(same_name(word, other) for other in theirs)]
    known = [
        use
        for turn in opening
        for use in (
            *_as_known(turn, cues, lexicon, only_own if called_up else own),
            *_as_heard(turn, lexicon, only_own),
            *_torn(turn, only_own),
        )
    ]
    placed = () if called_up else (use for turn in first for use in _placed(turn, lexicon))
    return tuple((signed or known or [*placed])[:1])


def _signed(
    turn: ReadTurn, cues: NameCues, lexicon: NameLexicon, metadata: CallMetadata
) -> Iterator[NameUse]:
    for hit in cues.signed.finditer(turn.said.text):
        start, last = (turn.said.token_at(at) for at in (hit.start("name"), hit.end("name") - 2))
        start = _clause_start(turn, start, last)
        alone = start == 0 or bool(turn.text.tokens[start - 1].after)
        if alone and not has_title(turn, start, cues):
            yield name_use(turn, start, last, _signed_score(turn, start, lexicon, metadata))


def _signed_score(turn: ReadTurn, at: int, lexicon: NameLexicon, metadata: CallMetadata) -> float:
    """How surely the name at token `at` is the agent's: companies sign too ("Vodafone here")."""
    word = turn.text.tokens[at].text
    known = any(same_name(word, own) for own in normalise(metadata.agent_name or "").split())
    return CUED_SCORE if known or word in lexicon.given else _UNLISTED_SCORE


def _placed(turn: ReadTurn, lexicon: NameLexicon) -> Iterator[NameUse]:
    """A person's name as a clause behind the company's: "Ascensores Norteña, Inmaculada Soto".

    Only of who answers: whoever calls says the name of who they call like that.
    """
    start = 0
    company = False
    for end, token in enumerate(turn.text.tokens):
        if not token.after and end + 1 < len(turn.text.tokens):
            continue
        clause = range(start, end + 1)
        named = all(turn.proper[i] for i in clause)
        first = turn.text.tokens[start].text
        listed = first in lexicon.given and (len(clause) > 1 or first not in lexicon.ambiguous)
        if company and named and listed and len(clause) <= _MOST_PIECES and token.after != "?":
            yield name_use(turn, start, end, _PLACED_SCORE)
            return
        # What a sentence begins with has its capital anyway.
        company = company or any(turn.proper[i] for i in clause[1:])
        start = end + 1


def _clause_start(turn: ReadTurn, first: int, last: int) -> int:
    """Where the last clause from `first` to `last` begins: the company comes before the name."""
    breaks = [at for at in range(first, last) if turn.text.tokens[at].after]
    return breaks[-1] + 1 if breaks else first


def _as_known(
    turn: ReadTurn, cues: NameCues, lexicon: NameLexicon, own: Collection[str]
) -> Iterator[NameUse]:
    """The agent's name in `turn`, without any cue: "en citas, Lisbeth", but not "doña Lisbeth"."""
    for i in _bare_names(turn, lexicon):
        if turn.text.tokens[i].text in own and not has_title(turn, i, cues):
            yield name_use(turn, i, i, KNOWN_SCORE)


def _as_heard(turn: ReadTurn, lexicon: NameLexicon, own: Collection[str]) -> Iterator[NameUse]:
    """As `_as_known`, where what was heard is only like the agent's name."""
    for i in _bare_names(turn, lexicon):
        if any(same_name(turn.text.tokens[i].text, word) for word in own):
            yield name_use(turn, i, i, CUED_SCORE)


def _bare_names(turn: ReadTurn, lexicon: NameLexicon) -> Iterator[int]:
    """Places of what may be a name with nothing to announce it, but not "Buenos", nor "de"."""
    for i, token in enumerate(turn.text.tokens):
        named = turn.proper[i] and token.text not in lexicon.not_names | lexicon.ambiguous
        if named and len(token.text) >= _LEAST_LETTERS:
            yield i


def _torn(turn: ReadTurn, own: Collection[str]) -> Iterator[NameUse]:
    """The agent's name, written together or as other words: "y ormancolina", Yorman Colina."""
    whole = "".join(own)
    if len(whole) < _LEAST_TORN_LETTERS:
        return
    tokens = turn.text.tokens
    for first in range(len(tokens)):
        for last in range(first, min(first + _MOST_PIECES, len(tokens))):
            if much_like("".join(token.text for token in tokens[first : last + 1]), whole):
                yield name_use(turn, first, last, CUED_SCORE)
