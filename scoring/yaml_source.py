"""YAML that an analyst writes, and that the product comes with: its data, and what is where."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from audio_features.errors import ConfigurationError

Loc = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)

#: The C parser where PyYAML was built with it: ten times as fast, the same safe subset.
_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, at the place `loc` leads to."""

    loc: Loc
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlSource:
    """A mapping in YAML; `name` is what messages call the file."""

    name: str
    root: yaml.Node
    data: dict[str, Any]

    def line(self, loc: Loc) -> int:
        """1-based line of the node that `loc` leads to, as near as the file has it."""
        node = self.root
        for part in loc:
            child = _child(node, part)
            # Union tags in pydantic's paths are not in the file: pass over them.
            node = child if child is not None else node
        return node.start_mark.line + 1

    def text_at(self, *loc: str | int) -> str | None:
        """The single value that `loc` leads to, as it is written; None where there is none."""
        node: yaml.Node | None = self.root
        for part in loc:
            node = None if node is None else _child(node, part)
        return node.value if isinstance(node, yaml.ScalarNode) else None

    def duplicates(self) -> list[Problem]:
        """Keys given twice: YAML would silently keep the last."""
        return _duplicates(self.root)


def read_text(path: Path, *, what: str) -> str:
    """The text of `what`, such as a rubric, at `path`; ConfigurationError where it is none."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"{path}: cannot be read ({error.strerror}); check the path of the {what}"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{path}: is not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from error


def parse_yaml(text: str, *, name: str, fields: str) -> YamlSource:
    """Parse `text`; ConfigurationError naming file and line where it is no mapping.

    `fields` ends the message: what the mapping holds.
    """
    try:
        # Nodes keep the line of every value; the data is made from them, not parsed again.
        loader = _SafeLoader(text)
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise ConfigurationError(f"{name}:1: {fields}")
        return YamlSource(name=name, root=root, data=loader.construct_document(root))
    except yaml.YAMLError as error:
        raise ConfigurationError(_yaml_problem(name, error)) from error


def validated(model: type[M], data: Any, *, where: str) -> M:
    """`data` as `model`; ConfigurationError naming `where` and the first field that is wrong.

    For data that comes with the product: no line is told.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{where}: {field}: {first['msg']}") from error


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


def _duplicates(node: yaml.Node, loc: Loc = ()) -> list[Problem]:
    found: list[Problem] = []
    if isinstance(node, yaml.MappingNode):
        entries: Sequence[tuple[yaml.Node, yaml.Node]] = node.value
        seen: set[Any] = set()
        for key, value in entries:
            inner = (*loc, key.value)
            if key.value in seen:
                found.append(Problem(inner, f"{key.value}: is given twice, keep one"))
            seen.add(key.value)
            found.extend(_duplicates(value, inner))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            found.extend(_duplicates(item, (*loc, index)))
    return found
