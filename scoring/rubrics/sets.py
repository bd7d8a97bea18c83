"""Several rubrics, and which of them judges a call: by its queue, country, language, direction.

A set is a YAML file that names rubrics; a single rubric is a set of one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from audio_features.call_metadata import CallMetadata
from audio_features.errors import ConfigurationError
from audio_features.languages import primary_language
from scoring.findings import RubricIdentity
from scoring.rubrics.reading import BUNDLED, load_rubric, parse_rubric, rubric_text
from scoring.rubrics.schema import Language, Rubric
from scoring.rubrics.shapes import shape_problems
from scoring.yaml_source import Problem, YamlSource, parse_yaml, read_text

#: What a set writes for the rubric that comes with the product.
BUNDLED_PATH = "bundled"

_Values = Field(default=(), min_length=1)


class DescribedCall(Protocol):
    """What decides which rubric judges a call: nothing that is said in it."""

    @property
    def language(self) -> str:
        """Language tag."""

    @property
    def country(self) -> str:
        """ISO 3166-1 code."""

    @property
    def metadata(self) -> CallMetadata:
        """What is known beside the sound."""


class When(BaseModel):
    """Calls a rubric is for: those that have one of the values of every field given.

    A call that does not tell its queue or direction fits no condition on it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    queue: Annotated[tuple[str, ...], _Values] = ()
    country: Annotated[tuple[Annotated[str, Field(pattern="^[A-Z]{2}$")], ...], _Values] = ()
    language: Annotated[tuple[Language, ...], _Values] = ()
    direction: Annotated[tuple[Literal["inbound", "outbound"], ...], _Values] = ()

    @model_validator(mode="after")
    def _asks_something(self) -> "When":
        if not (self.queue or self.country or self.language or self.direction):
            raise ValueError(
                "when: is empty; give queue, country, language or direction, or take it out"
            )
        return self

    def holds(self, call: DescribedCall) -> bool:
        """Whether `call` is such a one; capitals in the name of a queue don't matter."""
        queues = {queue.strip().casefold() for queue in self.queue}
        queue = (call.metadata.queue or "").strip().casefold()
        return (
            (not queues or queue in queues)
            and (not self.country or call.country in self.country)
            and (not self.language or primary_language(call.language) in self.language)
            and (not self.direction or call.metadata.direction in self.direction)
        )


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = Field(min_length=1)
    when: When | None = None


class _SetFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    rubrics: Annotated[tuple[_Entry, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricChoice:
    """One rubric of a set as it was read, and the calls it is for: None is all that are left."""

    rubric: Rubric
    yaml_text: str
    when: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricSet:
    """Rubrics in the order they are tried; the last takes every call."""

    choices: tuple[RubricChoice, ...]

    @property
    def default(self) -> Rubric:
        """The rubric of calls that no other is for."""
        return self.choices[-1].rubric

    @property
    def rubrics(self) -> tuple[Rubric, ...]:
        """Every rubric, once."""
        return tuple({choice.rubric.sha256: choice.rubric for choice in self.choices}.values())

    def only(self) -> Rubric:
        """The one rubric there is; ConfigurationError where there are several."""
        if len(self.rubrics) > 1:
            raise ConfigurationError(
                f"this needs one rubric, not a set of {len(self.rubrics)} ({self.title}); name the "
                "file of one with --rubric"
            )
        return self.default

    def rubric_for(self, call: DescribedCall) -> Rubric:
        """The first rubric that is for such a call."""
        return next(
            choice.rubric
            for choice in self.choices
            if choice.when is None or choice.when.holds(call)
        )

    def with_id(self, rubric_id: str) -> Rubric | None:
        """The rubric of that id, in whatever version; None where the set has none."""
        return next((rubric for rubric in self.rubrics if rubric.id == rubric_id), None)

    def yaml_text(self, identity: RubricIdentity) -> str:
        """The text of that rubric, to be kept with its scores; KeyError for one of others."""
        return {one.rubric.sha256: one.yaml_text for one in self.choices}[identity.sha256]

    @property
    def title(self) -> str:
        """The rubrics by id and version, in one line."""
        return ", ".join(f"{rubric.id} {rubric.version}" for rubric in self.rubrics)


def load_rubrics(path: Path | None = None, *, checking: bool = False) -> RubricSet:
    """Read a rubric or a set of them; None reads the one that comes with the product.

    `checking` also refuses what can judge, but hardly says what its author meant.

    Raises ConfigurationError naming file, line and mend of all that is wrong.
    """
    text = rubric_text(path)
    name = BUNDLED if path is None else str(path)
    source = parse_yaml(
        text, name=name, fields="a rubric is a mapping: id, version, sections, criteria …"
    )
    if path is None or not _is_set(source):
        choice = RubricChoice(
            rubric=parse_rubric(text, name=name, checking=checking), yaml_text=text
        )
        return _refuse_namesakes(RubricSet(choices=(choice,)), name)
    choices: list[RubricChoice] = []
    problems = list(_read_set(source, folder=path.parent, choices=choices, checking=checking))
    if problems:
        raise ConfigurationError("\n".join(dict.fromkeys(problems)))
    return _refuse_namesakes(RubricSet(choices=tuple(choices)), name)


def check_rubrics(path: Path) -> tuple[str, ...]:
    """All that is wrong with the rubric or set at `path`, one line each."""
    try:
        load_rubrics(path, checking=True)
    except ConfigurationError as error:
        return tuple(str(error).splitlines())
    return ()


def _refuse_namesakes(rubrics: RubricSet, name: str) -> RubricSet:
    """`rubrics`, unless one bears id and version of the product's own and says other things.

    Its scorecards would be taken for scorecards by the product's.
    """
    own = load_rubric()
    wrong = [
        f"{name}: the rubric {one.id} {one.version} says other things than the product's rubric "
        "of that id and version: give it an id or a version of its own"
        for one in rubrics.rubrics
        if (one.id, one.version) == (own.id, own.version) and one.sha256 != own.sha256
    ]
    if wrong:
        raise ConfigurationError("\n".join(wrong))
    return rubrics


def _is_set(source: YamlSource) -> bool:
    return "rubrics" in source.data


def _read_set(
    source: YamlSource, *, folder: Path, choices: list[RubricChoice], checking: bool
) -> Iterator[str]:
    """What is wrong with a set and its rubrics; those that are well are added to `choices`."""
    for problem in source.duplicates():
        yield _line(source, problem)
    try:
        entries = _SetFile.model_validate(source.data).rubrics
    except ValidationError as error:
        for problem in shape_problems(error.errors(include_url=False), of=_SetFile):
            yield _line(source, problem)
        return
    for problem in _order_problems(entries):
        yield _line(source, problem)
    for index, entry in enumerate(entries):
        try:
            choice = _read_entry(entry, folder, checking=checking)
            if choice is None:
                raise ConfigurationError(
                    f"{entry.path}: is a set of rubrics itself; name its single rubrics instead"
                )
            choices.append(choice)
        except ConfigurationError as error:
            where = f"{source.name}:{source.line(('rubrics', index, 'path'))}: path: "
            # What is wrong inside a rubric has file and line of its own.
            inside = isinstance(error, _InsideError)
            for line in str(error).splitlines():
                yield line if inside else f"{where}{line}"
    for problem in _name_problems(entries, choices):
        yield _line(source, problem)


class _InsideError(ConfigurationError):
    """Something is wrong inside a rubric of the set."""


def _read_entry(entry: _Entry, folder: Path, *, checking: bool) -> RubricChoice | None:
    """The rubric of an entry; None where its file is a set itself."""
    path = None if entry.path == BUNDLED_PATH else folder / Path(entry.path).expanduser()
    text = rubric_text(path) if path is None else read_text(path, what="rubric")
    name = BUNDLED if path is None else str(path)
    try:
        source = parse_yaml(text, name=name, fields="a rubric is a mapping: id, version …")
        if _is_set(source):
            return None
        rubric = parse_rubric(text, name=name, checking=checking)
        return RubricChoice(rubric=rubric, yaml_text=text, when=entry.when)
    except ConfigurationError as error:
        raise _InsideError(str(error)) from error


def _order_problems(entries: tuple[_Entry, ...]) -> Iterator[Problem]:
    last = len(entries) - 1
    if entries[last].when is not None:
        yield Problem(
            ("rubrics", last),
            "the last rubric has a 'when', so that calls like no 'when' would have no rubric; "
            f"add a last one without it, for example path: {BUNDLED_PATH}",
        )
    for index, entry in enumerate(entries):
        if entry.when is None and index < last:
            yield Problem(
                ("rubrics", index),
                f"{entry.path!r} has no 'when' and takes every call, so that those after it are "
                "never used; move it to the end or say when",
            )
        elif entry.when is not None and entry.when in [earlier.when for earlier in entries[:index]]:
            yield Problem(
                ("rubrics", index, "when"),
                "says the same as an earlier one and is never reached; take it out or change it",
            )


def _name_problems(entries: tuple[_Entry, ...], choices: list[RubricChoice]) -> Iterator[Problem]:
    """Different rubrics of one id: nobody could tell their scores apart."""
    if len(choices) < len(entries):
        return
    for index, choice in enumerate(choices):
        for at, earlier in enumerate(choices[:index]):
            same_id = choice.rubric.id == earlier.rubric.id
            if same_id and choice.rubric.sha256 != earlier.rubric.sha256:
                yield Problem(
                    ("rubrics", index, "path"),
                    f"{entries[index].path!r} and {entries[at].path!r} are different rubrics of "
                    f"one id, {choice.rubric.id!r}; give one of them another id",
                )
                break


def _line(source: YamlSource, problem: Problem) -> str:
    return f"{source.name}:{source.line(problem.loc)}: {problem.message}"
