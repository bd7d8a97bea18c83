"""Who is called what on a call: names asked for, given, and used."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audio_features.call_metadata import CallMetadata
from audio_features.timeline import Party, Turn
from scoring.language.agent_names import own_name
from scoring.language.intent_library import load_intents
from scoring.language.intents import IntentFinder, IntentMatch
from scoring.language.lexicon import NameLexicon, same_name
from scoring.language.name_cues import NameCues
from scoring.language.name_uses import (
    CUED_SCORE,
    KNOWN_SCORE,
    PASSING_SCORE,
    NameUse,
    has_title,
    name_end,
    name_use,
    names_used,
)
from scoring.language.reading import ReadTurn
from scoring.language.text import normalise

#: What is said behind the name of somebody who is asked for and not there.
_AWAY = frozenset({("no", "esta"), ("no", "se"), ("isn't", "here"), ("is", "not"), ("isn't", "in")})
_AWAY_PRONOUNS = frozenset({"el", "ella", "he", "she"})
#: A name so soon (seconds) after the agent asked for it counts even without a cue; our choice.
_ANSWER_WITHIN_S = 8.0
#: Turns in which callers say who they are unasked; our choice.
_OPENING_TURNS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNames:
    """The names of one call.

    `asked`: the agent asks the caller's name (`name` is ""). `given`: the caller says their own
    name. `used`: the agent says the caller's name. `agent_name`, `agent_company`: the agent's
    introduction. `caller_name`: as known from the metadata, else as given, else None.
    """

    caller_name: str | None
    asked: tuple[NameUse, ...]
    given: tuple[NameUse, ...]
    used: tuple[NameUse, ...]
    agent_name: tuple[NameUse, ...]
    agent_company: tuple[NameUse, ...]


def find_names(
    *,
    turns: Sequence[Turn],
    language: str,
    metadata: CallMetadata,
    finder: IntentFinder | None = None,
) -> CallNames:
    """Names in the turns of one call, in time order.

    `finder` is that of the same call where there is one already, to save reading it twice.
    """
    if finder is None:
        library = load_intents(language)
        finder = IntentFinder(turns=turns, language=language, metadata=metadata, library=library)
    read = finder.turns
    cues = NameCues.of(finder.language)
    lexicon = NameLexicon.of(finder.language)
    asked = tuple(_as_use(m, name="") for m in finder.find("asks_caller_name", party="agent"))
    cued = tuple(_cued(read, cues.introduces_agent, "agent", metadata.agent_name, lexicon))
    called = tuple(_cued(read, cues.asks_by_name, "agent", metadata.customer_name, lexicon))
    denied = [use for use in called if _denied(read, use)]
    sought = tuple(use for use in called if use not in denied)
    given = tuple(
        use
        for use in _given(read, cues, lexicon, asked, metadata.customer_name)
        if not any(_is_part(use.name, of=other.name) for other in denied)
    )
    agent = cued or own_name(
        read,
        cues,
        lexicon,
        metadata,
        callers={part for use in given for part in normalise(use.name).split()},
        called_up=metadata.direction == "outbound" or bool(called),
    )
    opened = tuple(_opened_with(read, lexicon, own=(*agent, *called)))
    given = given or opened or tuple(_called_by(read, cues, lexicon))
    caller = metadata.customer_name or _longest(given) or _longest(sought)
    # How it was heard where the caller said it: the agent's word for it may be misheard alike.
    heard = {
        part.removesuffix("'s")
        for use in (*given, *opened)
        if use.name == caller or use.score == KNOWN_SCORE or use in opened
        for part in normalise(use.name).split()
    }
    return CallNames(
        caller_name=caller,
        asked=asked,
        given=given,
        used=tuple(names_used(read, cues, lexicon, caller, heard, (*agent, *called))),
        agent_name=agent,
        agent_company=tuple(
            _as_use(m, name=m.quote)
            for m in finder.find("self_identification_company", party="agent")
        ),
    )


def _denied(read: Sequence[ReadTurn], sought: NameUse) -> bool:
    """Whether whoever answers says that they are somebody else: "no", or "Laura no está"."""
    answers = (turn.text for turn in read[sought.turn_index + 1 :] if turn.text.tokens)
    first = next((text for text in answers if text.party == "customer"), None)
    if first is None:
        return False
    said = [token.text for token in first.tokens]
    asked_for = {*normalise(sought.name).split(), *_AWAY_PRONOUNS}
    triples = zip(said, said[1:], said[2:], strict=False)
    away = any(who in asked_for and (word, verb) in _AWAY for who, word, verb in triples)
    return said[0] == "no" or away


def _is_part(name: str, *, of: str) -> bool:
    return set(normalise(name).split()) <= set(normalise(of).split())


def _as_use(match: IntentMatch, *, name: str) -> NameUse:
    return NameUse(
        name=name,
        turn_index=match.turn_index,
        party=match.party,
        start=match.start,
        end=match.end,
        quote=match.quote,
        score=match.score,
    )


def _cued(
    read: Sequence[ReadTurn],
    cue: re.Pattern[str],
    party: Party,
    known: str | None,
    lexicon: NameLexicon,
) -> Iterator[NameUse]:
    for turn in read:
        if turn.text.party != party:
            continue
        taken: set[int] = set()
        readings = [turn.said] if turn.mended is None else [turn.said, turn.mended]
        for reading in readings:
            for hit in cue.finditer(reading.text):
                group = "name" if hit["name"] else "unmarked"
                first = reading.token_at(hit.start(group))
                last = _whole(turn, reading.token_at(hit.end(group) - 2), lexicon)
                last = _before_place(turn, first, last, lexicon, known)
                if first not in taken:
                    taken.add(first)
                    yield name_use(turn, first, last, _agreement(turn, first, last, known))


def _whole(turn: ReadTurn, last: int, lexicon: NameLexicon) -> int:
    """Where a name really ends that was transcribed without capitals: "rosa maría"."""
    tokens = turn.text.tokens
    while last + 1 < len(tokens) and not tokens[last].after:
        following = tokens[last + 1].text
        if following not in lexicon.given and following not in lexicon.surnames:
            break
        last += 1
    return last


def _before_place(
    turn: ReadTurn, first: int, last: int, lexicon: NameLexicon, known: str | None
) -> int:
    """Where a name ends that a place follows: "Martina Costa de Rosario", "Carlos, el de Madrid".

    Behind given name and surname, or before what is no surname, "de" leads to a town, unless the
    metadata has it in the name. "De la Cruz" and "del Valle" are surnames.
    """
    words = [token.text for token in turn.text.tokens[first : last + 1]]
    meant = set(normalise(known or "").split())
    for at, word in enumerate(words[:-1]):
        following = words[at + 1]
        if turn.text.tokens[first + at].after and following in ("la", "el", "las", "los", "de"):
            return first + at
        if at == 0 or word != "de" or following in ("la", "las", "los") or following in meant:
            continue
        complete = at >= 2 and words[at - 1] not in lexicon.given
        if complete or following not in lexicon.surnames | lexicon.given:
            return first + at - 1
    return last


def _agreement(turn: ReadTurn, first: int, last: int, known: str | None) -> float:
    if known is None:
        return CUED_SCORE
    said = [token.text for token in turn.text.tokens[first : last + 1]]
    meant = normalise(known).split()
    return KNOWN_SCORE if any(same_name(s, m) for s in said for m in meant) else CUED_SCORE


def _given(
    read: Sequence[ReadTurn],
    cues: NameCues,
    lexicon: NameLexicon,
    asked: Sequence[NameUse],
    known: str | None,
) -> Iterator[NameUse]:
    cued = list(_cued(read, cues.introduces_caller, "customer", known, lexicon))
    answered = {use.turn_index for use in cued}
    for question in asked:
        for turn in read[question.turn_index + 1 :]:
            text = turn.text
            if text.party != "customer" or not text.tokens or text.index in answered:
                continue
            if text.tokens[0].start - question.end > _ANSWER_WITHIN_S:
                break
            names = _answer(turn, cues)
            if names is not None:
                names = names[0], _before_place(turn, *names, lexicon, known)
                answered.add(text.index)
                cued.append(name_use(turn, *names, _agreement(turn, *names, known)))
                break
    yield from sorted(cued, key=lambda use: use.start)


def _called_by(read: Sequence[ReadTurn], cues: NameCues, lexicon: NameLexicon) -> Iterator[NameUse]:
    """Names without capitals that callers introduce themselves by, and that the agent uses.

    "Soy refugio barrios" might be anything; with "don refugio" beside it, it is a name.
    """
    titled = {
        token.text
        for turn in read
        if turn.text.party == "agent"
        for i, token in enumerate(turn.text.tokens)
        if has_title(turn, i, cues)
        and not turn.text.tokens[i - 1].after
        and token.text not in cues.fillers | lexicon.not_names
    }
    for turn in read:
        if turn.text.party != "customer":
            continue
        for hit in cues.introduces_anyone.finditer(turn.said.text):
            first = turn.said.token_at(hit.start("name"))
            if turn.text.tokens[first].text in titled:
                yield name_use(turn, first, first, PASSING_SCORE)


def _opened_with(
    read: Sequence[ReadTurn], lexicon: NameLexicon, *, own: Sequence[NameUse]
) -> Iterator[NameUse]:
    """Who callers say they are without a cue: "Hola, Camila. Gustavo Ledesma, ¿qué tal?".

    A given name at the head of a clause of their first words, by which the agent then calls them.
    `own` are names that the agent says of themself, by which callers greet, or asks for.
    """
    called = {
        token.text
        for turn in read
        if turn.text.party == "agent"
        for token, proper in zip(turn.text.tokens, turn.proper, strict=True)
        if proper
    }
    spoken = [turn for turn in read if turn.text.party == "customer"][:_OPENING_TURNS]
    for turn in spoken:
        for i, token in enumerate(turn.text.tokens):
            heads = i == 0 or bool(turn.text.tokens[i - 1].after)
            listed = token.text in lexicon.given - lexicon.ambiguous
            last = name_end(turn, i)
            words = {t.text.removesuffix("'s") for t in turn.text.tokens[i : last + 1]}
            theirs = any(_is_part(token.text, of=use.name) for use in own)
            if heads and listed and turn.proper[i] and not theirs and words & called:
                yield name_use(turn, i, last, PASSING_SCORE)
                return


def _answer(turn: ReadTurn, cues: NameCues) -> tuple[int, int] | None:
    """Name in the answer to "¿su nombre?": its first run of name-like words.

    A short answer that begins with a capital is a name too, whatever the lexicon knows.
    """
    tokens = turn.text.tokens
    marked = [i for i, proper in enumerate(turn.proper) if proper]
    if not marked:
        spoken = [i for i, t in enumerate(tokens) if t.text not in cues.fillers]
        short = 1 <= len(spoken) <= 3 and tokens[spoken[0]].surface[:1].isupper()
        return (spoken[0], spoken[-1]) if short else None
    first = last = marked[0]
    # What begins a sentence has its capital anyway; before a name, it is part of it.
    while first and tokens[first - 1].surface.strip("¿¡")[:1].isupper():
        if tokens[first - 1].text in cues.fillers or tokens[first - 1].after:
            break
        first -= 1
    for i in marked[1:]:
        between = [t.text for t in tokens[last + 1 : i]]
        if any(word not in cues.particles for word in between):
            break
        last = i
    return first, last


def _longest(given: Sequence[NameUse]) -> str | None:
    """The name with most words, the first of several: later ones are of streets and relatives."""
    return max((use.name for use in given), key=lambda name: len(name.split()), default=None)
