"""Rubrics that say other things than those stored under their id and version: refused.

Two rubrics of one name could not be told apart in any report.
"""

from sqlalchemy import Engine

from audio_features.errors import ConfigurationError
from models import store
from models.database import reading
from scoring.rubrics.reading import load_rubric, parse_rubric
from scoring.rubrics.schema import Rubric
from scoring.rubrics.sets import RubricChoice, RubricSet


def refuse_changed(rubrics: RubricSet, engine: Engine) -> None:
    """Refuse those of `rubrics` that were changed since they judged and got no new version.

    Raises
    ------
    ConfigurationError
        Naming each of them and what to do.
    """
    changed = changed_since_judging(rubrics, engine)
    if changed:
        lines = (f"{line} (`escucha rubric diff` shows what changed)" for line in changed)
        raise ConfigurationError("; ".join(lines))


def changed_since_judging(rubrics: RubricSet, engine: Engine) -> tuple[str, ...]:
    """A line for each of `rubrics` that was changed since it judged and got no new version."""
    with reading(engine) as session:
        changed = {
            choice.rubric.sha256: choice.rubric
            for choice in rubrics.choices
            if _is_changed(
                choice,
                store.rubric_versions(
                    session, rubric_id=choice.rubric.id, version=choice.rubric.version
                ),
            )
        }
    return tuple(_line(rubric) for rubric in changed.values())


def _is_changed(choice: RubricChoice, stored: dict[str, str]) -> bool:
    """Whether none of those `stored`, text by hash, is `choice`.

    An upgrade must lock nobody out. Hashes may change with what the program fills in, so that the
    words count, or what this program reads in them; what it reads no more forbids nothing, and
    what the product's own rubric says is nobody's fault.
    """
    if not stored or choice.rubric.sha256 in stored or choice.yaml_text in stored.values():
        return False
    if choice.rubric.sha256 == load_rubric().sha256:
        return False
    return not any(_says_the_same(text, choice.rubric) for text in stored.values())


def _says_the_same(text: str, rubric: Rubric) -> bool:
    try:
        return parse_rubric(text, name="stored").sha256 == rubric.sha256
    except ConfigurationError:
        return True


def _line(rubric: Rubric) -> str:
    return (
        f"the rubric {rubric.id} {rubric.version} says other things than it did when it judged "
        "stored calls: give it a new version"
    )
