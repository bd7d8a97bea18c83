"""Reading rubrics from YAML: everything that is wrong at once, with file, line and mend."""

import hashlib
import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from audio_features.errors import ConfigurationError
from scoring.rubrics.bands import band_problems
from scoring.rubrics.problems import meaning_problems
from scoring.rubrics.schema import Criterion, Localized, Reliability, Rubric
from scoring.rubrics.shapes import shape_problems
from scoring.yaml_source import Loc, Problem, YamlSource, parse_yaml, read_text

__all__ = ["Criterion", "Localized", "Rubric", "check_rubric", "load_rubric", "parse_rubric"]

BUNDLED = "rubrics/protocol.yaml"


def load_rubric(path: Path | None = None) -> Rubric:
    """Read a rubric; None reads the one that comes with the product.

    Raises ConfigurationError naming file, line, criterion and mend of all that is wrong.
    """
    return parse_rubric(rubric_text(path), name=BUNDLED if path is None else str(path))


def parse_rubric(text: str, *, name: str, checking: bool = False) -> Rubric:
    """The rubric in `text`, which messages call `name`; `checking` refuses more than cannot be.

    Raises ConfigurationError naming line, criterion and mend of all that is wrong.
    """
    rubric, problems = _read(text, name, checking=checking)
    if rubric is None or problems:
        raise ConfigurationError("\n".join(problems))
    return rubric


def check_rubric(path: Path) -> tuple[str, ...]:
    """All that is wrong with the rubric at `path`, one line each; empty where nothing is."""
    try:
        return _read(rubric_text(path), str(path), checking=True)[1]
    except ConfigurationError as error:
        return (str(error),)


def rubric_text(path: Path | None) -> str:
    """The file at `path` as it is written; None is the rubric that comes with the product."""
    if path is None:
        return resources.files("scoring").joinpath(BUNDLED).read_text("utf-8")
    return read_text(path, what="rubric")


def _read(text: str, name: str, *, checking: bool) -> tuple[Rubric | None, tuple[str, ...]]:
    source = parse_yaml(
        text, name=name, fields="a rubric is a mapping: id, version, sections, criteria …"
    )
    problems = source.duplicates()
    rubric: Rubric | None = None
    if "sha256" in source.data:
        problems.append(Problem(("sha256",), "sha256: is computed, take it out of the file"))
    try:
        rubric = Rubric.model_validate(source.data)
    except ValidationError as error:
        problems.extend(shape_problems(error.errors(include_url=False)))
    if rubric is not None:
        problems.extend(meaning_problems(rubric))
        problems.extend(band_problems(rubric) if checking else ())
        rubric = rubric.model_copy(update={"sha256": _sha256(rubric)})
    return rubric, tuple(_line(source, problem) for problem in problems)


def _sha256(rubric: Rubric) -> str:
    """Hash of the content, which comments and layout of the file do not change."""
    content = _without_unused_rules(rubric.model_dump(mode="json", exclude={"sha256"}))
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _without_unused_rules(content: dict[str, Any]) -> dict[str, Any]:
    """Leave out rules that rubrics of before did not know and this one makes no use of.

    Otherwise every stored scorecard would seem to be judged by another rubric.
    """
    if content["not_applicable"] == "removed":
        del content["not_applicable"]
    _without_unused_second_judge(content)
    reliability = content["reliability"]
    if reliability["min_critical_confidence"] == Reliability().min_critical_confidence:
        del reliability["min_critical_confidence"]
    for criterion in content["criteria"]:
        if not criterion["tips"]:
            del criterion["tips"]
    _without_unused_fields(content["criteria"])
    for part in (*content["criteria"], *content["sections"]):
        for rule in ("not_applicable", "critical_failure"):
            if part.get(rule, ...) is None:
                del part[rule]
    for part in (content, *content["sections"]):
        if part.get("critical_failure", {}).get("scope") == "total":
            del part["critical_failure"]["scope"]
    return content


def _without_unused_second_judge(content: dict[str, Any]) -> None:
    """The same of who else is asked."""
    if not any(one["second_judge"] for one in content["criteria"]):
        del content["second_judge"]
    for criterion in content["criteria"]:
        if not criterion["second_judge"]:
            del criterion["second_judge"]


#: By kind of check: fields that came later, those of one time together, and what hangs on them.
#: Where none of the first is used, a rubric is the same as before there were any.
_LATER_FIELDS: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    "accompanied": ((("implied_by",), ("implied_score",)), (("lasts_s",), ())),
    "any_of": ((("most_shown",), ()),),
    "calm": ((("owned_by",), ()), (("protested_by",), ())),
    "event_attribute": (
        (
            ("also_said", "also_agreed"),
            ("agreement", "disagreement", "veto_score", "said_score"),
        ),
    ),
    "event_count": (
        (("one_channel_absence_confidence",), ()),
        (("one_channel_protests",), ("protest_score",)),
        (("where_tag",), ()),
    ),
    "first_account": (
        (("broken_off_confidence",), ("broken_off_gap_s",)),
        (("outbound_told_by",), ()),
    ),
    "identifies": (
        (("introductions",), ()),
        (("naming_openers",), ()),
        (("belongings",), ()),
        (("trades",), ()),
    ),
    "never_says": (
        (("instead",), ()),
        (("unless_beside",), ("beside_s",)),
        (("protested_by",), ()),
    ),
    "says": (
        (("most_turn_words",), ()),
        (("most_shown",), ()),
        (("lead_in_s",), ()),
        (("answering",), ("answering_s",)),
        (("missed_beside",), ()),
    ),
    "says_several": ((("most_shown",), ()),),
    "unknown_terms": (
        (("explained_by", "articles"), ("explained_within_words",)),
        (("plainer_asked",), ("plainer_asked_s",)),
    ),
}


def _without_unused_fields(content: Any) -> None:
    """The same of checks, however deep they stand in others."""
    if isinstance(content, dict):
        for used_by, hanging in _LATER_FIELDS.get(str(content.get("kind")), ()):
            if not any(content[field] for field in used_by):
                for field in (*used_by, *hanging):
                    del content[field]
        content = list(content.values())
    if isinstance(content, list):
        for part in content:
            _without_unused_fields(part)


def _line(source: YamlSource, problem: Problem) -> str:
    criterion = _criterion(source, problem.loc)
    where = f"{source.name}:{source.line(problem.loc)}"
    if criterion is None:
        return f"{where}: {problem.message}"
    return f"{where}: criterion {criterion}: {problem.message}"


def _criterion(source: YamlSource, loc: Loc) -> str | None:
    """Id of the criterion that `loc` is in."""
    if len(loc) < 2 or loc[0] != "criteria" or not isinstance(loc[1], int):
        return None
    return source.text_at("criteria", loc[1], "id") or f"number {loc[1] + 1}"
