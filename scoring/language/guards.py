"""Words that turn an intent into its opposite or put it in another's mouth."""

import re
from dataclasses import dataclass

from scoring.language.phrases import compile_phrases, token_string
from scoring.language.text import Token, TurnText

_NEGATIONS = {
    "es": frozenset({"no", "nunca", "jamas", "tampoco", "ni", "sin"}),
    "en": frozenset(
        [
            "not",
            "never",
            "no",
            "without",
            "don't",
            "doesn't",
            "didn't",
            "won't",
            "can't",
            "cannot",
            "isn't",
            "wasn't",
            "aren't",
            "wouldn't",
            "couldn't",
            "shouldn't",
            "haven't",
            "hasn't",
        ]
    ),
}
#: Words with "no" that deny nothing of what follows.
_IDIOMS = {
    "es": (
        "no se preocupe[n]",
        "no te preocupes",
        "no hay (problema|cuidado|de que)",
        "como no",
        "no solo",
        "no cuelgue",
        "no pasa nada",
        "por que no",
        "no faltaba mas",
    ),
    "en": ("no problem", "no worries", "don't worry", "not only", "why not", "don't hang up"),
}
#: What comes before the words of another, or before words one refuses to say.
_REPORTS = {
    "es": (
        "(usted|ustedes|el|ella|ellos|me|le|les|nos|te|que) [me|le|nos|se] [ha|han|habia] "
        "(dice|dicen|dijo|dijeron|decia|decian|dicho|comenta|comento|asegura|aseguro|cree|piensa)"
        " que",
        "segun usted",
        "(no|nunca|jamas) [le|les|te|se lo] (digo|dije|decimos|diria|he dicho) que",
        "(no|nunca|jamas) [le|les|te] (voy|vamos|quiero|pretendo|intento|trato|puedo|estoy) "
        "[a|de] (decir|decirle|decirles|decirte|diciendo|diciendole) que",
        "(cree|creen|piensa|piensan) [usted|ustedes] que",
    ),
    "en": (
        "(you|they|he|she) [just|already] (said|say|says|told me|claim|claimed|think|thinks)"
        " [that]",
        "according to you",
        "(not|never|won't|don't|wouldn't|didn't|can't) [going to|want to|trying to|mean to] "
        "(say|saying|tell you|telling you) [that]",
    ),
}
#: How many words back a guard is looked for; our choice, see the tuning sentences.
_NEGATION_REACH = 3
_REPORT_REACH = 12


@dataclass(frozen=True, slots=True)
class Guards:
    """The guards of one language, ready to use."""

    negations: frozenset[str]
    idioms: re.Pattern[str]
    reports: re.Pattern[str]

    @classmethod
    def of(cls, language: str) -> "Guards":
        """Those of "es" or "en"."""
        return cls(
            negations=_NEGATIONS[language],
            idioms=compile_phrases(_IDIOMS[language], slots={}, where="guards"),
            reports=compile_phrases(_REPORTS[language], slots={}, where="guards"),
        )

    def denies(self, text: str) -> bool:
        """Whether normalised `text` holds a negation that is not part of an idiom."""
        bare = self.idioms.sub("", f" {text} ")
        return any(word in self.negations for word in bare.split())

    def negated(self, turn: TurnText, first: int) -> bool:
        """Whether a negation in the same clause reaches the words that begin at token `first`."""
        start = next(c.first for c in turn.clauses if c.first <= first <= c.last)
        before = turn.tokens[max(start, first - _NEGATION_REACH) : first]
        return self.denies(_plain(before))

    def reported(self, turn: TurnText, first: int) -> bool:
        """Whether the words at token `first` are somebody else's, or ones not being said."""
        start = turn.sentence_of(first).first
        before = turn.tokens[max(start, first - _REPORT_REACH) : first]
        return bool(before) and self.reports.search(_plain(before)) is not None


def _plain(tokens: tuple[Token, ...]) -> str:
    return token_string(tokens, [False] * len(tokens)).text
