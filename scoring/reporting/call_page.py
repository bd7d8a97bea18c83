"""`CALL_ID.html`: one call on one self-contained page."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from audio_features.heard_call import HeardCall, Role
from scoring.catalogues.catalogue import Catalogue, load_catalogue
from scoring.catalogues.localization import (
    PageLanguage,
    format_duration,
    format_moment,
    format_number,
    format_percent,
    page_language,
)
from scoring.catalogues.rubric_texts import RubricTexts, rubric_texts
from scoring.findings import Finding, Scorecard, ScoredCall
from scoring.reporting.call_document import Provenance
from scoring.reporting.call_picture import build_picture
from scoring.reporting.findings_view import build_sections, shown_verdict
from scoring.reporting.measures_view import build_measure_table
from scoring.reporting.opinions_view import build_notes
from scoring.reporting.page_templates import render_template
from scoring.reporting.styles_view import build_style_cards
from scoring.reporting.to_improve import NAMED_TO_IMPROVE, to_improve
from scoring.reporting.transcript_view import build_transcript
from scoring.reporting.undertakings_view import build_undertakings
from scoring.rubrics.schema import Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The call in one look. `facts` are pairs of name and value."""

    title: str
    score: str
    percent: float | None
    band: str
    band_rank: str
    points: str
    facts: tuple[tuple[str, str], ...]
    critical: tuple[tuple[str, str, str], ...]
    #: Whether every critical criterion was judged and none failed; an open one may yet have.
    critical_clear: bool
    #: Criteria that were not met, critical failures aside: id and label of the costliest.
    to_improve: tuple[tuple[str, str], ...]
    #: How many more there are.
    more_to_improve: int
    #: What a person must decide: criteria (id and label) that share one reason, and the reason.
    review: tuple[tuple[tuple[tuple[str, str], ...], str], ...]
    review_count: int
    roles_doubt: str
    #: Criteria whose verdict is little sure: id, label and what is said of it.
    look: tuple[tuple[str, str, str], ...]


def render_call_page(
    scored: ScoredCall,
    rubric: Rubric,
    *,
    audio_href: str,
    language: str | None = None,
    provenance: Provenance | None = None,
) -> str:
    """The page of `scored` in the call's language, or in `language`.

    `audio_href` is the recording as the page's reader reaches it. The page asks nothing else of
    anyone: styles, script and drawing are inside.
    """
    page = page_language(language or scored.heard.language)
    catalogue = load_catalogue(page)
    texts = rubric_texts(rubric, page)
    heard = scored.heard
    return render_template(
        "call.html.j2",
        catalogue=catalogue,
        scripts=("fold.js", "call.js"),
        styles=("base.css", "call.css"),
        call_id=heard.call_id,
        audio_href=audio_href,
        headline=build_headline(scored, rubric, texts, catalogue),
        picture=build_picture(scored, texts, catalogue),
        caller_styles=build_style_cards(scored, catalogue),
        sections=build_sections(scored, texts, catalogue),
        notes=build_notes(scored.notes, texts, catalogue),
        undertakings=build_undertakings(scored, catalogue),
        transcript=build_transcript(
            heard, catalogue, doubtful_below=rubric.reliability.min_word_confidence
        ),
        names=_names(heard, catalogue),
        table=build_measure_table(heard, catalogue),
        provenance=_provenance(scored, catalogue, provenance),
        duration=format_duration(heard.recording.seconds, page),
    )


def build_headline(
    scored: ScoredCall, rubric: Rubric, texts: RubricTexts, catalogue: Catalogue
) -> Headline:
    """Score with its band, who, when, and what a person must look at."""
    card, language = scored.scorecard, catalogue.language
    band = None if card.score is None else rubric.band(card.score)
    points = ""
    if card.possible > 0:
        points = catalogue.text(
            "headline.score_of",
            points=format_number(card.points, language),
            possible=format_number(card.possible, language),
        )
    by_id = {finding.criterion: finding for finding in scored.findings}
    improvable = to_improve(scored, texts)
    unsure = [finding for finding in scored.findings if finding.verdict == "unsure"]
    role = scored.heard.roles.agent
    doubt = ""
    if role is not None and role.confidence < rubric.reliability.min_role_confidence:
        doubt = catalogue.text("review.roles", why=role.why)
    return Headline(
        title=scored.heard.metadata.agent_name or scored.heard.call_id,
        score="" if card.score is None else _shown_score(card.score, rubric, language),
        percent=card.score,
        band="" if band is None else band.label.text(language),
        band_rank=_band_rank(card, rubric),
        points=points,
        facts=_facts(scored.heard, catalogue),
        critical=tuple(
            _line(by_id[criterion], texts) for criterion in card.critical_failures
            if criterion in by_id
        ),
        critical_clear=card.score is not None and all(
            finding.verdict in ("met", "not_applicable")
            for finding in scored.findings
            if texts.criterion(finding.criterion).critical
        ),
        to_improve=tuple(_line(finding, texts)[:2] for finding in improvable[:NAMED_TO_IMPROVE]),
        more_to_improve=max(0, len(improvable) - NAMED_TO_IMPROVE),
        review=_by_reason([_line(f, texts) for f in unsure]),
        review_count=len(unsure) + bool(doubt),
        roles_doubt=doubt,
        look=tuple(_look(f, texts, catalogue) for f in scored.findings if f.worth_a_look),
    )  # fmt: skip


def _shown_score(score: float, rubric: Rubric, language: PageLanguage) -> str:
    """`score` without decimals, or with as many as it takes to be seen on its side of a border.

    59.6 in the band below 60 is shown as 59.6: 60 would contradict the band. What comes closer
    than two decimals tell is cut off, not rounded.
    """
    borders = [band.from_score for band in rubric.bands] + [rubric.pass_mark]

    def keeps_its_side(shown: float) -> bool:
        return all((shown >= border) == (score >= border) for border in borders)

    most = 2
    for decimals in range(most + 1):
        if keeps_its_side(round(score, decimals)):
            return format_number(score, language, decimals=decimals)
    return format_number(math.floor(score * 10**most) / 10**most, language, decimals=most)


def _band_rank(card: Scorecard, rubric: Rubric) -> str:
    """How the score is coloured: by whether the call passed, and by the rubric's highest band."""
    if card.score is None:
        return "none"
    if card.passed is False or card.score < rubric.pass_mark:
        return "low"
    best = max(rubric.bands, key=lambda band: band.from_score)
    return "best" if rubric.band(card.score) == best else "pass"


def _line(finding: Finding, texts: RubricTexts) -> tuple[str, str, str]:
    return finding.criterion, texts.criterion(finding.criterion).label, finding.reason


def _look(finding: Finding, texts: RubricTexts, catalogue: Catalogue) -> tuple[str, str, str]:
    criterion = texts.criterion(finding.criterion)
    shown = shown_verdict(finding, advisory=criterion.advisory)
    return finding.criterion, criterion.label, catalogue.text(f"verdict.{shown}")


def _by_reason(
    lines: Sequence[tuple[str, str, str]],
) -> tuple[tuple[tuple[tuple[str, str], ...], str], ...]:
    """Lines of one reason together, so that it is read once."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for criterion, label, reason in lines:
        grouped.setdefault(reason, []).append((criterion, label))
    return tuple((tuple(criteria), reason) for reason, criteria in grouped.items())


def _facts(heard: HeardCall, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    data, language = heard.metadata, catalogue.language
    unknown = catalogue.text("headline.unknown")
    started = data.started_at
    facts: list[tuple[str, str | None]] = [
        ("agent", data.agent_name or data.agent_id or unknown),
        ("customer", data.customer_name or data.customer_id or unknown),
        ("date", unknown if started is None else format_moment(started, language)),
        ("duration", format_duration(heard.recording.seconds, language)),
        ("direction", data.direction and catalogue.text(f"direction.{data.direction}")),
        ("queue", data.queue),
        ("team", data.team),
        ("csat", None if data.csat is None else format_number(data.csat, language)),
        ("nps", None if data.nps is None else format_number(data.nps, language)),
    ]
    return tuple((catalogue.text(f"headline.{key}"), value) for key, value in facts if value)


def _names(heard: HeardCall, catalogue: Catalogue) -> dict[str, str]:
    """How each party is called in the picture and in the transcript."""
    return {
        "agent": heard.metadata.agent_name or catalogue.text("party.agent"),
        "customer": heard.metadata.customer_name or catalogue.text("party.customer"),
        "other": catalogue.text("party.other"),
    }


def _provenance(
    scored: ScoredCall, catalogue: Catalogue, provenance: Provenance | None
) -> tuple[tuple[str, str], ...]:
    heard, rubric = scored.heard, scored.scorecard.rubric
    recording = heard.recording
    text = catalogue.text
    lines = [
        (text("provenance.call"), heard.call_id),
        (text("provenance.file"), recording.path),
        (
            text("provenance.audio"),
            catalogue.count(
                "provenance.audio_format",
                recording.channels,
                codec=recording.codec,
                rate=recording.sample_rate_hz,
            ),
        ),
        (text("provenance.sha256"), recording.sha256),
        (text("provenance.language"), f"{heard.language} · {heard.country}"),
        (
            text("provenance.rubric"),
            text("provenance.rubric_version", id=rubric.id, version=rubric.version),
        ),
        (text("provenance.rubric_sha256"), rubric.sha256),
    ]
    for party, role in (("agent", heard.roles.agent), ("customer", heard.roles.customer)):
        if role is not None:
            lines.append((text(f"provenance.role_{party}"), _role(role, catalogue)))
    lines += [
        (
            catalogue.text_or(f"provenance.task.{engine.task}", engine.task),
            text("provenance.engine", name=engine.name, version=engine.version),
        )
        for engine in heard.engines
    ]
    if provenance is not None:
        processed = format_moment(provenance.processed_at, catalogue.language)
        lines.append((text("provenance.processed"), processed))
        lines.append(("Escucha", text("provenance.escucha", version=provenance.escucha)))
    return tuple(lines)


def _role(role: Role, catalogue: Catalogue) -> str:
    return catalogue.text(
        "provenance.role",
        voice=_voice(role, catalogue),
        percent=format_percent(100 * role.confidence, catalogue.language),
        why=role.why,
    )


def _voice(role: Role, catalogue: Catalogue) -> str:
    """What a reader calls a voice: its channel, or its number among those told apart."""
    if role.channel is not None:
        return catalogue.text("provenance.channel", number=role.channel)
    number = role.speaker.rpartition("_")[2]
    if not number.isdigit():
        return role.speaker
    return catalogue.text("provenance.voice", number=int(number) + 1)
