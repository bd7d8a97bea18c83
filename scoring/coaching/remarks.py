"""What an agent may want to know of the calls right after hard ones, in kind words."""

from collections.abc import Mapping, Sequence

from scoring.across_calls.carry_over import CarryOver, carry_over
from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.localization import format_number
from scoring.coaching.report import Remark
from scoring.findings import ScoredCall

#: What a change is multiplied by to be said, and its decimals; for all others 1 and one.
_SAID_AS: Mapping[str, tuple[float, int]] = {
    "talk_share": (100.0, 0),
    "kind_words": (100.0, 0),
    "speech_rate": (1.0, 0),
}


def remarks_after_hard_calls(
    calls: Sequence[ScoredCall], catalogue: Catalogue
) -> tuple[Remark, ...]:
    """A remark for each measure that differs after hard calls; most often there are none."""
    return tuple(_remark(item, catalogue) for item in carry_over(calls))


def _remark(item: CarryOver, catalogue: Catalogue) -> Remark:
    scale, decimals = _SAID_AS.get(item.measure, (1.0, 1))
    change = format_number(abs(item.change) * scale, catalogue.language, decimals=decimals)
    key = f"after_hard_calls.{item.measure}.{item.direction}"
    return Remark(text=catalogue.text(key, change=change), calls=item.calls)
