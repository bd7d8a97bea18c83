"""What a result depends on, as hashes: the key of the cache and of the nightly batch."""

import hashlib
from collections.abc import Sequence
from importlib.metadata import version

from pydantic_core import to_json

from audio_features.call_metadata import CallMetadata

#: Raise it when `listening` hears differently or `Hearing` changes shape: old results are left.
HEARING_VERSION = 2

#: Raise it when `interpretation` reads the same hearing differently: batches analyse again.
INTERPRETATION_VERSION = 2


def escucha_version() -> str:
    """Version of this program."""
    return version("escucha")


def hearing_key(
    *, sha256: str, engines: str, language: str | None, vocabulary: Sequence[str]
) -> str:
    """Name of a cached hearing; fit for a file."""
    return _digest(
        "hearing", HEARING_VERSION, escucha_version(), sha256, engines, language, list(vocabulary)
    )


def call_fingerprint(
    *, engines: str, metadata: CallMetadata, country: str, language: str | None
) -> str:
    """How a call was heard, but for its sound: equal ones need not be heard again."""
    return _digest(
        "call",
        (HEARING_VERSION, INTERPRETATION_VERSION, escucha_version()),
        engines,
        metadata.model_dump(mode="json"),
        country,
        language,
    )


def _digest(*parts: object) -> str:
    return hashlib.sha256(to_json(parts)).hexdigest()
