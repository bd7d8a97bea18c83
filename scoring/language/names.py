"""Who is called what on a call: names asked for, given, and used."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from audio_features.call_metadata import CallMetadata
from audio_features.timeline import Party, Turn
from scoring.language.intent_library import load_intents
from scoring.language.intents import IntentFinder, IntentMatch
from scoring.language.lexicon import NameLexicon, much_like, one_sound_off, same_name
from scoring.language.name_cues import NameCues
from scoring.language.phrases import PROPER
from scoring.language.reading import ReadTurn
from scoring.language.text import normalise

#: Scores: introduced by a cue and known from the metadata; by a cue alone; said in passing; titled
#: ("señora Pérez") where the caller's name isn't known. Our choice.
_KNOWN_SCORE = 0.95
_CUED_SCORE = 0.85
_PASSING_SCORE = 0.8
_GUESSED_SCORE = 0.6
#: A name so soon (seconds) after the agent asked for it counts even without a cue; our choice.
_ANSWER_WITHIN_S = 8.0


#: Shorter words of a name ("de", "la") tell nobody.
_LEAST_LETTERS = 3
#: Most words that one name is torn into.
_MOST_PIECES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NameUse:
    """One moment where a name (or company or area) is said; `score` 0 to 1, seconds."""

    name: str
    turn_index: int
    party: Party
    start: float
    end: float
    quote: str
    score: float


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
    given = tuple(_given(read, cues, lexicon, asked, metadata.customer_name))
    cued = tuple(_cued(read, cues.introduces_agent, "agent", metadata.agent_name, lexicon))
    agent = cued or tuple(_opening_name(read, metadata))
    sought = tuple(
        use
        for use in _cued(read, cues.asks_by_name, "agent", metadata.customer_name, lexicon)
        if not _denied(read, use)
    )
    given = given or tuple(_called_by(read, cues))
    caller = metadata.customer_name or _longest(given) or _longest(sought)
    # How it was heard where the caller said it: the agent's word for it may be misheard alike.
    heard = {
        part
        for use in given
        if use.name == caller or use.score == _KNOWN_SCORE
        for part in normalise(use.name).split()
    }
    return CallNames(
        caller_name=caller,
        asked=asked,
        given=given,
        used=tuple(_used(read, cues, lexicon, caller, heard, (*agent, *sought))),
        agent_name=agent,
        agent_company=tuple(
            _as_use(m, name=m.quote)
            for m in finder.find("self_identification_company", party="agent")
        ),
    )


def _opening_name(read: Sequence[ReadTurn], metadata: CallMetadata) -> Iterator[NameUse]:
    """The agent's name, as the data have it, in the agent's first words: "en citas, Lisbeth"."""
    callers = normalise(metadata.customer_name or "").split()
    own = [part for part in normalise(metadata.agent_name or "").split() if part not in callers]
    for turn in [turn for turn in read if turn.text.party == "agent"][:1]:
        for i, token in enumerate(turn.text.tokens):
            if len(token.text) > _LEAST_LETTERS and any(same_name(token.text, one) for one in own):
                yield _use(turn, i, i, _KNOWN_SCORE)
                return


def _denied(read: Sequence[ReadTurn], sought: NameUse) -> bool:
    """Whether whoever answers says that they are somebody else."""
    answers = (turn.text for turn in read[sought.turn_index + 1 :] if turn.text.tokens)
    first = next((text for text in answers if text.party == "customer"), None)
    return first is not None and first.tokens[0].text == "no"


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
                group = str(hit.lastgroup)
                first = reading.token_at(hit.start(group))
                last = _whole(turn, reading.token_at(hit.end(group) - 2), lexicon)
                last = _before_place(turn, first, last, lexicon, known)
                if group == "signed":
                    first = _clause_start(turn, first, last)
                if first not in taken:
                    taken.add(first)
                    yield _use(turn, first, last, _agreement(turn, first, last, known))


def _clause_start(turn: ReadTurn, first: int, last: int) -> int:
    """Where the last clause from `first` to `last` begins: the company comes before the name."""
    breaks = [at for at in range(first, last) if turn.text.tokens[at].after]
    return breaks[-1] + 1 if breaks else first


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
    """Where a name ends that a place follows: "Martina Costa de Rosario", "Carlos de Madrid".

    Behind given name and surname, or before what is no surname, "de" leads to a town, unless the
    metadata has it in the name. "De la Cruz" and "del Valle" are surnames.
    """
    words = [token.text for token in turn.text.tokens[first : last + 1]]
    meant = set(normalise(known or "").split())
    for at, word in enumerate(words[:-1]):
        following = words[at + 1]
        if at == 0 or word != "de" or following in ("la", "las", "los") or following in meant:
            continue
        complete = at >= 2 and words[at - 1] not in lexicon.given
        if complete or following not in lexicon.surnames | lexicon.given:
            return first + at - 1
    return last


def _agreement(turn: ReadTurn, first: int, last: int, known: str | None) -> float:
    if known is None:
        return _CUED_SCORE
    said = [token.text for token in turn.text.tokens[first : last + 1]]
    meant = normalise(known).split()
    return _KNOWN_SCORE if any(same_name(s, m) for s in said for m in meant) else _CUED_SCORE


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
                cued.append(_use(turn, *names, _agreement(turn, *names, known)))
                break
    yield from sorted(cued, key=lambda use: use.start)


def _called_by(read: Sequence[ReadTurn], cues: NameCues) -> Iterator[NameUse]:
    """Names without capitals that callers introduce themselves by, and that the agent uses.

    "Soy refugio barrios" might be anything; with "don refugio" beside it, it is a name.
    """
    titled = {
        token.text
        for turn in read
        if turn.text.party == "agent"
        for i, token in enumerate(turn.text.tokens)
        if _has_title(turn, i, cues) and token.text not in cues.fillers
    }
    for turn in read:
        if turn.text.party != "customer":
            continue
        for hit in cues.introduces_anyone.finditer(turn.said.text):
            first = turn.said.token_at(hit.start("name"))
            if turn.text.tokens[first].text in titled:
                yield _use(turn, first, first, _PASSING_SCORE)


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


def _used(
    read: Sequence[ReadTurn],
    cues: NameCues,
    lexicon: NameLexicon,
    caller: str | None,
    heard: Collection[str],
    introduced: Sequence[NameUse],
) -> Iterator[NameUse]:
    parts = dict.fromkeys([*normalise(caller or "").split(), *sorted(heard)])
    meant = [word for word in parts if len(word) > 2 and word not in cues.particles]
    for turn in read:
        if turn.text.party != "agent":
            continue
        tokens, skip = turn.text.tokens, -1
        for i, token in enumerate(tokens):
            titled = _has_title(turn, i, cues)
            known = any(same_name(token.text, name) for name in meant)
            if i <= skip or _within(introduced, turn, token.start):
                continue
            ordinary = token.text in lexicon.ambiguous and not (titled or token.capital)
            # Where the surname isn't known, only "señora Pérez" can be told to be the caller's.
            named = titled and turn.proper[i] and token.text not in cues.particles
            if (known and not ordinary) or (len(meant) < 2 and named):
                last = i
                while last + 1 < len(tokens) and turn.proper[last + 1]:
                    last += 1
                skip = last
                yield _use(turn, i, last, _used_score(titled=titled, known=known))
            elif titled and (end := _misheard(turn, i, cues, meant)) is not None:
                skip = end
                yield _use(turn, i, end, _PASSING_SCORE)
            elif _glued(token.text, cues, meant) or _called_out(turn, i, meant):
                yield _use(turn, i, i, _GUESSED_SCORE)


def _misheard(turn: ReadTurn, first: int, cues: NameCues, meant: Sequence[str]) -> int | None:
    """The last word of a name that a recogniser took for other words, behind a title.

    For one ("don baristo", Evaristo) or several ("doña en paro", Amparo).
    """
    tokens = turn.text.tokens[first : first + _MOST_PIECES]
    said = ""
    for at, token in enumerate(tokens):
        if token.text in cues.fillers:
            return None
        said += token.text
        if any(much_like(said, name) for name in meant):
            return first + at
        if token.after:
            return None
    return None


def _glued(word: str, cues: NameCues, meant: Sequence[str]) -> bool:
    """Whether `word` is a title and the caller's name in one: "donneusevio", don Eusebio."""
    behind = [word.removeprefix(title) for title in cues.titles if word.startswith(title)]
    return any(much_like(rest, name) for rest in behind for name in meant)


def _called_out(turn: ReadTurn, i: int, meant: Sequence[str]) -> bool:
    """Whether token `i`, a clause of its own, is one sound off a name: "termina, …", Fermina."""
    tokens = turn.text.tokens
    following = tokens[i + 1].text if i + 1 < len(tokens) else ""
    ends = bool(tokens[i].after) or following in ("y", "and")
    alone = ends and (i == 0 or bool(tokens[i - 1].after))
    return alone and any(one_sound_off(tokens[i].text, name) for name in meant)


def _within(uses: Sequence[NameUse], turn: ReadTurn, at: float) -> bool:
    return any(use.turn_index == turn.text.index and use.start <= at < use.end for use in uses)


def _used_score(*, titled: bool, known: bool) -> float:
    if not known:
        return _GUESSED_SCORE
    return _KNOWN_SCORE if titled else _PASSING_SCORE


def _has_title(turn: ReadTurn, i: int, cues: NameCues) -> bool:
    tokens = turn.text.tokens
    before = i - 1
    while before > 0 and tokens[before].text in cues.particles:
        before -= 1
    return before >= 0 and tokens[before].text in cues.titles


def _use(turn: ReadTurn, first: int, last: int, score: float) -> NameUse:
    tokens = turn.text.tokens[first : last + 1]
    said = " ".join(t.surface for t in tokens if t.surface)
    around = turn.text.around(first, last)
    return NameUse(
        name=said.strip("¿¡.,;:!?\"'…()"),
        turn_index=turn.text.index,
        party=turn.text.party,
        start=tokens[0].start,
        end=tokens[-1].end,
        quote=around.quote.replace(PROPER, ""),
        score=score,
    )


def _longest(given: Sequence[NameUse]) -> str | None:
    """The name with most words, the first of several: later ones are of streets and relatives."""
    return max((use.name for use in given), key=lambda name: len(name.split()), default=None)
