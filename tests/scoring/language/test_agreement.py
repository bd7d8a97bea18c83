"""Agreement with hand-labelled sentences: tuned on, held back, and written after all else."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from audio_features.call_metadata import CallMetadata
from audio_features.timeline import Turn
from scoring.language.intents import IntentFinder, load_intents

_HERE = Path(__file__).parent


def _agreement(kind: str, language: str) -> tuple[int, int, list[str]]:
    """Labels that hold, labels in all, and what went wrong."""
    data: dict[str, Any] = yaml.safe_load((_HERE / f"{kind}_{language}.yaml").read_text("utf-8"))
    sentences = data["sentences"]
    turns = [
        Turn(party=s["party"], start=5.0 * i, end=5.0 * i + 4, text=s["sentence"], confidence=0.9)
        for i, s in enumerate(sentences)
    ]
    finder = IntentFinder(
        turns=turns, language=language, metadata=CallMetadata(), library=load_intents(language)
    )
    right, total, wrong = 0, 0, []
    for index, sentence in enumerate(sentences):
        for expected, intents in ((True, sentence["has"]), (False, sentence["hasnt"])):
            for intent in intents:
                found = any(m.turn_index == index and m.score >= 0.5 for m in finder.find(intent))
                right += found == expected
                total += 1
                if found != expected:
                    wrong.append(f"{intent} {expected}: {sentence['sentence']}")
    return right, total, wrong


@pytest.mark.parametrize(
    ("kind", "language", "floor"),
    [
        ("tuning", "es", 0.9),
        ("tuning", "en", 0.9),
        ("heldback", "es", 0.97),
        ("heldback", "en", 0.97),
        # Colloquial wordings nobody wrote a phrase for: what to expect of a new centre's calls.
        ("unseen", "es", 0.83),
        ("unseen", "en", 0.82),
    ],
)
def test_intents_agree_with_hand_labelled_sentences(kind: str, language: str, floor: float) -> None:
    right, total, wrong = _agreement(kind, language)
    assert right / total >= floor, f"{right}/{total}: " + "; ".join(wrong)


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_example_of_the_library_is_an_evaluation_sentence_held_back(language: str) -> None:
    library = load_intents(language)
    examples = {e for i in library.intents.values() for e in i.examples}
    for kind in ("heldback", "unseen"):
        data = yaml.safe_load((_HERE / f"{kind}_{language}.yaml").read_text("utf-8"))
        # Set phrases of three words or fewer ("Ya veo.") can't help being shared.
        shared = {s["sentence"] for s in data["sentences"]} & examples
        assert {s for s in shared if len(s.split()) > 3} == set()
