"""Measures of the whole call as a table: one row a measure, one column a party."""

from collections.abc import Sequence
from dataclasses import dataclass

from audio_features.heard_call import HeardCall
from audio_features.timeline import Measure
from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.measured_values import value_text

#: A measure repeated over pieces of the call shorter than this share of it is windowed: it
#: belongs in the picture, not in the table (our choice).
_WINDOW_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """A measure's name and its value by column, empty where it was not taken."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureTable:
    """Column headings and rows."""

    columns: tuple[str, ...]
    rows: tuple[MeasureRow, ...]


def build_measure_table(heard: HeardCall, catalogue: Catalogue) -> MeasureTable:
    """The whole-call measures of `heard`; parties without any have no column."""
    whole = whole_call_measures(heard)
    present = {measure.party for measure in whole}
    columns = [party for party in ("agent", "customer", "other", None) if party in present]
    cells = {(measure.name, measure.party): measure for measure in whole}
    names = list(dict.fromkeys(measure.name for measure in whole))
    return MeasureTable(
        columns=tuple(catalogue.text(f"party.{party or 'none'}") for party in columns),
        rows=tuple(
            MeasureRow(
                name=catalogue.text_or(f"measure.{name}", name.replace("_", " ")),
                values=tuple(
                    value_text(cell.value, cell.unit, catalogue) if cell is not None else ""
                    for cell in (cells.get((name, party)) for party in columns)
                ),
            )
            for name in names
        ),
    )


def whole_call_measures(heard: HeardCall) -> tuple[Measure, ...]:
    """For every name and party the value of the longest stretch, windows left out."""
    groups: dict[tuple[str, str | None], list[Measure]] = {}
    for measure in heard.measures:
        groups.setdefault((measure.name, measure.party), []).append(measure)
    chosen = (_whole(group, heard.recording.seconds) for group in groups.values())
    return tuple(measure for measure in chosen if measure is not None)


def _whole(group: Sequence[Measure], seconds: float) -> Measure | None:
    longest = max(group, key=lambda measure: measure.end - measure.start)
    if len(group) == 1 or longest.end - longest.start >= _WINDOW_SHARE * seconds:
        return longest
    return None
