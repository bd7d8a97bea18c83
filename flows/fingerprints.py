"""What a result depends on, as hashes: the key of the cache and of the nightly batch."""

import hashlib
from collections.abc import Sequence
from importlib.metadata import version

from pydantic_core import to_json

from audio_features.call_metadata import CallMetadata
from flows.source_hashes import hearing_sources_hash, listening_sources_hash


def escucha_version() -> str:
    """Version of this program."""
    return version("escucha")


def hearing_key(
    *, sha256: str, engines: str, language: str | None, vocabulary: Sequence[str]
) -> str:
    """Name of a cached hearing; fit for a file, and begins with the recording's hash."""
    heard_with = _digest("hearing", hearing_sources_hash(), engines, language, list(vocabulary))
    return f"{sha256}-{heard_with}"


def call_fingerprint(
    *, engines: str, metadata: CallMetadata, country: str, language: str | None
) -> str:
    """How a call was heard, but for its sound: equal ones need not be heard again."""
    return _digest(
        "call",
        listening_sources_hash(),
        engines,
        metadata.model_dump(mode="json"),
        country,
        language,
    )


def _digest(*parts: object) -> str:
    return hashlib.sha256(to_json(parts)).hexdigest()
