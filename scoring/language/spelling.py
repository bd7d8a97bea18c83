"""Undoing what a recogniser misspells: words run together, split, or written as they sound."""

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

from audio_features.spelling.sounds import sound_key
from scoring.language.text import Token

#: Little words that recognisers glue to what follows.
_PROCLITICS = frozenset(
    [
        "le",
        "les",
        "se",
        "me",
        "te",
        "lo",
        "la",
        "los",
        "las",
        "nos",
        "en",
        "de",
        "un",
        "una",
        "el",
        "al",
        "que",
        "a",
    ]
)
_ENCLITICS = frozenset(["le", "les", "lo", "la", "los", "las", "me", "te", "se", "nos"])


class Speller:
    """Reads tokens that no phrase or example knows as the nearest word that one does."""

    def __init__(self, vocabulary: Iterable[str], *, language: str) -> None:
        self._known = frozenset(vocabulary)
        self._by_sound: dict[str, str] = {}
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self._known):
            if language == "es":
                self._by_sound.setdefault(sound_key(word), word)
            self._by_length.setdefault(len(word), []).append(word)
        self._read: dict[str, str] = {}

    def correct(self, tokens: Sequence[Token]) -> list[str]:
        """What to read for each token: itself, another word, two words, or "" when joined."""
        texts = [self._word(t.text) if not t.capital else t.text for t in tokens]
        for i in range(len(texts) - 1):
            joined = texts[i] + texts[i + 1]
            verb = texts[i].endswith(("r", "ndo")) and len(texts[i]) >= 4
            if verb and texts[i + 1] in _ENCLITICS and joined in self._known:
                texts[i], texts[i + 1] = joined, ""
        return texts

    def _word(self, word: str) -> str:
        if word in self._known or len(word) < 3 or not word.isalpha():
            return word
        if word not in self._read:
            self._read[word] = self._apart(word) or self._alike(word) or word
        return self._read[word]

    def _apart(self, word: str) -> str | None:
        for cut in (2, 3, 1):
            left, right = word[:cut], word[cut:]
            whole = len(right) >= 5 or right in _ENCLITICS
            if left in _PROCLITICS and whole and right in self._known:
                return f"{left} {right}"
        return None

    def _alike(self, word: str) -> str | None:
        sound = self._by_sound.get(sound_key(word))
        if sound is not None:
            return sound
        if len(word) < 4:
            return None
        allowed = 2 if len(word) >= 9 else 1
        best: tuple[int, str] | None = None
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for known in self._by_length.get(length, ()):
                # Short words have too many neighbours: there only a lost final letter counts.
                if known[0] != word[0] or (len(word) < 6 and not known.startswith(word)):
                    continue
                distance = OSA.distance(word, known, score_cutoff=allowed)
                if distance <= allowed and (best is None or distance < best[0]):
                    best = (distance, known)
        return best[1] if best else None
