"""Fields beside recordings that are unknown, but likely meant for one that is not."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from audio_features.call_metadata import CallMetadata
from flows.recordings import RecordedCall

#: Letters by which a word of a field's name may be off to be a slip, if it has `_LONG_WORD` letters
#: or more, and letters from which an abbreviation is told. Our choice.
_SLIPS_IN_LONG = 2
_LONG_WORD = 5
_LEAST_ABBREVIATED = 4
#: What exports of telephone systems call a field, in Spanish or cut short, without accents.
_ALSO_CALLED = {
    "agent": ("agent_id", "agent_name"),
    "agente": ("agent_id", "agent_name"),
    "asesor": ("agent_id", "agent_name"),
    "operador": ("agent_id", "agent_name"),
    "id_agente": ("agent_id",),
    "agente_id": ("agent_id",),
    "nombre_agente": ("agent_name",),
    "agente_nombre": ("agent_name",),
    "canal_agente": ("agent_channel",),
    "customer": ("customer_id", "customer_name"),
    "cliente": ("customer_id", "customer_name"),
    "id_cliente": ("customer_id",),
    "cliente_id": ("customer_id",),
    "nombre_cliente": ("customer_name",),
    "equipo": ("team",),
    "grupo": ("team",),
    "cola": ("queue",),
    "idioma": ("language",),
    "lengua": ("language",),
    "pais": ("country",),
    "sentido": ("direction",),
    "fecha": ("started_at",),
    "fecha_hora": ("started_at",),
    "inicio": ("started_at",),
    "date": ("started_at",),
    "start": ("started_at",),
    "id_llamada": ("call_id",),
    "llamada_id": ("call_id",),
    "timbres": ("rings",),
    "tonos": ("rings",),
    "esperas": ("holds",),
    "transferencias": ("transfers",),
    "retenido": ("retained",),
    "vocabulario": ("vocabulary",),
}
_ACCENTS = str.maketrans("áéíóú", "aeiou")


def misspelt_fields(calls: Iterable[RecordedCall]) -> str | None:
    """A line on fields beside `calls` that are unknown, but likely meant for one that is not.

    Fields that mean something to others alone, or stand beside all that may be meant, are kept
    without a word.
    """
    known = tuple(CallMetadata.model_fields)
    found: Counter[str] = Counter()
    for call in calls:
        named = call.metadata.model_dump(include=set(known), exclude_none=True)
        unknown = call.metadata.model_extra or {}
        found.update(name for name in unknown if not named.keys() >= set(_meant(name, known)))
    likely = {name: meant for name in sorted(found) if (meant := _meant(name, known))}
    if not likely:
        return None
    told = ", ".join(
        f"{name} (of {found[name]}; did you mean {' or '.join(meant)}?)"
        for name, meant in likely.items()
    )
    return f"beside the recordings stand fields that Escucha does not know, left unused: {told}"


@lru_cache
def _meant(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    also = _ALSO_CALLED.get(_written(name).translate(_ACCENTS))
    if also is not None:
        return also
    slips = [field for field in known if _is_slip(name, field)]
    near = min(slips, key=lambda field: OSA.distance(name.lower(), field), default=None)
    return () if near is None else (near,)


def _written(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _is_slip(name: str, field: str) -> bool:
    """Whether `name` is `field` misspelt or cut short: not `customer_age` of `customer_name`."""
    written = _written(name)
    if len(written) >= _LEAST_ABBREVIATED and field.startswith(written):
        return not field.removeprefix(written).startswith("_")
    said, meant = written.split("_"), field.split("_")
    if len(said) != len(meant):
        return "".join(said) == "".join(meant)
    return all(_nearly(some, other) for some, other in zip(said, meant, strict=True))


def _nearly(word: str, meant: str) -> bool:
    """Whether `word` is `meant`, misspelt.

    Of a short one letters may have changed places, or one be missing: "age" is not "name".
    """
    if min(len(word), len(meant)) < _LONG_WORD:
        near = len(word) != len(meant) and min(len(word), len(meant)) >= _LEAST_ABBREVIATED
        return sorted(word) == sorted(meant) or (near and OSA.distance(word, meant) == 1)
    return OSA.distance(word, meant, score_cutoff=_SLIPS_IN_LONG) <= _SLIPS_IN_LONG
