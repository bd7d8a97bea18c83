"""Which findings of a call a second judge is asked about, and in what words."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

from audio_features.heard_call import HeardCall
from audio_features.languages import primary_language
from audio_features.timeline import Party, Turn
from scoring.catalogues.localization import format_clock
from scoring.checks.reliability import poorly_transcribed, role_problem
from scoring.checks.result import CheckContext
from scoring.findings import Evidence, Finding, ScoredCall
from scoring.language.intent_library import LANGUAGES
from scoring.rubrics.schema import Criterion, Language, Rubric

#: A call to try a second judge with.
EXAMPLE_TURNS = (
    Turn(party="agent", start=0.0, end=2.5, text="Good morning, this is Ana.", confidence=1.0),
    Turn(party="customer", start=3.0, end=5.0, text="Hello, Ana.", confidence=1.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked about one criterion: the system's part and the user's part of a chat.

    `sha256` changes with the words of the call, the criterion, the model and the prompt.
    """

    criterion: str
    system: str
    user: str
    sha256: str


class _Wording(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    instructions: str
    transcript: str
    parties: Mapping[Party, str]
    question: str


class _Prompts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    es: _Wording
    en: _Wording


def prompt_version() -> str:
    """Version of what a second judge is told."""
    return _prompts().version


def questions(scored: ScoredCall, rubric: Rubric, *, model: str) -> Iterator[Question]:
    """The questions to `model`: on marked criteria, where our own verdict is in doubt.

    None where the words of the call are no ground to judge by: it is not clear who speaks, they
    could not be made out, or their language is unknown. No model would know better.
    """
    heard = scored.heard
    if not _readable(heard, rubric):
        return
    language = rubric.language_for(heard.language)
    wording = _wording(language)
    transcript = _lines(heard.turns, wording, seconds=heard.recording.seconds)
    by_id = {finding.criterion: finding for finding in scored.findings}
    for criterion in rubric.criteria:
        finding = by_id.get(criterion.id)
        if finding is not None and _doubtful(finding, criterion, rubric):
            asked = wording.question.format(
                label=criterion.label.text(language),
                why=criterion.why.text(language),
                tip=criterion.tip.text(language),
            )
            yield _made(criterion.id, wording, f"{transcript}\n\n{asked}", model)


def example_question(*, model: str) -> Question:
    """A question about the made-up `EXAMPLE_TURNS`, to try out whether `model` answers."""
    wording = _prompts().en
    asked = wording.question.format(label="Gives own name", why="It builds trust.", tip="“I'm Ana”")
    transcript = _lines(EXAMPLE_TURNS, wording, seconds=EXAMPLE_TURNS[-1].end)
    return _made("example", wording, f"{transcript}\n\n{asked}", model)


def _readable(heard: HeardCall, rubric: Rubric) -> bool:
    context = CheckContext(call=heard, reliability=rubric.reliability, finder=None, names=None)
    turns = context.turns_of("agent")
    return (
        primary_language(heard.language) in LANGUAGES
        and bool(turns)
        and not (role_problem(context, "agent") or role_problem(context, "customer"))
        and not poorly_transcribed(turns, rubric.reliability)
    )


def _doubtful(finding: Finding, criterion: Criterion, rubric: Rubric) -> bool:
    if not criterion.second_judge or any(_is_measured(one) for one in finding.evidence):
        return False
    return finding.verdict == "unsure" or finding.confidence < rubric.second_judge.ask_below


def _is_measured(evidence: Evidence) -> bool:
    """Whether a number decides here; how often words were found is none in this sense."""
    return evidence.measure is not None and evidence.measure.unit != "count"


def _lines(turns: Sequence[Turn], wording: _Wording, *, seconds: float) -> str:
    """The transcript, a numbered line for each turn, with party and time."""
    title = wording.transcript.format(seconds=round(seconds))
    lines = (
        f"[{number}] {format_clock(turn.start)} {wording.parties[turn.party]}: "
        f"{' '.join(turn.text.split())}"
        for number, turn in enumerate(turns, start=1)
    )
    return "\n".join([title, *lines])


def _made(criterion: str, wording: _Wording, user: str, model: str) -> Question:
    content = json.dumps([prompt_version(), model, wording.instructions, user], ensure_ascii=False)
    return Question(
        criterion=criterion,
        system=wording.instructions,
        user=user,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
    )


def _wording(language: Language) -> _Wording:
    return _prompts().en if language == "en" else _prompts().es


@cache
def _prompts() -> _Prompts:
    text = resources.files("scoring").joinpath("second_judge/prompts.yaml").read_text("utf-8")
    return _Prompts.model_validate(yaml.safe_load(text))
