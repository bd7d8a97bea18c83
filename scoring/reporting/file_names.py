"""Names of files made from ids that others chose."""

import hashlib
import re
import unicodedata

#: Longest name made, in characters; file systems take 255 bytes, suffixes need room (our choice).
_LONGEST = 100

_DEVICE_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)


def safe_file_name(identifier: str) -> str:
    """A file name (no suffix) for `identifier`, good on every system; the same id, the same name.

    Plain ids (ASCII letters, digits, ``.``, ``_``, ``-``) stay as they are. Any other is spelt with
    plain letters and gets eight digits of its hash, so that two ids never share a file.

    >>> safe_file_name("llamada-0042")
    'llamada-0042'
    >>> safe_file_name("../../etc/passwd").startswith("etc-passwd-")
    True
    """
    if (
        re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?<!\.)", identifier)
        and len(identifier) <= _LONGEST
        and identifier.split(".", maxsplit=1)[0].lower() not in _DEVICE_NAMES
    ):
        return identifier
    ascii_only = unicodedata.normalize("NFKD", identifier).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_]+", "-", ascii_only).strip("-")[: _LONGEST - 9].strip("-")
    digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain or 'id'}-{digest}"
