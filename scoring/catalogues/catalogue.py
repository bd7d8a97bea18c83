"""The texts of pages and reports: whole sentences by key, in Spanish and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from scoring.catalogues.localization import PageLanguage, format_number


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Sentences of one language; plurals are pairs, for one thing and for any other number."""

    language: PageLanguage
    sentences: Mapping[str, str]
    plurals: Mapping[str, tuple[str, str]]

    def __contains__(self, key: str) -> bool:
        return key in self.sentences or key in self.plurals

    def text(self, key: str, /, **values: object) -> str:
        """The sentence `key`, its places filled; KeyError for a key that does not exist."""
        return self.sentences[key].format(**values)

    def count(self, key: str, number: int, /, **values: object) -> str:
        """The sentence `key` for `number` things; ``{n}`` is the number."""
        one, other = self.plurals[key]
        n = format_number(number, self.language, decimals=0)
        return (one if number == 1 else other).format(n=n, **values)

    def text_or(self, key: str, default: str, /) -> str:
        """The sentence `key`, or `default` where what is named has no text of its own."""
        return self.sentences.get(key, default)

    def named(self, key: str, number: float, default: str, /) -> str:
        """What `number` of the things under `key` are called: one of a plural, else the text."""
        if key not in self.plurals:
            return self.text_or(key, default)
        one, other = self.plurals[key]
        return one if abs(number) == 1 else other


@cache
def load_catalogue(language: PageLanguage, name: str = "catalogue") -> Catalogue:
    """Read the catalogue file `name` in `language`."""
    file = resources.files("scoring.catalogues") / f"{name}.{language}.yaml"
    tree = yaml.safe_load(file.read_text(encoding="utf-8"))
    sentences: dict[str, str] = {}
    plurals: dict[str, tuple[str, str]] = {}
    _flatten(tree, (), sentences, plurals)
    return Catalogue(language=language, sentences=sentences, plurals=plurals)


def _flatten(
    tree: Mapping[str, object],
    path: tuple[str, ...],
    sentences: dict[str, str],
    plurals: dict[str, tuple[str, str]],
) -> None:
    for key, entry in tree.items():
        name = ".".join((*path, key))
        if isinstance(entry, str):
            sentences[name] = entry
        elif isinstance(entry, dict) and set(entry) == {"one", "other"}:
            plurals[name] = (entry["one"], entry["other"])
        elif isinstance(entry, dict):
            _flatten(entry, (*path, key), sentences, plurals)
        else:
            raise TypeError(f"catalogue entry {name} is {type(entry).__name__}, not a text")
