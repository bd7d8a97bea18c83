"""Words as they are written: their bare form, and where a sentence ends."""

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=16_384)
def normalise(text: str) -> str:
    """`text` in lower case, without accents and punctuation, single spaces between words.

    The "ñ" becomes "n", an apostrophe vanishes ("I'll" → "ill"), other marks part words.
    """
    lowered = re.sub(r"['’`´]", "", text.lower())
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c)
    ).lower()  # once more: letters such as a bold "𝑨" have no lower case until they are plain
    return " ".join(re.findall(r"[^\W_]+", bare))


def ends_sentence(word: str) -> bool:
    """Whether a sentence ends with `word` as it is written, quotation marks and brackets aside."""
    return word.rstrip('"»”) ').endswith((".", "?", "!", "…"))
