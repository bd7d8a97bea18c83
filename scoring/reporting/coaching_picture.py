"""Positions of the drawings in a coaching report, in percent of their width and height."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.localization import THIN, format_number, format_short_date
from scoring.coaching.report import Comparison, TrendPoint

#: Empty room at both ends of a dot plot, as a share of the range (our choice).
_ROOM = 0.12
#: Least range of a dot plot, as a share of its highest value (our choice).
_NARROWEST = 0.2
#: Radius of the smallest and the largest dot of the trend, in pixels (our choice).
_DOT_PX = (4.0, 8.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DotPlot:
    """One measure beside the team's: positions in percent, texts for reading."""

    label: str
    hint: str
    agent_x: float
    agent_text: str
    team_x: float | None
    team_text: str
    others_x: tuple[float, ...]
    based: str
    based_team: str
    aria: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekDot:
    """One week: `x`, `y` in percent (y from the top), radius in pixels."""

    x: float
    y: float
    radius: float
    score: str
    day: str
    calls: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendLine:
    """The weeks and the line through them, in a 100 × 100 box."""

    dots: tuple[WeekDot, ...]
    path: str
    aria: str


def draw_comparison(item: Comparison, catalogue: Catalogue) -> DotPlot:
    """Lay out one measure; the agent's value is present by construction."""
    agent = item.agent.value or 0.0
    team = item.team.value
    values = [agent, *item.others, *([] if team is None else [team])]
    low, high = min(values), max(values)
    # Next to equal values must not look far apart: the range drawn is never narrow.
    narrow = max(0.0, _NARROWEST * abs(high) - (high - low)) / 2
    room = (high - low) * _ROOM + narrow + 1e-6
    low, high = low - room, high + room
    agent_text = _with_unit(agent, item.unit, catalogue)
    team_text = (
        catalogue.text("comparisons.no_team")
        if team is None
        else _with_unit(team, item.unit, catalogue)
    )
    aria_key = "comparisons.aria_alone" if team is None else "comparisons.aria"
    return DotPlot(
        label=item.label,
        hint=catalogue.text(f"comparisons.{item.better}"),
        agent_x=_percent(agent, low, high),
        agent_text=agent_text,
        team_x=None if team is None else _percent(team, low, high),
        team_text=team_text,
        others_x=tuple(_percent(value, low, high) for value in item.others),
        based=catalogue.count("comparisons.based", item.calls),
        based_team=""
        if team is None
        else catalogue.count("comparisons.based_team", item.team_calls),
        aria=catalogue.text(aria_key, label=item.label, agent=agent_text, team=team_text),
    )


def draw_trend(points: Sequence[TrendPoint], catalogue: Catalogue) -> TrendLine:
    """Weeks placed by date, so that a week without calls leaves its gap."""
    if not points:
        return TrendLine(dots=(), path="", aria="")
    first, last = points[0].week, points[-1].week
    days = max((last - first).days, 1)
    most = max(point.pool.calls for point in points)
    dots = [_week(point, (point.week - first).days / days, most, catalogue) for point in points]
    path = "M" + "L".join(f"{dot.x:g},{dot.y:g}" for dot in dots)
    aria = catalogue.text("over_time.aria", points="; ".join(dot.title for dot in dots))
    return TrendLine(dots=tuple(dots), path=path, aria=aria)


def _week(point: TrendPoint, position: float, most: int, catalogue: Catalogue) -> WeekDot:
    language = catalogue.language
    score = point.pool.score or 0.0
    text = format_number(score, language, decimals=0)
    day = format_short_date(point.week, language)
    small, large = _DOT_PX
    return WeekDot(
        x=round(10 + 80 * position, 2),
        y=round(100 - score, 2),
        radius=round(small + (large - small) * (point.pool.calls / most) ** 0.5, 1),
        score=text,
        day=day,
        calls=catalogue.count("over_time.calls", point.pool.calls),
        title=catalogue.count("over_time.point", point.pool.calls, day=day, score=text),
    )


def _percent(value: float, low: float, high: float) -> float:
    return round(100 * (value - low) / (high - low), 2)


def _with_unit(value: float, unit: str, catalogue: Catalogue) -> str:
    number = format_number(value, catalogue.language, decimals=0 if abs(value) >= 20 else 1)
    if unit == "%" and catalogue.language == "en":
        return f"{number}%"
    return f"{number}{THIN}{unit}" if unit else number
