"""What somebody says that an agent, or a customer, would say."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from audio_features.lexicons.matching import find_phrases, load_lexicon
from audio_features.timeline import Word
from audio_features.written_words import normalise

#: Log-odds that who says a phrase of the section is the agent (negative: the customer). Ours, set
#: by how often the other party says such a thing too.
SECTION_LOG_ODDS = {
    "agent_greeting": 2.5,
    "agent_introduction": 2.5,
    "agent_offer": 2.5,
    "agent_asks_data": 1.5,
    "agent_handles": 1.5,
    "agent_return": 2.0,
    "agent_empathy": 1.2,
    "agent_closing": 2.0,
    "agent_address": 1.5,
    "agent_outbound": 2.0,
    "customer_problem": -1.5,
    "customer_waits": -1.2,
    "customer_request": -1.2,
    "customer_identity": -0.8,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CueOptions:
    """How phrases add up."""

    section_log_odds: dict[str, float] = field(default_factory=lambda: dict(SECTION_LOG_ODDS))
    #: A second phrase of a section adds this share of the first; further ones nothing.
    second_phrase_share: float = 0.5
    #: Pause in seconds that parts utterances; no phrase is looked for across it. Ours.
    pause_s: float = 1.0
    #: Utterances in which a phrase may also be found with recognition errors. Ours, for speed.
    lenient_utterances: int = 10
    #: Log-odds for each natural-log unit by which a voice speaks more of the other's things than
    #: of its own, and the most that this may claim. In 27 of 29 scripted calls (two languages) the
    #: agent had more of it than the caller, by 1.6 units in the middle; the weight is below what
    #: that would justify, as scripts are tidier than calls.
    person_weight: float = 0.8
    person_most: float = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One phrase found: the words as they were heard, when, and what they weigh."""

    section: str
    text: str
    start: float
    log_odds: float


def find_cues(
    words: Sequence[Word],
    *,
    language: str,
    outbound: bool = False,
    options: CueOptions | None = None,
) -> tuple[Cue, ...]:
    """Cues in one speaker's words (in order of time), the weightiest first.

    What agents say to open a call they make ("le llamo para…") counts on `outbound` calls alone:
    on the others it is the caller who says so.
    """
    options = options or CueOptions()
    weights = {
        section: weight
        for section, weight in options.section_log_odds.items()
        if outbound or section != "agent_outbound"
    }
    lexicon = load_lexicon("role_cues", language)
    found: dict[str, dict[str, Cue]] = {}
    for index, utterance in enumerate(_utterances(words, options.pause_s)):
        least = 88.0 if index < options.lenient_utterances else 100.0
        tokens = [(token, word) for word in utterance for token in normalise(word.word).split()]
        text = " ".join(token for token, _ in tokens)
        for section, weight in weights.items():
            for match in find_phrases(text, lexicon.get(section, ()), min_similarity=least):
                heard = [word for _, word in tokens[match.first_word : match.end_word]]
                seen = list(dict.fromkeys(heard))
                cue = Cue(
                    section=section,
                    text=" ".join(word.word for word in seen).strip(" ,.;:¿?¡!"),
                    start=seen[0].start,
                    log_odds=weight,
                )
                found.setdefault(section, {}).setdefault(match.phrase, cue)
    return tuple(sorted(_weighed(found, options), key=lambda cue: (-abs(cue.log_odds), cue.start)))


def grammatical_person(
    words: Sequence[Word], *, language: str, options: CueOptions | None = None
) -> float:
    """Log-odds of being the agent from "su" and "le" against "mi" and "me".

    Whoever speaks of the other's account, name and problem works there; whoever speaks of own
    ones called. Positive for the agent, within ±`person_most`; 0 for no words.
    """
    options = options or CueOptions()
    lexicon = load_lexicon("role_cues", language)
    said = [token for word in words for token in normalise(word.word).split()]
    own, other = (
        sum(said.count(token) for token in {normalise(word) for word in lexicon.get(section, ())})
        for section in ("own_person", "other_person")
    )
    units = math.log((other + 1) / (own + 1))
    return max(-options.person_most, min(options.person_most, options.person_weight * units))


def _weighed(found: dict[str, dict[str, Cue]], options: CueOptions) -> list[Cue]:
    weighed = []
    for section, cues in found.items():
        # One phrase may be part of another that was found at the same place.
        places = {round(cue.start, 2): cue for cue in sorted(cues.values(), key=_length)}
        for rank, cue in enumerate(sorted(places.values(), key=lambda one: one.start)[:2]):
            share = 1.0 if rank == 0 else options.second_phrase_share
            weighed.append(
                Cue(
                    section=section,
                    text=cue.text,
                    start=cue.start,
                    log_odds=cue.log_odds * share,
                )
            )
    return weighed


def _length(cue: Cue) -> int:
    return len(cue.text)


def _utterances(words: Sequence[Word], pause_s: float) -> list[list[Word]]:
    ordered = sorted(words, key=lambda word: (word.start, word.end))
    utterances: list[list[Word]] = [ordered[:1]] if ordered else []
    for before, word in pairwise(ordered):
        if word.start - before.end > pause_s:
            utterances.append([])
        utterances[-1].append(word)
    return utterances
