"""The reason of a verdict, in words of the call's language."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

from scoring.catalogues.localization import format_number, format_threshold
from scoring.checks.result import CheckResult, FieldValue
from scoring.rubrics.schema import Criterion, Language, Localized

#: Fields that hold a threshold as the data contract spells it.
THRESHOLD_FIELDS = frozenset({"threshold", "relative_threshold"})
#: Ends the key of a wording for a count of one: ``not_met.one``, ``not_met.some.one``.
ONCE = "one"
#: What stands for a field that the check had nothing to fill with.
UNKNOWN = "…"


class _Texts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    reasons: dict[str, Localized]
    causes: dict[str, Localized]


def reason_text(criterion: Criterion, result: CheckResult, *, language: Language) -> str:
    """The criterion's own wording for this verdict and what decided it, else the product's."""
    texts = _texts()
    fields = {name: _field(name, value, language) for name, value in result.fields.items()}
    if result.verdict == "unsure":
        cause = _cause(texts, result.tag)
        fields["cause"] = cause.text(language).format_map(_Fields(fields))
    template = _template(criterion.reasons, texts.reasons, result)
    return template.text(language).format_map(_Fields(fields))


def written(value: FieldValue, *, language: Language) -> str:
    """A value as it is written in `language`: at most one decimal, comma in Spanish.

    Words lose the comma or colon they were cut at, as they are quoted, and a single full stop:
    the sentence they are quoted in brings its own.
    """
    if isinstance(value, str):
        words = value.strip().rstrip(",;:").rstrip()
        return words if words.endswith("..") else words.removesuffix(".")
    return format_number(value, language)


def _field(name: str, value: FieldValue, language: Language) -> str:
    """A value as the reason says it; thresholds are spelt for programs: ``-36..-16``."""
    if isinstance(value, str) and name in THRESHOLD_FIELDS:
        return format_threshold(value, language)
    return written(value, language=language)


def cause_ids() -> frozenset[str]:
    """Causes that have a text."""
    return frozenset(_texts().causes)


def _cause(texts: _Texts, tag: str | None) -> Localized:
    """Why there is no verdict; a cause that no text explains is a mistake of the check."""
    if tag not in texts.causes:
        known = ", ".join(sorted(texts.causes))
        raise ValueError(f"no text for cause {tag!r} in texts/reasons.yaml; there are: {known}")
    return texts.causes[tag]


class _Fields(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return UNKNOWN


def _template(
    own: Mapping[str, Localized], shared: Mapping[str, Localized], result: CheckResult
) -> Localized:
    tagged = f"{result.verdict}.{result.tag}"
    for texts, key in ((own, tagged), (shared, tagged), (own, result.verdict)):
        if key in texts:
            # Whoever writes a rubric may word a single time by itself: "once", not "1 times".
            once = texts.get(f"{key}.{ONCE}") if result.fields.get("count") == 1 else None
            return once or texts[key]
    return shared[result.verdict]


@lru_cache(maxsize=1)
def _texts() -> _Texts:
    text = resources.files("scoring").joinpath("texts/reasons.yaml").read_text("utf-8")
    return _Texts.model_validate(yaml.safe_load(text))
