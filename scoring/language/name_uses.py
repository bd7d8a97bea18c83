"""Where the agent says the caller's name, also as recognisers mishear it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from audio_features.timeline import Party
from scoring.language.lexicon import NameLexicon, much_like, one_sound_off, same_name
from scoring.language.name_cues import NameCues
from scoring.language.phrases import PROPER
from scoring.language.reading import ReadTurn
from scoring.language.text import normalise

#: Scores: known and titled; introduced by a cue, and not known from the metadata; said in passing;
#: titled ("señora Pérez") where the caller's name isn't known, or misheard without a title. Ours.
KNOWN_SCORE = 0.95
CUED_SCORE = 0.85
PASSING_SCORE = 0.8
_GUESSED_SCORE = 0.6
#: Most words that one name is torn into.
_MOST_PIECES = 3
#: Words of their own, between marks, after which a name between marks calls somebody: "ya, …,".
_ANSWERS = frozenset({"ya", "vale", "bien", "bueno", "claro", "si", "no", "okay", "right", "yes"})
#: What follows the name of who is called upon where recognisers leave the comma out; "que pase buen
#: día". Nothing at all does, too.
_AFTER_A_NAME = frozenset({"", "y", "and", "que", "hasta", "have"})


#: Before these "don" is a gift, not a title.
_BEFORE_A_NOUN = frozenset({"el", "un", "ese", "este", "su", "tu", "mi", "cada", "algun", "ningun"})


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


def names_used(
    read: Sequence[ReadTurn],
    cues: NameCues,
    lexicon: NameLexicon,
    caller: str | None,
    heard: Collection[str],
    introduced: Sequence[NameUse],
) -> Iterator[NameUse]:
    """Each time the agent says the name of `caller`, as it is known or was `heard` from them.

    `introduced` are names that the agent says of themself or asks for.
    """
    parts = dict.fromkeys([*normalise(caller or "").split(), *sorted(heard)])
    meant = [word for word in parts if len(word) > 2 and word not in cues.particles]
    for turn in read:
        if turn.text.party != "agent":
            continue
        tokens, skip = turn.text.tokens, -1
        for i, token in enumerate(tokens):
            titled = has_title(turn, i, cues)
            known = any(same_name(token.text, name) for name in meant)
            if i <= skip or _within(introduced, turn, token.start):
                continue
            ordinary = token.text in lexicon.ambiguous and not (titled or token.capital)
            # Where the surname isn't known, only "señora Pérez" can be told to be the caller's.
            named = titled and turn.proper[i] and token.text not in cues.particles
            if (known and not ordinary) or (len(meant) < 2 and named):
                skip = name_end(turn, i)
                yield name_use(turn, i, skip, _used_score(titled=titled, known=known))
            elif titled and (end := _misheard(turn, i, cues, lexicon, meant)) is not None:
                skip = end
                yield name_use(turn, i, end, PASSING_SCORE)
            elif meant and _lost(turn, i, cues, lexicon):
                yield name_use(turn, i, i, _GUESSED_SCORE)
            elif (
                _glued(turn, i, cues, meant)
                or _called_out(turn, i, cues, lexicon, meant)
                or (known and _called_upon(turn, i, cues))
            ):
                skip = name_end(turn, i)
                yield name_use(turn, i, skip, _GUESSED_SCORE)


def name_end(turn: ReadTurn, first: int) -> int:
    """The last token of the name that begins with token `first`."""
    last = first
    while last + 1 < len(turn.proper) and turn.proper[last + 1]:
        last += 1
    return last


def _misheard(
    turn: ReadTurn, first: int, cues: NameCues, lexicon: NameLexicon, meant: Sequence[str]
) -> int | None:
    """The last word of a name that a recogniser took for other words, behind a title.

    For one ("don baristo", Evaristo) or several ("doña en paro", Amparo). What is written as a
    name is somebody else's: Mr Morrison is not Mr Harrison.
    """
    if turn.text.tokens[first - 1].after:
        return None
    tokens = turn.text.tokens[first : first + _MOST_PIECES]
    said = ""
    for at, token in enumerate(tokens):
        if token.text in cues.fillers or token.capital or _is_name(token.text, lexicon):
            return None
        said += token.text
        if said not in lexicon.not_names and any(much_like(said, name) for name in meant):
            return first + at
        if token.after:
            return None
    return None


def _lost(turn: ReadTurn, i: int, cues: NameCues, lexicon: NameLexicon) -> bool:
    """Whether token `i` stands for a name past knowing, behind a title that only names follow.

    "Gracias por llamar, don un medio", don Eusebio; not "un don", "don Carlos".
    """
    tokens = turn.text.tokens
    if i == 0 or tokens[i - 1].text not in cues.naming_titles or tokens[i - 1].after:
        return False
    if i > 1 and not tokens[i - 2].after and tokens[i - 2].text in _BEFORE_A_NOUN:
        return False
    token = tokens[i]
    return not (token.capital or token.text in cues.particles or _is_name(token.text, lexicon))


def _is_name(word: str, lexicon: NameLexicon) -> bool:
    return word in lexicon.given or word in lexicon.surnames


def _glued(turn: ReadTurn, i: int, cues: NameCues, meant: Sequence[str]) -> bool:
    """Whether token `i` is a title and the caller's name in one, or the title's end and the name.

    "Donneusevio", don Eusebio; "señor Anélida", señora Nélida.
    """
    word = turn.text.tokens[i].text
    behind = [word.removeprefix(title) for title in cues.titles if word.startswith(title)]
    if i > 0 and turn.text.tokens[i - 1].text + word[:1] in cues.titles:
        behind.append(word[1:])
    return any(much_like(rest, name) for rest in behind for name in meant)


def _called_out(
    turn: ReadTurn, i: int, cues: NameCues, lexicon: NameLexicon, meant: Sequence[str]
) -> bool:
    """Whether token `i`, a clause of its own, is one sound off a name: "termina, …", Fermina."""
    tokens = turn.text.tokens
    word = tokens[i].text
    if word in cues.fillers | cues.calls_upon | lexicon.not_names or _is_name(word, lexicon):
        return False
    following = tokens[i + 1].text if i + 1 < len(tokens) else ""
    ends = bool(tokens[i].after) or following in ("y", "and")
    alone = ends and (i == 0 or bool(tokens[i - 1].after))
    return alone and any(one_sound_off(word, name) for name in meant)


def _called_upon(turn: ReadTurn, i: int, cues: NameCues) -> bool:
    """Whether token `i`, which may be an ordinary word, is said as one calls somebody by name.

    "Perdone, inmaculada", "ya, remedios, pues", "gracias por llamar, luz", but not "le cortaron la
    luz".
    """
    tokens = turn.text.tokens
    following = tokens[i + 1].text if i + 1 < len(tokens) else ""
    ends = bool(tokens[i].after) or following in _AFTER_A_NAME
    before = tokens[i - 1]
    alone = before.text in _ANSWERS and bool(before.after and tokens[i].after)
    return ends and i > 0 and (alone or before.text in cues.calls_upon)


def _within(uses: Sequence[NameUse], turn: ReadTurn, at: float) -> bool:
    return any(use.turn_index == turn.text.index and use.start <= at < use.end for use in uses)


def _used_score(*, titled: bool, known: bool) -> float:
    if not known:
        return _GUESSED_SCORE
    return KNOWN_SCORE if titled else PASSING_SCORE


def has_title(turn: ReadTurn, i: int, cues: NameCues) -> bool:
    """Whether "señora", "Mr" and the like stand before token `i`."""
    tokens = turn.text.tokens
    before = i - 1
    while before > 0 and tokens[before].text in cues.particles:
        before -= 1
    return before >= 0 and tokens[before].text in cues.titles


def name_use(turn: ReadTurn, first: int, last: int, score: float) -> NameUse:
    """The name in tokens `first` to `last` of `turn`, with the words around it as its quote."""
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
