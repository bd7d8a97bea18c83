"""What was found in the words of a call, written down so that judging it anew reads nothing again.

Reading a call costs nearly all that judging it costs; what is found in it depends on the call, the
intents looked for and the program, and on nothing else of the rubric. What was kept by another
version of the program must not be given to this one: whoever keeps it sees to that.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pydantic import TypeAdapter

from audio_features.timeline import Party
from scoring.findings import KeptWords
from scoring.language.intent_library import IntentLibrary
from scoring.language.intent_match import How, IntentMatch
from scoring.language.intents import IntentFinder
from scoring.language.names import CallNames

#: Every match by its intent.
Matches = Mapping[str, tuple[IntentMatch, ...]]

#: The fields of a match, in this order: names would take more room than what they name.
_MatchRow = tuple[int, Party, float, float, str, float, How, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundWords:
    """All that the judge asks of the words of a call, but for when something is due."""

    intents: Matches
    cues: Matches
    names: CallNames


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """What is written down; intents that nothing was found of are left out."""

    intents: dict[str, list[_MatchRow]]
    cues: dict[str, list[_MatchRow]]
    names: CallNames


_CONTENT = TypeAdapter(_Content)


def keep_words(finder: IntentFinder, cues: IntentFinder, names: CallNames) -> KeptWords:
    """All that `finder` and `cues` can find in their call, whether it was asked for or not."""
    content = _Content(intents=_rows(finder), cues=_rows(cues), names=names)
    return KeptWords(
        intents_sha256=intents_fingerprint(finder.sought, cues.sought),
        content=_CONTENT.dump_json(content).decode(),
    )


def recall_words(
    kept: KeptWords | None, *, library: IntentLibrary, cues: IntentLibrary
) -> FoundWords | None:
    """What was kept; None where nothing was, or other intents were looked for."""
    if kept is None or kept.intents_sha256 != intents_fingerprint(library, cues):
        return None
    content = _CONTENT.validate_json(kept.content)
    return FoundWords(
        intents=_matches(content.intents, library),
        cues=_matches(content.cues, cues),
        names=content.names,
    )


def intents_fingerprint(library: IntentLibrary, cues: IntentLibrary) -> str:
    """What tells whether the same intents are looked for."""
    return _fingerprint(library.key, cues.key)


@lru_cache(maxsize=16)
def _fingerprint(library: tuple[str, ...], cues: tuple[str, ...]) -> str:
    return hashlib.sha256(repr((library, cues)).encode()).hexdigest()


def _rows(finder: IntentFinder) -> dict[str, list[_MatchRow]]:
    found = {intent: finder.find(intent) for intent in finder.sought.intents}
    return {
        intent: [
            (m.turn_index, m.party, m.start, m.end, m.quote, m.score, m.how, m.said_from)
            for m in matches
        ]
        for intent, matches in found.items()
        if matches
    }


def _matches(rows: Mapping[str, list[_MatchRow]], library: IntentLibrary) -> Matches:
    found: dict[str, tuple[IntentMatch, ...]] = dict.fromkeys(library.intents, ())
    found |= {intent: tuple(_match(intent, row) for row in told) for intent, told in rows.items()}
    return found


def _match(intent: str, row: _MatchRow) -> IntentMatch:
    turn_index, party, start, end, quote, score, how, said_from = row
    return IntentMatch(
        intent=intent,
        turn_index=turn_index,
        party=party,
        start=start,
        end=end,
        quote=quote,
        score=score,
        how=how,
        said_from=said_from,
    )
