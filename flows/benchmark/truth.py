"""What really happened on a call, as kept in ``FOLDER/truth/CALL_ID.json``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from audio_features.errors import MetadataError
from audio_features.timeline import AttributeValue, EventKind, Party, Span
from scoring.findings import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueWord:
    """One word that was said, in seconds from the start of the recording."""

    word: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueTurn:
    """One party's speech without a pause of its own longer than half a second."""

    party: Party
    start: float
    end: float
    words: tuple[TrueWord, ...]

    @property
    def span(self) -> Span:
        """When it was said."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueEvent:
    """Something that happened; kinds and attributes as in ``CALL_ID.json``."""

    kind: EventKind
    party: Party | None
    start: float
    end: float
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        """When it happened."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueMoment:
    """A moment that a verdict rests on, in seconds from the start of the recording."""

    start: float
    end: float

    @property
    def span(self) -> Span:
        """When it is."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTruth:
    """One call as it was built. `rings` is None where the recording starts at the answer.

    `verdicts` has what honest listeners agree on; criteria that are left out are open. `sha256`
    names the recording this is the truth of; None where the truth does not say. `condition` names
    the line that calls of a varied set were sent over, such as ``gsm`` or ``packet-loss``.
    `levels_dbov` (active speech level, ITU-T P.56, dBov) and `pace_wpm` (words a minute over the
    turns) are by party; empty where nobody knows them. `evidence` has, by criterion, the moments
    that a person would point to for its verdict, any of them; criteria that are left out have none
    that anybody named, or hold for the call as a whole.
    """

    call_id: str
    language: str
    layout: Literal["mono", "stereo"]
    seconds: float
    rings: int | None
    turns: tuple[TrueTurn, ...]
    events: tuple[TrueEvent, ...]
    verdicts: Mapping[str, Verdict]
    sha256: str | None = None
    condition: str | None = None
    levels_dbov: Mapping[Party, float] = field(default_factory=dict)
    pace_wpm: Mapping[Party, float] = field(default_factory=dict)
    evidence: Mapping[str, tuple[TrueMoment, ...]] = field(default_factory=dict)


_TRUTH = TypeAdapter(CallTruth)


def truth_path(folder: Path, call_id: str) -> Path:
    """Where the truth of a call in `folder` is kept."""
    return folder / "truth" / f"{call_id}.json"


def load_truth(path: Path) -> CallTruth:
    """Read one truth; fields that the benchmark does not ask of are passed over.

    Raises
    ------
    MetadataError
        Naming file and field of what is missing or wrong.
    """
    try:
        return _TRUTH.validate_json(path.read_bytes())
    except OSError as error:
        raise MetadataError(f"{path}: cannot be read ({error.strerror}); check the file") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise MetadataError(f"{path}: {where}: {first['msg']}; build the truth anew") from error
