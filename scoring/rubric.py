"""Reading rubrics from YAML: everything that is wrong at once, with file, line and mend."""

import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from audio_features.errors import ConfigurationError
from scoring.rubric_problems import Problem, meaning_problems, shape_problems
from scoring.rubric_schema import Criterion, Localized, Rubric

__all__ = ["Criterion", "Localized", "Rubric", "check_rubric", "load_rubric"]

BUNDLED = "rubrics/protocol.yaml"

#: The C parser where PyYAML was built with it: ten times as fast, the same safe subset.
_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    name: str
    root: yaml.Node

    def line(self, loc: tuple[str | int, ...]) -> int:
        """1-based line of the node that `loc` leads to, as near as the file has it."""
        node = self.root
        for part in loc:
            child = _child(node, part)
            # Union tags in pydantic's paths are not in the file: pass over them.
            node = child if child is not None else node
        return node.start_mark.line + 1

    def criterion(self, loc: tuple[str | int, ...]) -> str | None:
        """Id of the criterion that `loc` is in."""
        if len(loc) < 2 or loc[0] != "criteria" or not isinstance(loc[1], int):
            return None
        listed = _child(self.root, "criteria")
        entry = None if listed is None else _child(listed, loc[1])
        named = None if entry is None else _child(entry, "id")
        return named.value if isinstance(named, yaml.ScalarNode) else f"number {loc[1] + 1}"


def load_rubric(path: Path | None = None) -> Rubric:
    """Read a rubric; None reads the one that comes with the product.

    Raises ConfigurationError naming file, line, criterion and mend of all that is wrong.
    """
    rubric, problems = _read(path)
    if rubric is None or problems:
        raise ConfigurationError("\n".join(problems))
    return rubric


def check_rubric(path: Path) -> tuple[str, ...]:
    """All that is wrong with the rubric at `path`, one line each; empty where nothing is."""
    return _read(path)[1]


def _read(path: Path | None) -> tuple[Rubric | None, tuple[str, ...]]:
    name = BUNDLED if path is None else str(path)
    try:
        text = _text(path)
        # Nodes keep the line of every value; the data is made from them, not parsed again.
        loader = _SafeLoader(text)
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            return None, (f"{name}:1: a rubric is a mapping: id, version, sections, criteria …",)
        problems = _duplicates(root)
        data: dict[str, Any] = loader.construct_document(root)
    except OSError as error:
        return None, (f"{name}: cannot be read ({error.strerror}); check the path of the rubric",)
    except UnicodeDecodeError as error:
        return None, (f"{name}: is not UTF-8 text (byte {error.start}); save it as UTF-8",)
    except yaml.YAMLError as error:
        return None, (_yaml_problem(name, error),)
    source = _Source(name=name, root=root)
    rubric: Rubric | None = None
    if "sha256" in data:
        problems.append(Problem(("sha256",), "sha256: is computed, take it out of the file"))
    try:
        rubric = Rubric.model_validate(data)
    except ValidationError as error:
        problems.extend(shape_problems(error.errors(include_url=False)))
    if rubric is not None:
        problems.extend(meaning_problems(rubric))
        rubric = rubric.model_copy(update={"sha256": _sha256(rubric)})
    return rubric, tuple(_line(source, problem) for problem in problems)


def _text(path: Path | None) -> str:
    if path is None:
        return resources.files("scoring").joinpath(BUNDLED).read_text("utf-8")
    return path.read_text("utf-8")


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
    for part in (*content["criteria"], *content["sections"]):
        for rule in ("not_applicable", "critical_failure"):
            if part.get(rule, ...) is None:
                del part[rule]
    for part in (content, *content["sections"]):
        if part.get("critical_failure", {}).get("scope") == "total":
            del part["critical_failure"]["scope"]
    return content


def _line(source: _Source, problem: Problem) -> str:
    criterion = source.criterion(problem.loc)
    where = f"{source.name}:{source.line(problem.loc)}"
    if criterion is None:
        return f"{where}: {problem.message}"
    return f"{where}: criterion {criterion}: {problem.message}"


def _yaml_problem(name: str, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error)
    where = name if mark is None else f"{name}:{mark.line + 1}"
    return f"{where}: not valid YAML: {said}; check indentation, colons and quotes near there"


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                found: yaml.Node = value
                return found
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        item: yaml.Node = node.value[part]
        return item
    return None


def _duplicates(node: yaml.Node, loc: tuple[str | int, ...] = ()) -> list[Problem]:
    """Keys given twice: YAML would silently keep the last."""
    found: list[Problem] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[Any] = set()
        for key, value in node.value:
            inner = (*loc, key.value)
            if key.value in seen:
                found.append(Problem(inner, f"{key.value}: is given twice, keep one"))
            seen.add(key.value)
            found.extend(_duplicates(value, inner))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            found.extend(_duplicates(item, (*loc, index)))
    return found
