"""The intents of one language as data: parsed from YAML and validated, naming what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from audio_features.errors import ConfigurationError
from audio_features.languages import primary_language
from scoring.yaml_source import validated

#: Languages that have intent files.
LANGUAGES: tuple[str, ...] = ("es", "en")


class Intent(BaseModel):
    """One thing a person may be doing with words.

    `patterns`, `certain` and `unless` are written as `phrases` documents. `examples` and
    `counter_examples` are whole sentences for comparison by meaning. `related` intents may hold
    of the same sentence and so don't compete with this one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    meaning: str = Field(min_length=1)
    who: Literal["agent", "customer", "any"] = "any"
    patterns: tuple[str, ...] = ()
    #: Phrases that can mean nothing else: found, they aren't weighed against what the labelled
    #: conversations teach of the sentence, which know too few from countries where it is said.
    certain: tuple[str, ...] = ()
    #: Phrases that, in the same clause, mean that it isn't this intent after all.
    unless: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    #: Intents easily taken for this one: where one of them is likelier, it is meant instead.
    rivals: tuple[str, ...] = ()
    #: "le llamo" against "no le llamo": a match right after a negation is dropped.
    negatable: bool = True
    #: False where the intent needs a statement: matches inside questions are dropped.
    question_ok: bool = True
    #: True where quoting somebody else still counts ("me dijeron que…").
    reported_ok: bool = False
    #: False where likeness of meaning is no evidence, only the words themselves are.
    by_meaning: bool = True
    #: True where one letter makes the difference ("tiene", "tienes"): no mending of misspellings.
    exact: bool = False


class _IntentFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    group: str
    #: Phrases that others refer to as ``{name of the slot}``.
    slots: dict[str, str] = {}
    neutral: tuple[str, ...] = ()
    intents: tuple[Intent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class IntentLibrary:
    """All intents of one language, by id, `neutral` sentences that carry none, and the slots."""

    language: str
    intents: Mapping[str, Intent]
    slots: Mapping[str, str] = field(default_factory=dict)
    neutral: tuple[str, ...] = ()

    def get(self, intent: str) -> Intent:
        """The intent with this id; ConfigurationError naming it where there is none."""
        try:
            return self.intents[intent]
        except KeyError:
            known = ", ".join(sorted(self.intents))
            raise ConfigurationError(
                f"unknown intent {intent!r} for language {self.language!r}; use one of: {known}"
            ) from None

    @cached_property
    def key(self) -> tuple[str, ...]:
        """What identifies this library's content, for caching what is made from it."""
        own = (i.model_dump_json() for i in self.intents.values())
        return (self.language, *own, *self.neutral, *self.slots.values())


def load_intents(
    language: str, *, extra: Mapping[str, Mapping[str, Any]] | None = None
) -> IntentLibrary:
    """Read the intents of `language` ("es" or "en").

    `extra` maps intent ids to what a rubric adds: for a known id its lists are appended and its
    flags replaced; an unknown id is a new intent, which needs at least `meaning`.
    Raises ConfigurationError naming language, file, intent and field.
    """
    base = _shipped(_primary(language))
    if not extra:
        return base
    intents = dict(base.intents)
    for intent_id, addition in extra.items():
        intents[intent_id] = _extend(intents.get(intent_id), intent_id, addition)
    _check_related(intents)
    return replace(base, intents=intents)


def _primary(language: str) -> str:
    primary = primary_language(language)
    if primary not in LANGUAGES:
        raise ConfigurationError(
            f"no intents for language {language!r}; use one of: {', '.join(LANGUAGES)}"
        )
    return primary


def _extend(known: Intent | None, intent_id: str, addition: Mapping[str, Any]) -> Intent:
    merged: dict[str, Any] = {"id": intent_id} if known is None else known.model_dump()
    for name, value in addition.items():
        if known is not None and isinstance(merged.get(name), tuple):
            listed = [value] if isinstance(value, str) else list(value)
            merged[name] = (*merged[name], *listed)
        else:
            merged[name] = value
    return validated(Intent, merged, where=f"rubric addition to intent {intent_id!r}")


@lru_cache(maxsize=len(LANGUAGES))
def _shipped(language: str) -> IntentLibrary:
    intents: dict[str, Intent] = {}
    neutral: list[str] = []
    slots: dict[str, str] = {}
    folder = resources.files("scoring") / "intents" / language
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".yaml"):
            continue
        where = f"intents/{language}/{entry.name}"
        parsed = validated(_IntentFile, yaml.safe_load(entry.read_text("utf-8")), where=where)
        neutral.extend(parsed.neutral)
        slots.update(parsed.slots)
        _add(intents, parsed.intents, where=where)
    _check_related(intents)
    return IntentLibrary(language=language, intents=intents, slots=slots, neutral=tuple(neutral))


def _add(intents: dict[str, Intent], new: Sequence[Intent], *, where: str) -> None:
    for intent in new:
        if intent.id in intents:
            raise ConfigurationError(f"{where}: intent {intent.id!r} is defined twice")
        intents[intent.id] = intent


def _check_related(intents: Mapping[str, Intent]) -> None:
    for intent in intents.values():
        unknown = sorted({*intent.related, *intent.rivals} - set(intents))
        if unknown:
            raise ConfigurationError(
                f"intent {intent.id!r}: unknown intents {unknown} in related or rivals"
            )
