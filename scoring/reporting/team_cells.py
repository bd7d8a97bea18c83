"""The figures of a team report as people read them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scoring.bootstrap import Interval
from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.localization import (
    format_date,
    format_duration,
    format_number,
    format_percent,
)
from scoring.coaching.report import CompetencyResult
from scoring.correlation import Correlation
from scoring.indicators import IndicatorId, IndicatorResult
from scoring.reporting.undertakings_view import is_end_of_day
from scoring.team.build import INTERVAL_CALLS
from scoring.team.report import DueCommitment, Quality

#: Of an hour, where a part of the day ends.
_LAST_MINUTE = 59


@dataclass(frozen=True, slots=True)
class TeamCells:
    """What stands in the cells of the tables, in the language of the catalogue."""

    catalogue: Catalogue

    def score(self, quality: Quality) -> str:
        """The score without decimals; empty where there is none."""
        return "" if quality.pool.score is None else self._whole(quality.pool.score)

    def points(self, quality: Quality) -> str:
        """Points earned of those possible."""
        return self.catalogue.text(
            "quality.of",
            points=format_number(quality.pool.points, self.catalogue.language),
            possible=format_number(quality.pool.possible, self.catalogue.language),
        )

    def interval(self, quality: Quality) -> str:
        """The range of the score, or that calls are too few or too alike for one."""
        if quality.interval is None:
            alike = quality.pool.calls >= INTERVAL_CALLS
            return self.catalogue.text(
                "quality.interval_alike" if alike else "quality.interval_few"
            )
        return self._between(quality.interval, self._whole)

    def competency(self, result: CompetencyResult) -> str:
        """Percentage with the cases it rests on; empty where none was judged."""
        if result.pool.score is None:
            return ""
        share = format_percent(result.pool.score, self.catalogue.language)
        return self.catalogue.text("competencies.cell", share=share, cases=result.cases)

    def percent(self, value: float) -> str:
        """A percentage without decimals."""
        return format_percent(value, self.catalogue.language)

    def indicator(self, result: IndicatorResult) -> str:
        """Value with the calls it rests on, or that they are too few; empty without any."""
        if result.value is None:
            return ""
        if not result.tells:
            return self.catalogue.text("indicators.few", n=result.answers)
        value = self._value(result.id)(result.value)
        return self.catalogue.text("indicators.cell", value=value, n=result.answers)

    def indicator_range(self, result: IndicatorResult) -> str:
        """The range of the value, or that answers all alike give none; empty for few."""
        if result.interval is None:
            alike = result.tells and result.id != "response_time"
            return self.catalogue.text("indicators.alike") if alike else ""
        return self._between(result.interval, self._value(result.id))

    def given(self, result: IndicatorResult) -> str:
        """From what to what the single answers go; empty where there are none."""
        if result.given is None:
            return ""
        language = self.catalogue.language
        low, high = (format_number(bound, language) for bound in result.given)
        if low == high:
            return self.catalogue.text("indicators.given_same", value=low)
        return self.catalogue.text("indicators.given", low=low, high=high)

    def explained(self, result: IndicatorResult) -> str:
        """What the indicator is, and on what scale."""
        return self.catalogue.text(f"indicators.explained.{result.id}", given=self.given(result))

    def too_few(self, result: IndicatorResult) -> str:
        """That too few calls of the whole team have it for a column of its own."""
        name = self.catalogue.text(f"indicators.{result.id}")
        return self.catalogue.count("indicators.too_few", result.answers, name=name)

    def due(self, one: DueCommitment, as_of: datetime) -> str:
        """When it is due, or was; today and tomorrow by these names."""
        days = (one.due_by.date() - as_of.astimezone(one.due_by.tzinfo).date()).days
        near = {0: "today", 1: "tomorrow"}.get(days, "later")
        key = f"week.due.{'overdue' if one.overdue else near}"
        if one.overdue and days == 0:
            key = "week.due.overdue_today"
        day = format_date(one.due_by.date(), self.catalogue.language, year=False)
        if is_end_of_day(one.due_by):
            return self.catalogue.text(f"{key}.day", day=day)
        # "In the morning" ends at 13:59: nobody says so.
        last = one.due_by
        hour = last + timedelta(minutes=1) if last.minute == _LAST_MINUTE else last
        return self.catalogue.text(f"{key}.hour", day=day, hour=f"{hour:%H:%M}")

    def relation(self, found: Correlation) -> str:
        """In words, whether both go together; empty where no call has both."""
        return (
            self.catalogue.text(f"relation.{found.standing}", n=found.calls) if found.calls else ""
        )

    def relation_figures(self, found: Correlation) -> str:
        """Coefficient, range and calls; empty where nothing may be said."""
        if found.coefficient is None or found.interval is None:
            return ""
        low, high = (self._hundredths(bound) for bound in found.interval)
        return self.catalogue.text(
            "relation.figures",
            value=self._hundredths(found.coefficient),
            low=low,
            high=high,
            n=found.calls,
        )

    def _between(self, interval: Interval, shown: Callable[[float], str]) -> str:
        low, high = (shown(bound) for bound in interval)
        return self.catalogue.text("quality.interval", low=low, high=high)

    def _whole(self, value: float) -> str:
        return format_number(value, self.catalogue.language, decimals=0)

    def _hundredths(self, value: float) -> str:
        return format_number(value, self.catalogue.language, decimals=2)

    def _value(self, indicator: IndicatorId) -> Callable[[float], str]:
        language = self.catalogue.language
        shown: Mapping[IndicatorId, Callable[[float], str]] = {
            "csat": lambda value: format_number(value, language, decimals=1),
            "nps": self._whole,
            "retention": self.percent,
            "response_time": lambda hours: format_duration(3600 * hours, language),
        }
        return shown[indicator]
