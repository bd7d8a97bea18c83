"""What can be wrong with the shape of a rubric or a set: fields, types, limits."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel

from scoring.rubrics.problems import did_you_mean
from scoring.rubrics.schema import Rubric
from scoring.yaml_source import Loc, Problem


def shape_problems(
    errors: Sequence[Mapping[str, Any]], *, of: type[BaseModel] = Rubric
) -> Iterator[Problem]:
    """What pydantic found in a file `of` this model, in words an analyst can act on."""
    for error in errors:
        inner = [e for e in errors if len(e["loc"]) > len(error["loc"])]
        # A list whose entries are wrong is also reported as having too few good ones.
        if error["type"] == "too_short" and any(
            e["loc"][: len(error["loc"])] == error["loc"] for e in inner
        ):
            continue
        yield _shape_problem(error, of)


def _shape_problem(error: Mapping[str, Any], of: type[BaseModel]) -> Problem:
    loc: Loc = tuple(error["loc"])
    field, value = _field_name(loc), error.get("input")
    context: Mapping[str, Any] = error.get("ctx", {})
    kind = error["type"]
    if kind == "extra_forbidden":
        message = _unknown_field(field, loc, of)
    elif kind == "missing":
        message = f"{field!r} is missing, add it"
    elif kind == "union_tag_invalid":
        known = [tag.strip(" '") for tag in str(context["expected_tags"]).split(",")]
        message = f"unknown kind of check {context['tag']!r}, {did_you_mean(context['tag'], known)}"
    elif kind == "union_tag_not_found":
        message = f"{field}: a check needs a 'kind'"
    elif kind == "value_error":
        message = str(context.get("error", error["msg"]))
    else:
        limit = _LIMITS[kind].format(**context) if kind in _LIMITS else str(error["msg"])
        message = f"{field}: {value!r} {limit}"
    if isinstance(value, bool) and kind == "string_type":
        message += "; YAML reads yes, no, on and off as true or false, so put it in quotes"
    return Problem(loc, message)


def _unknown_field(field: str, loc: Loc, of: type[BaseModel]) -> str:
    """Names what may stand in this very place: a field of another kind of check is no slip."""
    here = _models_at(loc[:-1], of)
    mend = did_you_mean(field, {name for model in here for name in _fields(model)})
    if not any(field in _fields(model) for model in _models_below(of)):
        return f"unknown field {field!r}, {mend}"
    kinds = [kind for model in here for kind in _kinds(model)]
    place = f"a check of kind {kinds[0]!r}" if len(kinds) == 1 else "this place"
    return f"field {field!r} does not belong to {place}, {mend}"


def _models_at(loc: Loc, of: type[BaseModel]) -> tuple[type[BaseModel], ...]:
    """What may stand at `loc`: one model, or more where the kind of check is not told."""
    models: tuple[type[BaseModel], ...] = (of,)
    for step in loc:
        of_kind = tuple(model for model in models if step in _kinds(model))
        fields = [model.model_fields[str(step)] for model in models if step in model.model_fields]
        # A place in a list or a key of a mapping leads no further into the models.
        if of_kind:
            models = of_kind
        elif fields:
            models = tuple(inner for field in fields for inner in _models_in(field.annotation))
    return models


def _models_below(of: type[BaseModel]) -> set[type[BaseModel]]:
    """`of` and every model in its fields, however deep."""
    found: set[type[BaseModel]] = set()
    waiting = [of]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.add(model)
            for field in model.model_fields.values():
                waiting.extend(_models_in(field.annotation))
    return found


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _kinds(model: type[BaseModel]) -> tuple[str, ...]:
    """The kind of check that `model` is; none of other models."""
    field = model.model_fields.get("kind")
    return () if field is None else get_args(field.annotation)


def _fields(model: type[BaseModel]) -> frozenset[str]:
    """What may be written in a file: the hash of a rubric is computed."""
    return frozenset(model.model_fields) - {"sha256"}


def _field_name(loc: Loc) -> str:
    """The field that `loc` ends in; of a list, which entry, counted from 1."""
    if len(loc) > 1 and isinstance(loc[-1], int):
        return f"{loc[-2]}, entry {loc[-1] + 1}"
    return str(loc[-1]) if loc else "rubric"


_LIMITS = {
    "greater_than_equal": "must be {ge:g} or more",
    "greater_than": "must be more than {gt:g}",
    "less_than_equal": "must be {le:g} or less",
    "less_than": "must be less than {lt:g}",
    "literal_error": "must be {expected}",
    "string_type": "must be text",
    "string_pattern_mismatch": "must match {pattern}",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list",
    "too_short": "must have at least {min_length} entries",
    "string_too_short": "must not be empty",
    "model_type": "must be a mapping of fields",
    "dict_type": "must be a mapping",
}
