"""What every part of a coaching report is written with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scoring.catalogues.catalogue import Catalogue
from scoring.catalogues.rubric_texts import RubricTexts
from scoring.coaching.moments import is_named, moment_of
from scoring.coaching.options import CoachingOptions
from scoring.coaching.report import CallMoment, CriterionResult
from scoring.coaching.tally import Tally
from scoring.findings import Evidence, Finding, ScoredCall


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingDesk:
    """The agent's tallies beside the team's, the texts, and the options."""

    own: Mapping[str, Tally]
    team: Mapping[str, Tally]
    texts: RubricTexts
    catalogue: Catalogue
    measures: Catalogue
    options: CoachingOptions

    def moment(
        self, call: ScoredCall, finding: Finding, *, avoid: Sequence[CallMoment] = ()
    ) -> CallMoment | None:
        """The most telling moment of a finding, one that shows nothing of `avoid` if there is.

        What is reproached is shown all the same: no other words of the call are at fault.
        """
        fresh = tuple(
            evidence
            for evidence in finding.evidence
            if not any(_shows(moment, call, evidence) for moment in avoid)
            or (finding.verdict == "not_met" and is_named(finding, evidence))
        )
        if fresh:
            finding = replace(finding, evidence=fresh)
        about = self.texts.criterion(finding.criterion).party
        return moment_of(
            call,
            finding,
            self.measures,
            about=about,
            addressed=self.catalogue,
            praised_words=self.options.praised_words,
        )

    def result(self, entry: Tally) -> CriterionResult:
        """Counts of a criterion, the team's beside the agent's."""
        others = self.others(entry)
        return CriterionResult(
            criterion=entry.criterion,
            label=self.texts.criterion(entry.criterion).label,
            met=entry.met,
            judged=len(entry.judged),
            team_met=others.met,
            team_judged=len(others.judged),
            partly=entry.partly,
        )

    def others(self, entry: Tally) -> Tally:
        """The team's tally of the same criterion."""
        return self.team.get(entry.criterion, Tally(criterion=entry.criterion))

    def good_moment(self, entry: Tally, *, avoid: Sequence[CallMoment] = ()) -> CallMoment | None:
        """Where the agent did it best, showing nothing of `avoid`."""
        met = sorted(
            (judged for judged in reversed(entry.judged) if not judged.lost),
            key=lambda judged: (
                -_share(judged.finding),
                not _shows_how(judged.finding, self.options.praised_words),
                # Of equals, the one from the better call: its surroundings are worth hearing, too.
                -(judged.call.scorecard.score or 0.0),
            ),
        )
        moments = (self.moment(judged.call, judged.finding, avoid=avoid) for judged in met)
        # That something never happened on a call cannot be shown by any one moment of it.
        # The customer's own words show nobody how to do it.
        single = (
            found
            for found in moments
            if found is not None and not found.whole and found.said_by != "customer"
        )
        return next((found for found in single if not any(map(found.shares, avoid))), None)


def _shows(moment: CallMoment, call: ScoredCall, evidence: Evidence) -> bool:
    if moment.call_id != call.heard.call_id or moment.whole:
        return False
    return evidence.start <= moment.end and moment.start <= evidence.end


def _shows_how(finding: Finding, words: int) -> bool:
    """Whether the agent is quoted with so many words: "es así" is nothing to imitate."""
    return any(
        one.party == "agent" and len((one.quote or "").split()) >= words for one in finding.evidence
    )


def _share(finding: Finding) -> float:
    return finding.points / finding.possible if finding.possible > 0 else 0.0
