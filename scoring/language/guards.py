"""Words that turn an intent into its opposite or put it in another's mouth."""

import re
from dataclasses import dataclass
from importlib import resources

import yaml

from scoring.language.phrases import compile_phrases, token_string
from scoring.language.text import Token, TurnText

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
        source = resources.files("scoring") / "intents" / "guards" / f"{language}.yaml"
        words = yaml.safe_load(source.read_text("utf-8"))
        where = f"intents/guards/{language}.yaml"
        return cls(
            negations=frozenset(words["negations"]),
            idioms=compile_phrases(words["idioms"], slots={}, where=where),
            reports=compile_phrases(words["reports"], slots={}, where=where),
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
