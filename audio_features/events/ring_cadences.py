"""How the phone rings in each country: frequencies and cadence of the ringback tone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from audio_features.errors import ConfigurationError

_FILE = "ring_cadences.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class RingCadence:
    """Ringback of one country: tones sounded together (Hz), seconds on, off, on, off …."""

    country: str
    frequencies_hz: tuple[float, ...]
    pattern_s: tuple[float, ...]
    source: str

    @property
    def cycle_s(self) -> float:
        """Seconds from the start of one ring to the start of the next."""
        return sum(self.pattern_s)

    @property
    def sounding_s(self) -> float:
        """Seconds from the start of a ring to the end of its last tone."""
        return sum(self.pattern_s[:-1])


@lru_cache(maxsize=1)
def load_ring_cadences() -> Mapping[str, RingCadence]:
    """Cadences by country code. Raises `ConfigurationError` naming a malformed entry."""
    text = files("audio_features.events").joinpath(_FILE).read_text(encoding="utf-8")
    return MappingProxyType(parse_ring_cadences(text))


def parse_ring_cadences(text: str) -> dict[str, RingCadence]:
    """Cadences by country code from YAML `text`, every entry checked."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{_FILE} is no valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{_FILE}: a table of countries expected")
    return {str(country): _cadence(country, entry) for country, entry in content.items()}


def cycle_seconds(country: str) -> float | None:
    """Seconds one ring takes in `country` (ISO 3166-1 alpha-2); None where it is not known."""
    cadence = load_ring_cadences().get(country.upper())
    return cadence.cycle_s if cadence else None


def _cadence(country: object, entry: object) -> RingCadence:
    where = f"{_FILE}, {country!r}"
    if not (isinstance(country, str) and len(country) == 2 and country.isupper()):
        raise ConfigurationError(f"{where}: two-letter country code expected (quote NO)")
    if not isinstance(entry, dict) or set(entry) != {"frequencies_hz", "pattern_s", "source"}:
        raise ConfigurationError(f"{where}: frequencies_hz, pattern_s and source expected")
    frequencies = _numbers(entry["frequencies_hz"], f"{where}, frequencies_hz", 200, 2000)
    pattern = _numbers(entry["pattern_s"], f"{where}, pattern_s", 0.05, 10)
    if len(pattern) % 2:
        raise ConfigurationError(f"{where}, pattern_s: on and off in pairs expected, got {pattern}")
    return RingCadence(
        country=country,
        frequencies_hz=frequencies,
        pattern_s=pattern,
        source=str(entry["source"]),
    )


def _numbers(value: object, where: str, low: float, high: float) -> tuple[float, ...]:
    if not isinstance(value, list) or not value:
        raise ConfigurationError(f"{where}: a list of numbers expected, got {value!r}")
    for number in value:
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise ConfigurationError(f"{where}: {number!r} is no number")
        if not low <= number <= high:
            raise ConfigurationError(f"{where}: {number} is not within {low} to {high}")
    return tuple(float(number) for number in value)
