"""What can be wrong with what a well-formed rubric says, and how to mend it."""

import string
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from audio_features.errors import ConfigurationError
from audio_features.measures.catalog import MEASURES
from scoring.checks import schema as check_schema
from scoring.checks.registry import reason_fields
from scoring.checks.schema import Check
from scoring.language.intent_library import LANGUAGES, load_intents
from scoring.rubrics.schema import PROTOCOL_CRITERIA, Criterion, Rubric, walk_checks
from scoring.second_judge.marking import idle_second_judge, second_judge_problems
from scoring.yaml_source import Loc, Problem

CUSTOM_PREFIX = "x_"

#: Attributes that events carry, by kind; a rubric can only ask for these.
EVENT_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "hold": frozenset(
        {
            "kind",
            "announced",
            "consented",
            "reason_given",
            "duration_given",
            "return_courtesy",
            "during_transfer",
            "source",
            "disagree",
        }
    ),
    "transfer": frozenset(
        {"explained", "consented", "warm", "to", "source", "connected", "disagree"}
    ),
    "interruption": frozenset({"successful", "overlap_s"}),
    "dead_air": frozenset({"severity", "explained", "seconds"}),
    "ring": frozenset({"answer_ring", "country", "complete"}),
}


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """The mend for a misspelt name: the nearest known one, else all of them."""
    choices = sorted(known)
    near = get_close_matches(wrong, choices, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else f"use one of: {', '.join(choices)}"


def meaning_problems(rubric: Rubric) -> Iterator[Problem]:
    """What is well-formed but means nothing: unknown names, fields no check fills, repeats."""
    yield from _repeats("sections", [section.id for section in rubric.sections])
    yield from _repeats("bands", [band.id for band in rubric.bands])
    yield from _repeats("criteria", [criterion.id for criterion in rubric.criteria])
    sections = {section.id for section in rubric.sections}
    intents, intent_problems = _intents(rubric)
    yield from intent_problems
    yield from _idle_rules(rubric)
    yield from idle_second_judge(rubric)
    for index, criterion in enumerate(rubric.criteria):
        loc: Loc = ("criteria", index)
        yield from _named(criterion, sections, loc)
        yield from _templates(criterion, loc)
        yield from second_judge_problems(criterion, rubric, loc)
        for part in _all_checks(criterion):
            yield from _references(part, intents, (*loc, "check"))


def _idle_rules(rubric: Rubric) -> Iterator[Problem]:
    """Rules for critical failures of sections in which nothing is critical."""
    critical = {criterion.section for criterion in rubric.criteria if criterion.critical}
    for index, section in enumerate(rubric.sections):
        if section.critical_failure is not None and section.id not in critical:
            yield Problem(
                ("sections", index, "critical_failure"),
                f"section {section.id!r} has a rule for critical failures, but none of its "
                "criteria is critical; set critical: true on one, or take the rule out",
            )


def _named(criterion: Criterion, sections: set[str], loc: Loc) -> Iterator[Problem]:
    if criterion.id not in PROTOCOL_CRITERIA and not criterion.id.startswith(CUSTOM_PREFIX):
        yield Problem(
            (*loc, "id"),
            f"{criterion.id!r} is no criterion of the protocol, "
            f"{did_you_mean(criterion.id, PROTOCOL_CRITERIA)} "
            f"One of your own starts with {CUSTOM_PREFIX!r}",
        )
    if criterion.section not in sections:
        yield Problem(
            (*loc, "section"),
            f"unknown section {criterion.section!r}, {did_you_mean(criterion.section, sections)}",
        )


def _references(part: Check, intents: set[str], loc: Loc) -> Iterator[Problem]:
    if isinstance(part, check_schema.MeasureCheck) and part.name not in MEASURES:
        yield Problem(loc, f"unknown measure {part.name!r}, {did_you_mean(part.name, MEASURES)}")
    for intent in _intents_of(part):
        if intent not in intents:
            yield Problem(loc, f"unknown intent {intent!r}, {did_you_mean(intent, intents)}")
    event = getattr(part, "event", None)
    known = EVENT_ATTRIBUTES.get(str(event), frozenset())
    for attribute in _attributes_of(part):
        if attribute not in known:
            yield Problem(
                loc, f"unknown attribute {attribute!r} of {event}, {did_you_mean(attribute, known)}"
            )


def _templates(criterion: Criterion, loc: Loc) -> Iterator[Problem]:
    known = {field for part in _all_checks(criterion) for field in reason_fields(part)}
    known |= {"cause"}
    for key, localized in criterion.reasons.items():
        for language in ("es", "en"):
            template = getattr(localized, language)
            if template is None:
                continue
            place: Loc = (*loc, "reasons", key, language)
            try:
                named = [field for _, field, _, _ in string.Formatter().parse(template)]
            except ValueError as error:
                yield Problem(place, f"reasons: {key}: {error}; double a brace to print it: {{{{")
                continue
            for field in named:
                if field is not None and field not in known:
                    yield Problem(
                        place,
                        f"reasons: {key}: no field {{{field}}} here, {did_you_mean(field, known)}",
                    )


def _intents(rubric: Rubric) -> tuple[set[str], list[Problem]]:
    """Intents that can be asked for, and what is wrong with those the rubric adds."""
    known: set[str] = set()
    problems: list[Problem] = []
    for language in LANGUAGES:
        extra = {
            name: added
            for key, added in rubric.intents.items()
            if key == language
            for name, added in added.items()
        }
        known |= set(load_intents(language).intents) | set(extra)
        try:
            load_intents(language, extra=extra)
        except ConfigurationError as error:
            problems.append(Problem(("intents", language), f"intents: {error}"))
    return known, problems


def _all_checks(criterion: Criterion) -> Iterator[Check]:
    yield from walk_checks(criterion.check)
    if criterion.applies_when is not None:
        yield from walk_checks(criterion.applies_when)


#: Fields of checks that name intents.
_INTENT_FIELDS = (
    "intents",
    "provocations",
    "noticed_by",
    "retorts",
    "farewell",
    "announced_by",
    "unless_beside",
    "answering",
    "missed_beside",
    "by",
    "implied_by",
    "agreement",
    "disagreement",
    "told_by",
    "not_followed",
    "plainer_asked",
    "solving",
    "protests",
    "one_channel_protests",
    "outbound_told_by",
    "read_out",
    "facts",
    "verified_by",
)


#: Fields of checks that map attributes of events to intents.
_MEANT_ATTRIBUTES = ("also_said", "also_agreed")


def _intents_of(part: Check) -> Iterator[str]:
    for field in _INTENT_FIELDS:
        yield from getattr(part, field, ())
    for group in getattr(part, "groups", ()):
        yield from group
    for field in _MEANT_ATTRIBUTES:
        for intents in getattr(part, field, {}).values():
            yield from intents
    for field in ("after", "before"):
        yield from getattr(getattr(part, "within", None), field, ())


def _attributes_of(part: Check) -> Iterator[str]:
    for field in ("attributes", "where", "except_where", *_MEANT_ATTRIBUTES):
        yield from getattr(part, field, ())
    for weight in getattr(part, "weights", ()):
        yield from weight.where


def _repeats(field: str, ids: list[str]) -> Iterator[Problem]:
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield Problem((field, index, "id"), f"{field}: {name!r} is there twice, keep one")
