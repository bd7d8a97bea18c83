"""Calls as people wrote them down, turned into what would be heard of them.

A written conversation gives words and their order, holds, silences and transfers. Times are added
at a usual pace; everything else (turns, events, measures) comes from the code that real calls go
through. Nothing is said of voices: both speak evenly, at the level of the telephone norm.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from audio_features.call_metadata import CallMetadata
from audio_features.conversation import Conversation, handed_over
from audio_features.events.dead_air import dead_air_events
from audio_features.events.holds import hold_events
from audio_features.events.interruptions import overlap_events
from audio_features.events.transfers import mark_transfer_holds, transfer_events, transfer_waits
from audio_features.heard_call import HeardCall, Role, Roles
from audio_features.hearing import Sound, SpeakerSpan
from audio_features.measures.catalog import measure
from audio_features.measures.event_counts import event_measures
from audio_features.measures.talk import talk_measures
from audio_features.recording import Recording
from audio_features.roles import RoleAssignment
from audio_features.timeline import Event, Measure, Party, Span, Turn, Word
from audio_features.turns import build_turns
from scoring.call_context import call_context
from scoring.findings import is_whole_call
from scoring.judge import judge_criterion
from scoring.rubrics.schema import Rubric

SECONDS_PER_WORD = 0.35  # 171 words a minute, usual in Spanish and in English
ANSWER_GAP_S = 0.25  # s from one party's last word to the other's first (Stivers 2009)
OWN_GAP_S = 0.4  # s between two lines of one party: the pause between sentences, no end of turn
CUT_IN_S = 0.6  # s of a broken-off line that the other speaks over
RING_S, RING_CYCLE_S, TRANSFER_RINGS = 1.5, 4.5, 2  # a transfer rings twice, as Spain's phones do
TELEPHONE_NORM_DBOV = -26.0
WORD_CONFIDENCE = 0.9
ROLE_CONFIDENCE = 0.95
NEAR_S = 2.0  # s, how far evidence may lie from the moment (the project's bar)
SURE = 0.7  # confidence from which a wrong verdict misleads; our choice

#: What an excerpt from the middle of a call follows on: says nothing that any criterion but those
#: of the opening asks for.
_EARLIER: dict[str, tuple[tuple[Party, str], ...]] = {
    "es": (("agent", "Atención al cliente, buenos días, dígame."), ("customer", "Buenos días.")),
    "en": (
        ("agent", "Good morning, you are through to customer services."),
        ("customer", "Good morning."),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One conversation, the criterion that it is an example of, and the expected verdict.

    `doubt` says why the expectation is arguable under the protocol; such a one is not counted.
    """

    where: str
    criterion: str
    verdict: str
    language: str
    country: str
    opens_call: bool
    turns: tuple[Any, ...]
    doubt: str | None = None


def read_examples(folder: Path) -> tuple[Example, ...]:
    """The examples of all files in `folder`; a file is named after its language first."""
    return tuple(
        Example(
            where=f"{folder.name}/{path.name}:{number}",
            criterion=entry["criterion"],
            verdict=entry["verdict"],
            language=path.name[:2],
            country=str(entry["country"]),
            opens_call=bool(entry["opens_call"]),
            turns=tuple(entry["turns"]),
            doubt=entry.get("doubt"),
        )
        for path in sorted(folder.glob("*.yaml"))
        for number, entry in enumerate(yaml.safe_load(path.read_text("utf-8")))
    )


def counts(example: Example, rubric: Rubric) -> bool:
    """Whether `example` can be held against the judge.

    Not one whose expectation is in doubt, nor one of two kinds, whoever wrote them: an excerpt
    said to have no opening (a recording always has one), and "not applicable" where the protocol
    knows no such case, as nothing was there to be done wrong (that is "met").
    """
    if example.doubt is not None:
        return False
    criterion = rubric.criterion(example.criterion)
    if example.verdict != "not_applicable":
        return True
    excerpt = criterion.section == "opening" and not example.opens_call
    abstention = criterion.check.kind in ("never_says", "discreet")
    return not (excerpt or abstention)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeCall:
    """A call from its first word to its last, with the verdicts of whoever wrote it.

    `moments` has for some of them the words that a person would point to.
    """

    call: Example
    verdicts: Mapping[str, str]
    moments: Mapping[str, str]


def read_whole_calls(folder: Path) -> tuple[WholeCall, ...]:
    """The calls of all files in `folder`."""
    return tuple(
        WholeCall(
            call=Example(
                where=entry["id"],
                criterion="",
                verdict="",
                language=entry["language"],
                country=entry["country"],
                opens_call=True,
                turns=tuple(entry["turns"]),
            ),
            verdicts=entry["verdicts"],
            moments=entry.get("evidence") or {},
        )
        for path in sorted(folder.glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text("utf-8"))
    )


@dataclass(kw_only=True)
class Tally:
    """How the verdicts on the examples of one criterion compare with what was expected."""

    right: int = 0
    wrong: int = 0
    surely_wrong: int = 0  # those wrong with a confidence of SURE or more
    unsure: int = 0

    @property
    def total(self) -> int:
        """All that were judged."""
        return self.right + self.wrong + self.unsure

    def add(self, *, expected: str, verdict: str, confidence: float) -> None:
        """Count one verdict."""
        if verdict == expected:
            self.right += 1
        elif verdict == "unsure":
            self.unsure += 1
        else:
            self.wrong += 1
            self.surely_wrong += confidence >= SURE


def judge_examples(examples: Iterable[Example], rubric: Rubric) -> dict[str, Tally]:
    """The tally of each criterion, in the rubric's order; only the named one is judged."""
    tallies = {criterion.id: Tally() for criterion in rubric.criteria}
    for example in examples:
        if not counts(example, rubric):
            continue
        context = call_context(heard_example(example), rubric)
        found = judge_criterion(rubric.criterion(example.criterion), context, rubric)
        tallies[example.criterion].add(
            expected=example.verdict, verdict=found.verdict, confidence=found.confidence
        )
    return {criterion: tally for criterion, tally in tallies.items() if tally.total}


def judge_whole_calls(
    calls: Iterable[WholeCall], rubric: Rubric
) -> tuple[dict[str, Tally], int, int]:
    """The tally of each criterion; of right verdicts with a moment, those shown near it, and all.

    Near is in the turn that holds the words, or within two seconds of it.
    """
    tallies = {criterion.id: Tally() for criterion in rubric.criteria}
    near = known = 0
    for whole in calls:
        heard = heard_example(whole.call)
        context = call_context(heard, rubric)
        for name, expected in whole.verdicts.items():
            found = judge_criterion(rubric.criterion(name), context, rubric)
            tallies[name].add(expected=expected, verdict=found.verdict, confidence=found.confidence)
            words = whole.moments.get(name)
            if words is None or found.verdict != expected:
                continue
            turn = next(turn for turn in heard.turns if words in turn.text)
            known += 1
            near += any(
                item.start <= turn.end + NEAR_S and item.end >= turn.start - NEAR_S
                for item in found.evidence
                if not is_whole_call(item, heard.recording.seconds)
            )
    return {name: tally for name, tally in tallies.items() if tally.total}, near, known


def pooled(tallies: Mapping[str, Tally]) -> Tally:
    """All criteria together."""
    return Tally(
        right=sum(t.right for t in tallies.values()),
        wrong=sum(t.wrong for t in tallies.values()),
        surely_wrong=sum(t.surely_wrong for t in tallies.values()),
        unsure=sum(t.unsure for t in tallies.values()),
    )


def as_table(tallies: Mapping[str, Tally]) -> str:
    """One line a criterion, and the sum: counts alone, so that it may be read of either half."""
    lines = [f"{'criterion':32}{'n':>5}{'right':>7}{'wrong':>7}{'sure':>6}{'unsure':>8}"]
    for name, t in [*tallies.items(), ("all", pooled(tallies))]:
        lines.append(f"{name:32}{t.total:5}{t.right:7}{t.wrong:7}{t.surely_wrong:6}{t.unsure:8}")
    return "\n".join(lines)


@dataclass
class _Tape:
    """What sounds when, as it is laid down."""

    now: float = 0.5
    words: dict[Party, list[Word]] = field(default_factory=dict)
    speakers: list[SpeakerSpan] = field(default_factory=list)
    sounds: list[Sound] = field(default_factory=list)
    others: int = 0
    last: tuple[Party, str] | None = None

    def lay(self, step: Any) -> None:
        if isinstance(step, list | tuple):
            self._say(step[0], str(step[1]))
            return
        ((kind, value),) = step.items()
        self.last = None
        if kind == "silence":
            self.now += float(value)
        elif kind == "hold":
            self._sound("music", float(value))
        elif kind == "transfer":
            self.others += 1
            for _ in range(TRANSFER_RINGS):
                self._sound("ringback", RING_S)
                self.now += RING_CYCLE_S - RING_S
        else:
            raise ValueError(f"{kind!r} is no step of an example; write hold, silence or transfer")

    def _sound(self, kind: Any, seconds: float) -> None:
        end = self.now + seconds
        self.sounds.append(Sound(kind=kind, channel=0, start=self.now, end=end, confidence=0.9))
        self.now = end

    def _say(self, party: Party, text: str) -> None:
        start = self.now
        if self.last is not None:
            before, said = self.last
            if before == party:
                start += OWN_GAP_S
            else:
                start += -CUT_IN_S if _breaks_off(said) else ANSWER_GAP_S
        for index, word in enumerate(text.split()):
            at = start + index * SECONDS_PER_WORD
            self.words.setdefault(party, []).append(
                Word(word=word, start=at, end=at + SECONDS_PER_WORD, confidence=WORD_CONFIDENCE)
            )
        self.now = max(self.now, self.words[party][-1].end)
        voice = f"other_{self.others}" if party == "other" else party
        self.speakers.append(
            SpeakerSpan(speaker=voice, start=start, end=self.now, confidence=WORD_CONFIDENCE)
        )
        self.last = (party, text)


def _breaks_off(text: str) -> bool:
    """Whether a line is left unfinished, as whoever is talked over leaves it."""
    said = text.rstrip()
    if said.endswith(("...", "…", "-", "—", "–")):
        return True
    # What is written as a recogniser would, in small letters without marks, tells nothing.
    return said[:1].isupper() and said[-1:].isalnum()


def heard_example(example: Example) -> HeardCall:
    """What would be heard of `example`."""
    tape = _Tape()
    for step in () if example.opens_call else _EARLIER[example.language]:
        tape.lay(step)
    for step in example.turns:
        tape.lay(step)
    seconds = tape.now + 0.5
    metadata = CallMetadata()
    turns, events = _happened(tape, metadata, example.language, seconds)
    return HeardCall(
        call_id="example",
        recording=Recording(
            path="example.wav",
            sha256="0" * 64,
            seconds=seconds,
            sample_rate_hz=8000,
            channels=2,
            codec="pcm_s16le",
        ),
        metadata=metadata,
        language=example.language,
        country=example.country,
        roles=_ROLES,
        turns=turns,
        events=events,
        measures=_measured(turns, events, Span(0.0, seconds)),
        engines=(),
    )


def _happened(
    tape: _Tape, metadata: CallMetadata, language: str, seconds: float
) -> tuple[tuple[Turn, ...], tuple[Event, ...]]:
    """Turns and events, by the steps in which a heard call is interpreted."""
    turns = build_turns(tape.words, language=language)
    answered_s = min(turn.start for turn in turns)
    holds = hold_events(
        tape.sounds,
        turns,
        metadata=metadata,
        language=language,
        answered_s=answered_s,
        seconds=seconds,
    )
    transfers = transfer_events(
        turns,
        sounds=tape.sounds,
        holds=holds,
        metadata=metadata,
        language=language,
        speakers=tape.speakers,
    )
    holds = (*mark_transfer_holds(holds, transfers), *transfer_waits(transfers, holds, turns))
    talk = handed_over(
        Conversation(assignment=RoleAssignment(roles=_ROLES, parties={}), turns=turns), transfers
    )
    speech: dict[Party, list[Span]] = {
        party: [word.span for word in said]
        for party, said in tape.words.items()
        if party != "other"
    }
    silent = dead_air_events(
        talk.turns,
        speech=[spoken.span for spoken in tape.speakers],
        sounds=tape.sounds,
        holds=holds,
        language=language,
        answered_s=answered_s,
    )
    overlaps = overlap_events(talk.turns, speech, language=language)
    events = (*holds, *transfers, *silent, *overlaps)
    return talk.turns, tuple(sorted(events, key=lambda e: (e.start, e.end, e.kind)))


def _measured(turns: Sequence[Turn], events: Sequence[Event], call: Span) -> tuple[Measure, ...]:
    waits = [event.span for event in events if event.kind in ("hold", "transfer")]
    level = [
        measure("level", value=TELEPHONE_NORM_DBOV, party=turn.party, span=turn.span)
        for turn in turns
        if turn.party != "other"
    ]
    return (
        *level,
        *talk_measures(turns, call=call, waits=waits),
        *event_measures(events, call=call),
    )


_ROLES = Roles(
    agent=Role(channel=0, speaker="agent", confidence=ROLE_CONFIDENCE, why="as written"),
    customer=Role(channel=1, speaker="customer", confidence=ROLE_CONFIDENCE, why="as written"),
)
