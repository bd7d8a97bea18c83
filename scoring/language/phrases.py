"""The small language in which an analyst writes phrases, compiled to regular expressions.

=============  ==========================================================================
``words``      those words, side by side; accents and capitals don't matter
``~stem``      any word that begins so: ``~equivoc`` finds "equivocó" and "equivocado"
``*``          up to five words, whatever they are, inside the sentence
``(a|b c)``    one of these
``[a b]``      these, or nothing
``#``          a number written in digits
``{name}``     one to four words written or known as a proper name
``{slot}``     any other slot: a phrase of its own, defined under ``slots`` in the data
``^`` ``$``    the sentence begins or ends here
``?``          at the end: only in questions
=============  ==========================================================================
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audio_features.errors import ConfigurationError
from scoring.language.text import Token, normalise

#: Mark behind a token that looks like a proper name; cannot occur in normalised text.
PROPER = "\x01"
_LEXER = re.compile(r"\{\w+\}|[()\[\]|*^$?#]|~?[^\s()\[\]|*^$?#{}]+|\S")
_WORD = r"[^ |?]+"
_NAME = rf"(?:{_WORD}{PROPER} (?:(?:de|del|la|los|y){PROPER}? (?={_WORD}{PROPER}))?){{1,4}}"
_GAP = rf"(?:{_WORD} ){{0,5}}?"


@dataclass(frozen=True, slots=True)
class TokenString:
    """Tokens as one string to match on, and which token each character belongs to."""

    text: str
    starts: tuple[int, ...]
    tokens: tuple[int, ...]

    def token_at(self, position: int) -> int:
        """Index of the token that starts at or last before `position`."""
        low, high = 0, len(self.starts) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.starts[middle] <= position:
                low = middle
            else:
                high = middle - 1
        return self.tokens[low]


#: A bare "no," or "sí," is a sentence of its own: "No, puedo ir" is not "no puedo ir".
STANDALONE = frozenset({"no", "si", "yes"})


def token_string(
    tokens: Sequence[Token], proper: Sequence[bool], texts: Sequence[str] | None = None
) -> TokenString:
    """Tokens as "| hola buenas tardes | en que puedo ayudarle ? ".

    `proper` marks the tokens that look like names. `texts`, where given, are what to read for
    each token instead: several words or none.
    """
    pieces, starts, indices, length = ["| "], [], [], 2
    for i, token in enumerate(tokens):
        for word in (token.text if texts is None else texts[i]).split():
            starts.append(length)
            indices.append(i)
            pieces.append(f"{word}{PROPER} " if proper[i] else f"{word} ")
            length += len(pieces[-1])
        closes = token.after in (".", "?") or (token.after == "," and token.text in STANDALONE)
        if closes or i == len(tokens) - 1:
            pieces.append("? " if token.after == "?" else "| ")
            length += 2
    return TokenString("".join(pieces), tuple(starts), tuple(indices))


def compile_phrases(
    phrases: Sequence[str], *, slots: Mapping[str, str], where: str
) -> re.Pattern[str]:
    """One expression that finds any of `phrases` in a `TokenString`.

    Raises ConfigurationError that names `where` and the phrase that cannot be read.
    """
    compiled = []
    for phrase in phrases:
        source = _Parser(phrase, slots=slots, where=where).parse()
        if re.compile(source).match(""):
            raise ConfigurationError(
                f"{where}: phrase {phrase!r} matches nothing at all; add words"
            )
        compiled.append(source)
    return re.compile(rf"(?<= )(?:{'|'.join(compiled)})")


def phrase_words(phrase: str) -> set[str]:
    """The plain words of a phrase, normalised: what recognition errors are corrected to."""
    words = (piece for piece in _LEXER.findall(phrase) if piece[0] not in "{()[]|*^$?#~")
    return {word for piece in words for word in normalise(piece).split()}


class _Parser:
    def __init__(self, phrase: str, *, slots: Mapping[str, str], where: str) -> None:
        self._phrase, self._slots, self._where = phrase, slots, where
        self._pieces = _LEXER.findall(phrase)
        self._at = 0

    def parse(self) -> str:
        source = self._sequence(until="")
        if self._at < len(self._pieces):
            raise self._error(f"unexpected {self._pieces[self._at]!r}")
        return source

    def _sequence(self, *, until: str) -> str:
        parts: list[str] = []
        while self._at < len(self._pieces) and self._pieces[self._at] not in ("|", ")", "]"):
            parts.append(self._element())
        if not parts:
            raise self._error(f"nothing before {until or 'its end'!r}")
        return "".join(parts)

    def _element(self) -> str:
        piece = self._pieces[self._at]
        self._at += 1
        if piece in ("(", "["):
            return self._group(closing=")" if piece == "(" else "]")
        if piece.startswith("{"):
            return self._slot(piece[1:-1])
        return self._fixed(piece)

    def _fixed(self, piece: str) -> str:
        special = {
            "*": _GAP,
            "^": r"(?<=[|?] )",
            "$": r"(?=[|?] )",
            "?": r"(?=[^|?]*\? )",
            "#": rf"\d{_WORD[:-1]}* ",
        }
        if piece in special:
            return special[piece]
        words = normalise(piece).split()
        if not words:
            raise self._error(f"cannot read {piece!r}")
        if piece.startswith("~"):
            return rf"{re.escape(words[0])}[^ |?]* "
        return "".join(rf"{re.escape(word)}{PROPER}? " for word in words)

    def _group(self, *, closing: str) -> str:
        options = [self._sequence(until=closing)]
        while self._at < len(self._pieces) and self._pieces[self._at] == "|":
            self._at += 1
            options.append(self._sequence(until=closing))
        if self._at >= len(self._pieces) or self._pieces[self._at] != closing:
            raise self._error(f"missing {closing!r}")
        self._at += 1
        return f"(?:{'|'.join(options)})" + ("?" if closing == "]" else "")

    def _slot(self, name: str) -> str:
        if name == "name":
            return _NAME
        if name not in self._slots:
            known = ", ".join(sorted((*self._slots, "name")))
            raise self._error(f"unknown slot {name!r}; use one of: {known}")
        inner = _Parser(self._slots[name], slots=self._slots, where=f"{self._where}, slot {name}")
        return f"(?:{inner.parse()})"

    def _error(self, what: str) -> ConfigurationError:
        return ConfigurationError(f"{self._where}: phrase {self._phrase!r}: {what}")
