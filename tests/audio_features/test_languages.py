import pytest

from audio_features.call_metadata import validated
from audio_features.languages import SUPPORTED_LANGUAGES, primary_language


@pytest.mark.parametrize("tag", ["es", "ES", "es-MX", "es_MX", "ES-419", " es "])
def test_the_region_of_a_language_is_left_out(tag: str) -> None:
    assert primary_language(tag) == "es"
    assert validated({"language": tag.strip()}, where="a.json").language == "es"


def test_what_is_supported_reads_as_itself() -> None:
    assert tuple(map(primary_language, SUPPORTED_LANGUAGES)) == SUPPORTED_LANGUAGES


def test_a_country_is_read_in_capitals() -> None:
    assert validated({"country": "mx"}, where="a.json").country == "MX"
