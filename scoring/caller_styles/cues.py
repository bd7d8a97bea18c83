"""Words by which a style is heard, found the way intents are."""

from functools import cache
from importlib import resources
from typing import Any

import yaml

from audio_features.errors import ConfigurationError
from scoring.language.intent_library import Intent, IntentLibrary, load_intents
from scoring.yaml_source import validated

#: What is true of every cue: the caller's words themselves, as said. A cue may hold a "no" of its
#: own, and questions count.
_CUE: dict[str, Any] = {"who": "customer", "by_meaning": False, "exact": True, "negatable": False}


@cache
def load_cues(language: str) -> IntentLibrary:
    """The cues of `language`; ConfigurationError naming file, cue and field where they are wrong.

    A library of their own: were they among the intents, misheard words would be mended towards
    them, and verdicts would change.
    """
    where = f"caller_styles/cues.{language}.yaml"
    data = yaml.safe_load(resources.files("scoring").joinpath(where).read_text("utf-8"))
    cues: dict[str, Intent] = {}
    for entry in data["cues"]:
        cue = validated(Intent, {**_CUE, **entry}, where=f"{where}: cue {entry.get('id')!r}")
        if cue.id in cues:
            raise ConfigurationError(f"{where}: cue {cue.id!r} is defined twice; keep one")
        cues[cue.id] = cue
    return IntentLibrary(language=language, intents=cues, slots=load_intents(language).slots)
