"""Who is agent and who customer, how surely, and why."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from itertools import permutations

import yaml

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import Role, Roles
from audio_features.hearing import ChannelLayout
from audio_features.party_words.agent_likelihood import agent_log_odds
from audio_features.role_cues import Cue, CueOptions, find_cues, grammatical_person
from audio_features.timeline import Party, Word
from audio_features.written_words import normalise

#: Log-odds from which grammatical person is worth giving as a reason; our choice.
_TELLING_PERSON = 0.5
#: The same of all that somebody says, taken together; our choice.
_TELLING_SENTENCES = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleOptions:
    """Weights (log-odds) of what is not a phrase, and when a third voice is an agent. Ours."""

    #: Who speaks first on an inbound call answered it.
    first_inbound: float = 2.0
    #: Who speaks first on an outbound call is the called customer.
    first_outbound: float = -1.0
    #: Where the direction is unknown, most calls are inbound.
    first_unknown: float = 1.2
    #: Says the agent's name (from the call's data) early, as one does when introducing oneself.
    agent_name: float = 2.5
    #: Says the customer's name: agents use it all along, customers say it once.
    customer_name: float = 0.7
    #: Share of what the words of all sentences tell, summed, that counts: sentences of one call
    #: hang together. By this alone all of 44 scripted calls came out right, by the rest alone too.
    sentences: float = 0.25
    #: Seconds from one's first word within which a name counts as an introduction.
    introduction_s: float = 15.0
    #: Least log-odds for a third voice to be a second agent.
    second_agent: float = 1.0
    #: Probability from which what is heard contradicts the call's data, which still decide, but
    #: with no more than `disputed_data` confidence, too little for a verdict on either party:
    #: exports with swapped channels exist, and would blame agents for what callers did.
    disagreement: float = 0.9
    disputed_data: float = 0.5
    #: Highest probability claimed from what is heard alone.
    most_confident: float = 0.99
    #: Fewest words that make somebody a party at all; less is a voice in the background.
    min_words: int = 2
    cues: CueOptions = field(default_factory=CueOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAssignment:
    """Roles, and the party of every speaker: a second agent is ``agent`` too, others ``other``."""

    roles: Roles
    parties: Mapping[str, Party]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voice:
    speaker: str
    words: tuple[Word, ...]
    cues: tuple[Cue, ...]
    named: str | None
    first: bool
    person: float
    sentences: float
    log_odds: float


def assign_roles(
    words: Mapping[str, Sequence[Word]],
    *,
    metadata: CallMetadata,
    layout: ChannelLayout,
    language: str,
    transfers_s: Sequence[float] = (),
    options: RoleOptions | None = None,
) -> RoleAssignment:
    """Tell agent and customer apart.

    The data beside the recording decide where they name the agent's channel; else what is said,
    names, and who spoke first. `confidence` is the probability that the assignment holds.

    Parameters
    ----------
    words : mapping
        Words of each speaker, by the name the hearing gives (``channel_0``, ``speaker_1`` …).
    language : str
        ISO 639-1, of the lexicon and of the reasons given.
    transfers_s : sequence of float
        When the call changed hands, in seconds; an agent's voice new after that is an agent.
    """
    options = options or RoleOptions()
    voices = _voices(words, metadata, language, options)
    if not voices:
        return RoleAssignment(
            roles=Roles(agent=None, customer=None), parties=dict.fromkeys(words, "other")
        )
    by_data = layout == "stereo" and metadata.agent_channel is not None
    if by_data:
        known = f"channel_{metadata.agent_channel}"
        agent = next((one for one in voices if one.speaker == known), None)
        customer = next((one for one in voices if one.speaker != known), None)
        heard, _, belief = _most_likely(voices, options)
        disagree = heard not in (None, agent) and belief >= options.disagreement
        confidence = options.disputed_data if disagree else 1.0
    else:
        agent, customer, confidence = _most_likely(voices, options)
        disagree = False
    reasons = _reasons(language)
    roles = Roles(
        agent=_role(agent, customer, confidence, 1, metadata, by_data, reasons, layout),
        customer=_role(customer, agent, confidence, -1, metadata, by_data, reasons, layout),
    )
    if disagree:
        roles = Roles(agent=_disputed(roles.agent, reasons), customer=roles.customer)
    parties: dict[str, Party] = dict.fromkeys(words, "other")
    for voice in voices:
        if agent is not None and voice.speaker == agent.speaker:
            parties[voice.speaker] = "agent"
        elif customer is not None and voice.speaker == customer.speaker:
            parties[voice.speaker] = "customer"
        elif agent is not None and _is_second_agent(voice, agent, transfers_s, options):
            parties[voice.speaker] = "agent"
    return RoleAssignment(roles=roles, parties=parties)


def _voices(
    words: Mapping[str, Sequence[Word]],
    metadata: CallMetadata,
    language: str,
    options: RoleOptions,
) -> list[_Voice]:
    heard = {name: tuple(said) for name, said in words.items() if said}
    enough = {name: said for name, said in heard.items() if len(said) >= options.min_words} or heard
    starts = {name: said[0].start for name, said in enough.items()}
    earliest = min(starts, key=lambda name: starts[name], default=None)
    introduced = _who_introduced(enough, metadata.agent_name, options.introduction_s)
    voices = []
    for name, said in enough.items():
        cues = find_cues(
            said,
            language=language,
            outbound=metadata.direction == "outbound",
            options=options.cues,
        )
        named = introduced[1] if introduced and introduced[0] == name else None
        first = name == earliest and len(enough) > 1
        person = grammatical_person(said, language=language, options=options.cues)
        sentences = options.sentences * agent_log_odds(said, language=language)
        log_odds = person + sentences + sum(cue.log_odds for cue in cues)
        log_odds += options.agent_name if named else 0.0
        if metadata.customer_name:
            calls = _spoken_name(said, metadata.customer_name, math.inf)
            log_odds += options.customer_name if calls else 0.0
        log_odds += _first_log_odds(metadata, options) if first else 0.0
        voices.append(
            _Voice(
                speaker=name,
                words=said,
                cues=cues,
                named=named,
                first=first,
                person=person,
                sentences=sentences,
                log_odds=log_odds,
            )
        )
    return voices


def _first_log_odds(metadata: CallMetadata, options: RoleOptions) -> float:
    if metadata.direction == "outbound":
        return options.first_outbound
    return options.first_inbound if metadata.direction == "inbound" else options.first_unknown


def _who_introduced(
    words: Mapping[str, Sequence[Word]], name: str | None, within_s: float
) -> tuple[str, str] | None:
    """Who said `name` first, early in own speech, and the part of it that was said.

    Only the first: an agent gives the name, then the customer greets back with it.
    """
    spoken = [
        (found[1], speaker, found[0])
        for speaker, said in words.items()
        if (found := _spoken_name(said, name, within_s)) is not None
    ]
    return min(spoken)[1:] if spoken else None


def _spoken_name(
    words: Sequence[Word], name: str | None, within_s: float
) -> tuple[str, float] | None:
    """The part of `name` spoken first within `within_s` of the first word, and when."""
    parts = {normalise(part): part for part in (name or "").split() if len(part) > 2}
    for word in words:
        if word.start - words[0].start > within_s:
            return None
        for token in normalise(word.word).split():
            if token in parts:
                return parts[token], word.start
    return None


def _most_likely(
    voices: Sequence[_Voice], options: RoleOptions
) -> tuple[_Voice | None, _Voice | None, float]:
    if len(voices) == 1:
        confidence = _probability(abs(voices[0].log_odds), options)
        if voices[0].log_odds < 0:
            return None, voices[0], confidence
        return voices[0], None, confidence
    # A voice of few words is rather a bystander than a party.
    spoken = {voice.speaker: math.log1p(len(voice.words)) for voice in voices}

    def fit(pair: tuple[_Voice, ...]) -> float:
        agent, customer = pair
        return agent.log_odds - customer.log_odds + spoken[agent.speaker] + spoken[customer.speaker]

    agent, customer = max(permutations(voices, 2), key=fit)
    return agent, customer, _probability(agent.log_odds - customer.log_odds, options)


def _probability(log_odds: float, options: RoleOptions) -> float:
    return round(min(options.most_confident, 1.0 / (1.0 + math.exp(-log_odds))), 3)


def _is_second_agent(
    voice: _Voice, agent: _Voice, transfers_s: Sequence[float], options: RoleOptions
) -> bool:
    """Tell whether `voice` takes over: agent's words, new after a transfer or after the agent."""
    begins = voice.words[0].start
    takes_over = any(begins >= at - 2.0 for at in transfers_s) or (
        begins > agent.words[-1].end or voice.words[-1].end < agent.words[0].start
    )
    return takes_over and voice.log_odds >= options.second_agent


def _role(
    voice: _Voice | None,
    other: _Voice | None,
    confidence: float,
    sign: int,
    metadata: CallMetadata,
    by_data: bool,
    reasons: Mapping[str, str],
    layout: ChannelLayout,
) -> Role | None:
    if voice is None:
        return None
    if by_data:
        why = reasons["metadata"].format(channel=metadata.agent_channel)
    else:
        why = _why(voice, other, sign, metadata, reasons)
    channel = int(voice.speaker.rsplit("_", 1)[1]) if layout == "stereo" else None
    return Role(channel=channel, speaker=voice.speaker, confidence=confidence, why=why)


def _disputed(role: Role | None, reasons: Mapping[str, str]) -> Role | None:
    """`role` as the data have it, saying that what is heard points the other way."""
    if role is None:
        return None
    why = reasons["sentence_separator"].join((role.why, reasons["disagree"]))
    return replace(role, why=why)


def _why(
    voice: _Voice,
    other: _Voice | None,
    sign: int,
    metadata: CallMetadata,
    reasons: Mapping[str, str],
) -> str:
    sentences = []
    own = [cue for cue in voice.cues if cue.log_odds * sign > 0]
    if sign > 0 and voice.named:
        sentences.append(reasons["name"].format(name=voice.named))
    if own:
        sentences.append(reasons["said"].format(quotes=_quotes(own, reasons)))
    elif other is not None:
        theirs = [cue for cue in other.cues if cue.log_odds * sign < 0]
        if theirs:
            sentences.append(reasons["other_said"].format(quotes=_quotes(theirs, reasons)))
    if not sentences and voice.person * sign >= _TELLING_PERSON:
        sentences.append(reasons["others_things" if sign > 0 else "own_things"])
    if not sentences and voice.sentences * sign >= _TELLING_SENTENCES:
        sentences.append(reasons["agents_sentences" if sign > 0 else "callers_sentences"])
    if not sentences and voice.first:
        outbound = metadata.direction == "outbound"
        if outbound and sign < 0:
            sentences.append(reasons["answered"])
        elif not outbound and sign > 0:
            sentences.append(reasons["spoke_first"])
    return reasons["sentence_separator"].join(sentences or [reasons["guess"]])


def _quotes(cues: Sequence[Cue], reasons: Mapping[str, str]) -> str:
    return reasons["quote_separator"].join(
        reasons["quote"].format(text=cue.text) for cue in cues[:3]
    )


@lru_cache(maxsize=4)
def _reasons(language: str) -> Mapping[str, str]:
    resource = files("audio_features.lexicons").joinpath("role_reasons.yaml")
    catalogue: dict[str, dict[str, str]] = yaml.safe_load(resource.read_text(encoding="utf-8"))
    # load_lexicon has refused languages without cues before; a language added there needs reasons.
    return catalogue[language.lower().split("-")[0]]
