"""Criteria rolled up to competencies: points pooled, cases counted, nothing guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from audio_features.errors import ConfigurationError
from scoring.coaching.report import CompetencyResult, Pool
from scoring.findings import ScoredCall
from scoring.rubrics.problems import CUSTOM_PREFIX, did_you_mean
from scoring.rubrics.schema import PROTOCOL_CRITERIA, Localized, Rubric
from scoring.scorecard import PooledPoints
from scoring.yaml_source import validated

#: The framework whose competencies agents see.
COMPONENTS = "components"
#: The framework of what a caller may find the service to be.
ATTRIBUTES = "attributes"

_BUNDLED = "rubrics/competencies.yaml"
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Competency(_Model):
    """What several criteria speak for together; `unheard` says why none does."""

    id: _Id
    label: Localized
    meaning: Localized
    criteria: tuple[str, ...]
    unheard: Localized | None = None

    @model_validator(mode="after")
    def _heard_or_said_why_not(self) -> "Competency":
        if not self.criteria and self.unheard is None:
            raise ValueError("name criteria, or say under 'unheard' why none speaks for it")
        if self.criteria and self.unheard is not None:
            raise ValueError("has criteria: take 'unheard' out")
        twice = sorted({name for name in self.criteria if self.criteria.count(name) > 1})
        if twice:
            raise ValueError(f"criteria: {', '.join(twice)} is there twice, keep one")
        return self


class Framework(_Model):
    """Competencies that belong together."""

    id: _Id
    label: Localized
    competencies: Annotated[tuple[Competency, ...], Field(min_length=1)]


class _File(_Model):
    frameworks: Annotated[tuple[Framework, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyMap:
    """All frameworks, by what the data says."""

    frameworks: tuple[Framework, ...]

    def framework(self, framework_id: str) -> Framework | None:
        """The framework with this id, if there is one."""
        return next((found for found in self.frameworks if found.id == framework_id), None)


@cache
def load_competencies(path: Path | None = None) -> CompetencyMap:
    """Read the mapping; None reads the one that comes with the product.

    Raises
    ------
    ConfigurationError
        It is malformed or names criteria that are none of the protocol's: says file, place, mend.
    """
    name = _BUNDLED if path is None else str(path)
    try:
        data = yaml.safe_load(_text(path))
    except OSError as error:
        raise ConfigurationError(f"{name}: cannot be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{name}: not valid YAML: {error}") from error
    frameworks = validated(_File, data, where=name).frameworks
    problems = [*_repeats(frameworks), *_unknown(frameworks)]
    if problems:
        raise ConfigurationError("\n".join(f"{name}: {problem}" for problem in problems))
    return CompetencyMap(frameworks=frameworks)


def _text(path: Path | None) -> str:
    if path is None:
        return resources.files("scoring").joinpath(_BUNDLED).read_text("utf-8")
    return path.read_text("utf-8")


def _repeats(frameworks: Sequence[Framework]) -> Iterable[str]:
    for ids in ([f.id for f in frameworks], *([c.id for c in f.competencies] for f in frameworks)):
        twice = sorted({name for name in ids if ids.count(name) > 1})
        yield from (f"{name!r} is there twice, keep one" for name in twice)


def _unknown(frameworks: Sequence[Framework]) -> Iterable[str]:
    for framework in frameworks:
        for competency in framework.competencies:
            for name in competency.criteria:
                if name not in PROTOCOL_CRITERIA and not name.startswith(CUSTOM_PREFIX):
                    yield (
                        f"{framework.id}: {competency.id}: {name!r} is no criterion of the "
                        f"protocol, {did_you_mean(name, PROTOCOL_CRITERIA)}"
                    )


def roll_up(
    calls: Sequence[ScoredCall], framework: Framework, rubric: Rubric, *, language: str
) -> tuple[CompetencyResult, ...]:
    """Each competency of `framework` over `calls`, in the order of the data.

    Points of the criteria that speak for it are added up over all calls; a percentage comes only
    of the sums. What did not apply is no case, even where the rubric gives its points. Calls that
    got no score are left out, as they are everywhere else.
    """
    scored = [call for call in calls if call.scorecard.score is not None]
    asked = {criterion.id for criterion in rubric.criteria}
    return tuple(
        _result(competency, scored, asked, language) for competency in framework.competencies
    )


def component_results(
    calls: Sequence[ScoredCall], rubric: Rubric, *, language: str
) -> tuple[CompetencyResult, ...]:
    """The ten components over `calls`; empty where none of them could be judged."""
    components = load_competencies().framework(COMPONENTS)
    if components is None:
        return ()
    results = roll_up(calls, components, rubric, language=language)
    return results if any(result.cases for result in results) else ()


def _result(
    competency: Competency, calls: Sequence[ScoredCall], asked: set[str], language: str
) -> CompetencyResult:
    pooled, cases = PooledPoints(), 0
    for call in calls:
        judged = [
            finding
            for finding in call.findings
            if finding.criterion in competency.criteria
            and finding.verdict in ("met", "not_met")
            and finding.possible > 0
        ]
        cases += len(judged)
        pooled = pooled.with_points(
            points=sum(finding.points for finding in judged),
            possible=sum(finding.possible for finding in judged),
        )
    return CompetencyResult(
        id=competency.id,
        label=competency.label.text(language),
        meaning=competency.meaning.text(language),
        standing=_standing(competency, asked, cases),
        unheard="" if competency.unheard is None else competency.unheard.text(language),
        pool=Pool(
            points=round(pooled.points, 4),
            possible=round(pooled.possible, 4),
            calls=pooled.calls,
        ),
        cases=cases,
    )


def _standing(
    competency: Competency, asked: set[str], cases: int
) -> Literal["judged", "no_case", "not_asked", "not_heard"]:
    if not competency.criteria:
        return "not_heard"
    if cases:
        return "judged"
    return "no_case" if asked & set(competency.criteria) else "not_asked"
