"""What is quoted of a call."""

import pytest

from scoring.checks.evidence import MAX_QUOTE_CHARS, shortened, shortened_from_end


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("Son 380 .000 pesos", "Son 380.000 pesos"),
        ("la orden 42 -09, la cédula 4 .512 .308", "la orden 42-09, la cédula 4.512.308"),
        ("entre 2 y 3. El 4", "entre 2 y 3. El 4"),
    ],
)
def test_a_number_torn_apart_is_one_again(said: str, quote: str) -> None:
    assert shortened(said) == shortened_from_end(said) == quote


def test_a_long_quote_is_cut_at_a_word() -> None:
    said = "palabra " * 60
    for quote in (shortened(said), shortened_from_end(said)):
        assert len(quote) <= MAX_QUOTE_CHARS + 1
        assert set(quote.strip("…").split()) == {"palabra"}
