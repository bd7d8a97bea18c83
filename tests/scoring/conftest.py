"""Small hand-made calls, for judging without audio and without engines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall, Role, Roles
from audio_features.measures.catalog import MEASURES
from audio_features.recording import Recording
from audio_features.timeline import Event, Measure, Party, Span, Turn, Word
from scoring.checks.result import CheckContext
from scoring.language.intents import IntentFinder, IntentMatch
from scoring.language.name_uses import NameUse
from scoring.language.names import CallNames
from scoring.rubrics.schema import Reliability

SECONDS_PER_WORD = 0.4


@dataclass
class CallBuilder:
    """Writes a call turn by turn; what is not said otherwise is a clean, sure, quiet call."""

    language: str = "es"
    country: str = "ES"
    agent_role: float | None = 0.95
    #: None where both parties share a channel.
    agent_channel: int | None = 0
    customer_role: float | None = 0.95
    word_confidence: float = 0.9
    metadata: dict[str, Any] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    now: float = 0.5
    seconds: float | None = None

    def say(
        self, party: Party, text: str, *, gap: float = 0.3, confidence: float | None = None
    ) -> "CallBuilder":
        sure = self.word_confidence if confidence is None else confidence
        start = self.now + gap
        words = []
        for index, word in enumerate(text.split()):
            at = start + index * SECONDS_PER_WORD
            words.append(Word(word=word, start=at, end=at + SECONDS_PER_WORD, confidence=sure))
        end = words[-1].end
        self.turns.append(
            Turn(party=party, start=start, end=end, text=text, confidence=sure, words=tuple(words))
        )
        self.now = end
        return self

    def agent(self, text: str, **kwargs: float) -> "CallBuilder":
        return self.say("agent", text, **kwargs)

    def customer(self, text: str, **kwargs: float) -> "CallBuilder":
        return self.say("customer", text, **kwargs)

    def event(
        self,
        kind: Any,
        /,
        *,
        party: Party | None = None,
        start: float | None = None,
        seconds: float = 1.0,
        confidence: float = 0.9,
        **attributes: Any,
    ) -> "CallBuilder":
        begin = self.now if start is None else start
        self.events.append(
            Event(
                kind=kind,
                party=party,
                start=begin,
                end=begin + seconds,
                confidence=confidence,
                attributes=attributes,
            )
        )
        if start is None:
            self.now = begin + seconds
        return self

    def measure(
        self, name: str, value: float, *, party: Party | None = None, span: Span | None = None
    ) -> "CallBuilder":
        where = span or Span(0.0, 600.0)
        self.measures.append(
            Measure(
                name=name,
                party=party,
                value=value,
                unit=MEASURES[name].unit,
                start=where.start,
                end=where.end,
            )
        )
        return self

    def heard(self) -> HeardCall:
        length = self.seconds if self.seconds is not None else self.now + 0.5
        return HeardCall(
            call_id="call-1",
            recording=Recording(
                path="call-1.wav",
                sha256="0" * 64,
                seconds=length,
                sample_rate_hz=8000,
                channels=2,
                codec="pcm_s16le",
            ),
            metadata=CallMetadata(**self.metadata),
            language=self.language,
            country=self.country,
            roles=Roles(
                agent=_role(self.agent_channel, self.agent_role),
                customer=_role(1, self.customer_role),
            ),
            turns=tuple(self.turns),
            events=tuple(self.events),
            measures=tuple(self.measures),
            engines=(),
        )

    def context(
        self,
        intents: Mapping[str, Sequence[int] | Mapping[int, float]] | None = None,
        *,
        names: CallNames | None = None,
        phases: Sequence[Any] = (),
    ) -> CheckContext:
        """What a check gets: `intents` says in which turns (by index) what is expressed."""
        call = self.heard()
        return CheckContext(
            call=call,
            reliability=Reliability(),
            finder=ScriptedFinder(call.turns, intents or {}),
            names=names or no_names(),
            phases=tuple(phases),
        )


class ScriptedFinder(IntentFinder):
    """Finds what the test says is there, so that a check is tested apart from the language."""

    def __init__(
        self,
        turns: Sequence[Turn],
        intents: Mapping[str, Sequence[int] | Mapping[int, float]],
    ) -> None:
        self._said = tuple(turns)
        self.found: dict[str, tuple[IntentMatch, ...]] = {}
        self._scripted = {
            intent: dict(where) if isinstance(where, Mapping) else dict.fromkeys(where, 0.95)
            for intent, where in intents.items()
        }

    def find(
        self, intent: str, *, party: Party | None = None, within: Span | None = None
    ) -> tuple[IntentMatch, ...]:
        found = list(self.found.get(intent, ()))
        for index, score in sorted(self._scripted.get(intent, {}).items()):
            turn = self._said[index]
            if party is not None and turn.party != party:
                continue
            if within is not None and not within.start <= turn.start <= within.end:
                continue
            found.append(
                IntentMatch(
                    intent=intent,
                    turn_index=index,
                    party=turn.party,
                    start=turn.start,
                    end=turn.end,
                    quote=turn.text,
                    score=score,
                    how="words",
                )
            )
        return tuple(found)


def _role(channel: int | None, confidence: float | None) -> Role | None:
    if confidence is None:
        return None
    return Role(channel=channel, speaker=f"channel_{channel}", confidence=confidence, why="test")


def no_names(**given: Any) -> CallNames:
    empty: dict[str, Any] = {
        "caller_name": None,
        "asked": (),
        "given": (),
        "used": (),
        "agent_name": (),
        "agent_company": (),
    }
    return CallNames(**{**empty, **given})


def name_use(turn: Turn, index: int, name: str, score: float = 0.9) -> NameUse:
    return NameUse(
        name=name,
        turn_index=index,
        party=turn.party,
        start=turn.start,
        end=turn.end,
        quote=turn.text,
        score=score,
    )


@pytest.fixture
def call() -> type[CallBuilder]:
    return CallBuilder


@pytest.fixture
def names() -> Any:
    return no_names


@pytest.fixture
def used() -> Any:
    return name_use
