"""A library of intents made ready for matching, once per process."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.language.guards import Guards
from scoring.language.intent_library import IntentLibrary
from scoring.language.phrases import compile_phrases, phrase_words
from scoring.language.spelling import Speller
from scoring.language.text import normalise


@dataclass(frozen=True, slots=True)
class CompiledLibrary:
    """Expressions by intent, what they exclude, the words to mend towards, and the guards."""

    patterns: dict[str, re.Pattern[str]]
    certain: dict[str, re.Pattern[str]]
    unless: dict[str, re.Pattern[str]]
    speller: Speller
    guards: Guards


_COMPILED: dict[tuple[str, ...], CompiledLibrary] = {}


def compile_library(library: IntentLibrary) -> CompiledLibrary:
    """What finding needs of `library`; made on first use. ConfigurationError for a bad phrase."""
    if library.key not in _COMPILED:
        intents = library.intents.values()
        phrases = (p for i in intents for p in (*i.patterns, *i.certain, *i.unless))
        vocabulary = {w for phrase in phrases for w in phrase_words(phrase)}
        vocabulary |= {w for slot in library.slots.values() for w in phrase_words(slot)}
        sentences = [s for i in intents for s in (*i.examples, *i.counter_examples)]
        vocabulary |= {w for s in (*sentences, *library.neutral) for w in normalise(s).split()}
        _COMPILED[library.key] = CompiledLibrary(
            patterns=_expressions({i.id: (*i.patterns, *i.certain) for i in intents}, library),
            certain=_expressions({i.id: i.certain for i in intents}, library),
            unless=_expressions({i.id: i.unless for i in intents}, library),
            speller=Speller(vocabulary, language=library.language),
            guards=Guards.of(library.language),
        )
    return _COMPILED[library.key]


def _expressions(
    phrases: Mapping[str, Sequence[str]], library: IntentLibrary
) -> dict[str, re.Pattern[str]]:
    return {
        intent: compile_phrases(written, slots=library.slots, where=f"intent {intent!r}")
        for intent, written in phrases.items()
        if written
    }
