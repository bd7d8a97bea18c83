"""What a rubric would change, as the document ``escucha.rubric_diff/2``."""

from dataclasses import asdict

from flows.rubric_diff import ComparedRubrics, RubricDiff
from scoring.judgement_changes import JudgementChanges
from scoring.reporting.json_file import JSON
from scoring.scorecard import PooledPoints

SCHEMA = "escucha.rubric_diff/2"


def rubric_diff_document(found: RubricDiff) -> dict[str, JSON]:
    """`found` with every count and every call whose score moves, the farthest first."""
    return {
        "schema": SCHEMA,
        "old": found.old,
        "new": found.new,
        "rubrics": [_rubrics(pair) for pair in found.rubrics],
        **_judgements(found.judgements),
    }


def _rubrics(pair: ComparedRubrics) -> JSON:
    changes = None if pair.changes is None else [asdict(change) for change in pair.changes]
    return {"old": asdict(pair.old), "new": asdict(pair.new), "changes": changes}


def _judgements(judged: JudgementChanges) -> dict[str, JSON]:
    """A verdict or band of null: the criterion or the score is not there on that side.

    Points are pooled by the ids of the rubrics before and after.
    """
    return {
        "calls": judged.calls,
        "verdicts": [
            {"criterion": criterion, "from": old, "to": new, "calls": count}
            for criterion, pairs in sorted(judged.verdicts.items())
            for (old, new), count in sorted(pairs.items(), key=lambda item: -item[1])
        ],
        "pooled": [
            {"from": was, "to": now, "old": _pooled(old), "new": _pooled(new)}
            for (was, now), (old, new) in judged.pooled.items()
        ],
        "newly_passed": judged.newly_passed,
        "newly_failed": judged.newly_failed,
        "bands": [
            {"from": old, "to": new, "calls": count}
            for (old, new), count in sorted(judged.bands.items(), key=lambda item: -item[1])
        ],
        "moved": [{**asdict(moved), "change": moved.change} for moved in judged.moved],
    }


def _pooled(pooled: PooledPoints) -> JSON:
    return {**asdict(pooled), "score": pooled.score}
