"""Countries by their two letters of ISO 3166-1, as the time zone database lists them."""

from functools import lru_cache
from importlib import resources
from typing import Annotated

from pydantic import AfterValidator

#: What a country may be, as the end of an error message.
MAY_BE = "a two-letter country code like ES or MX, by ISO 3166 (GB, not UK)"


def country_code(code: str) -> str:
    """`code` in capitals. Raises `ValueError` where no country has it.

    A country that nobody knows would leave its rings uncounted, and nobody would be told.

    >>> country_code("mx")
    'MX'
    """
    capitals = code.strip().upper()
    if capitals not in _country_codes():
        raise ValueError("no country has this code")
    return capitals


@lru_cache(maxsize=1)
def _country_codes() -> frozenset[str]:
    table = resources.files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8")
    return frozenset(line[:2] for line in table.splitlines() if not line.startswith("#"))


CountryCode = Annotated[str, AfterValidator(country_code)]
