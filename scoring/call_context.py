"""What checks need to know of a call: its words read, or recalled where they were read before."""

import json
from functools import lru_cache

from audio_features.heard_call import HeardCall
from audio_features.languages import primary_language
from scoring.caller_styles.cues import load_cues
from scoring.checks.result import CheckContext
from scoring.findings import KeptWords
from scoring.kept_words import Matches, intents_fingerprint, keep_words, recall_words
from scoring.language.intent_library import LANGUAGES, IntentLibrary, load_intents
from scoring.language.intents import IntentFinder
from scoring.language.names import find_names
from scoring.phases import find_phases
from scoring.rubrics.schema import Rubric


def call_context(
    heard: HeardCall, rubric: Rubric, *, words: KeptWords | None = None
) -> CheckContext:
    """What checks need to know of a call; its words stay shut where the language is unknown.

    `words` are what was kept of an earlier judgement of `heard` by this version of the program.
    """
    language = primary_language(heard.language)
    if language not in LANGUAGES:
        return CheckContext(
            call=heard,
            reliability=rubric.reliability,
            finder=None,
            names=None,
            phases=find_phases(heard, None),
        )
    library, cue_library = _library(rubric, language), load_cues(language)
    known = recall_words(words, library=library, cues=cue_library)
    finder = _finder(heard, library, None if known is None else known.intents)
    cues = _finder(heard, cue_library, None if known is None else known.cues)
    if known is not None:
        names = known.names
    else:
        names = find_names(
            turns=heard.turns, language=language, metadata=heard.metadata, finder=finder
        )
    return CheckContext(
        call=heard,
        reliability=rubric.reliability,
        finder=finder,
        names=names,
        phases=find_phases(heard, finder),
        cues=cues,
    )


def words_to_keep(context: CheckContext, known: KeptWords | None) -> KeptWords | None:
    """What was found in the call of `context`; None where that is what is `known` already."""
    if context.finder is None or context.cues is None or context.names is None:
        return None
    intents = intents_fingerprint(context.finder.sought, context.cues.sought)
    if known is not None and known.intents_sha256 == intents:
        return None
    return keep_words(context.finder, context.cues, context.names)


def _finder(heard: HeardCall, library: IntentLibrary, known: Matches | None) -> IntentFinder:
    return IntentFinder(
        turns=heard.turns,
        language=library.language,
        metadata=heard.metadata,
        library=library,
        known=known,
    )


def _library(rubric: Rubric, language: str) -> IntentLibrary:
    added = {
        intent: extra
        for key, intents in rubric.intents.items()
        if key == language
        for intent, extra in intents.items()
    }
    return _extended(language, json.dumps(added, sort_keys=False))


@lru_cache(maxsize=16)
def _extended(language: str, added: str) -> IntentLibrary:
    """The intents of `language` with what a rubric adds, as JSON: read once for all its calls."""
    return load_intents(language, extra=json.loads(added) or None)
