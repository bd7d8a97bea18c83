"""Languages of calls: which ones are understood, and how their tags are read."""

import re
from typing import Final

#: Languages that there are lexicons and reasons for, ISO 639-1, the product's own first.
SUPPORTED_LANGUAGES: Final = ("es", "en")


def primary_language(tag: str) -> str:
    """Language of a tag like ``es-MX`` or ``ES_mx``, ISO 639 in lower case: its region is left out.

    >>> primary_language("es_MX")
    'es'
    """
    return re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
