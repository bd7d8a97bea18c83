"""Measured values and quotes as people read them."""

import re

from audio_features.timeline import Party
from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.localization import THIN, format_number, format_percent, format_threshold
from scoring.findings import NOT_SAID_BY_HERE, NOT_SAID_HERE, MeasuredValue


def trimmed_quote(quote: str | None) -> str:
    """A quote without the comma or colon it was cut at."""
    return (quote or "").strip().rstrip(",;:").rstrip()


def place_text(measure: MeasuredValue | None, catalogue: Catalogue) -> str:
    """In words, that something was expected at this moment and not said; else empty."""
    if measure is None or measure.name not in (NOT_SAID_HERE, NOT_SAID_BY_HERE):
        return ""
    return catalogue.text(f"evidence.{measure.name}")


#: Measures of no one party: what both take part in, and what happens to the call.
_OF_BOTH = frozenset({"dead_air", "dead_air_time", "longest_dead_air", "overlap"})
_OF_THE_CALL = frozenset(
    {"rings", "rings_heard", "answer_delay", "complaint_answer_delay", "other_voices"}
    | {"hold", "after_hold", "transfer", "after_transfer"}
    | {"transfer_wait", "after_transfer_wait"}
)


def measured_text(
    measure: MeasuredValue,
    catalogue: Catalogue,
    *,
    party: Party | None,
    addressed: Catalogue | None = None,
) -> str:
    """``Nivel de voz (agente): −31,2 dBov``: what was measured of `party`, and how much.

    `addressed` calls the parties as they are called where the agent is spoken to.
    """
    plain = catalogue.text_or(f"measure.{measure.name}", measure.name.replace("_", " "))
    # Evidence may count events of a kind, or give the length of one.
    name = catalogue.text_or(f"measure.{measure.name}_{measure.unit}", plain)
    whose = _whose(measure.name, party, addressed or catalogue)
    value = value_text(measure.value, measure.unit, catalogue)
    return f"{name} ({whose}): {value}" if whose else f"{name}: {value}"


def _whose(name: str, party: Party | None, catalogue: Catalogue) -> str:
    """Whom a measure is of; empty where it is nobody's, or nobody can tell."""
    if name in _OF_BOTH:
        return catalogue.text("whose.both")
    if party is None or name in _OF_THE_CALL:
        return ""
    return catalogue.text(f"whose.{party}")


def value_text(value: float, unit: str, catalogue: Catalogue) -> str:
    """A number with its unit; ratios become percentages."""
    if unit == "ratio":
        return format_percent(100 * value, catalogue.language)
    digits = 2 if abs(value) < 1 else 1
    named = _unit(unit, round(value, digits), catalogue)
    number = format_number(value, catalogue.language, decimals=digits)
    return f"{number}{THIN}{named}" if named else number


def _unit(unit: str, number: float, catalogue: Catalogue) -> str:
    return catalogue.named(f"unit.{unit}", number, unit)


def expected_text(measure: MeasuredValue, catalogue: Catalogue) -> str:
    """``esperado: de −36 a −16 dBov``; empty where no number was asked for."""
    numbers = re.findall(r"\d+(?:\.\d+)?", measure.threshold or "")
    if measure.threshold is None or not numbers:
        return ""  # a threshold in words says nothing beside a number
    if measure.unit == "count" and re.fullmatch(r"<=\s*0", measure.threshold):
        none = catalogue.text_or(f"none.{measure.name}", catalogue.text("none.other"))
        return catalogue.text("evidence.expected", threshold=none)
    percent = measure.unit == "ratio"
    threshold = format_threshold(measure.threshold, catalogue.language, percent=percent)
    named = "%" if percent else _unit(measure.unit, float(numbers[-1]), catalogue)
    return catalogue.text("evidence.expected", threshold=f"{threshold}{THIN}{named}".strip())
