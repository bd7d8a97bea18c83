"""Commitments, refusals and the kind of complaint on the call page."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from stored_calls import REFUSED, SAID, UNDERTAKEN

from scoring.catalogues.catalogue import load_catalogue
from scoring.reporting.call_page import render_call_page
from scoring.reporting.undertakings_view import build_undertakings
from scoring.undertakings import Complaint, Deadline


def notes(scored, *commitments, language="es") -> list[str]:
    with_them = replace(scored, commitments=commitments)
    (group,) = build_undertakings(with_them, load_catalogue(language))
    return [note.text for line in group.lines for note in line.notes]


def due(moment: str):
    at = datetime.fromisoformat(moment)
    return replace(UNDERTAKEN, deadline=Deadline(words="mañana", due_from=at, due_by=at))


def test_a_deadline_is_a_day_or_a_time_in_the_calls_own_zone(scored) -> None:
    assert notes(scored, UNDERTAKEN, due("2026-03-02T13:30:00+00:00")) == [
        "«mañana»: vence el 2 de marzo de 2026",
        "«mañana»: vence el 2 de marzo de 2026, 14:30",
    ]
    assert notes(scored, UNDERTAKEN, language="en") == ["“mañana”: due 2 March 2026"]


def test_what_has_no_certain_date_says_so(scored) -> None:
    undated = replace(UNDERTAKEN, deadline=Deadline(words="en 48 horas hábiles"))
    vague = replace(UNDERTAKEN, deadline=Deadline(words="ahorita", vague=True))
    assert notes(scored, undated, vague, replace(UNDERTAKEN, deadline=None)) == [
        "Plazo: «en 48 horas hábiles», sin fecha segura",
        "Sin plazo: «ahorita» no fija ninguno",
        "Sin plazo",
    ]


def test_a_refusal_shows_what_came_with_it(scored) -> None:
    refused = replace(REFUSED, answer_evidence=replace(SAID, party="customer", quote="Insisto."))
    (group,) = build_undertakings(replace(scored, refusals=(refused,)), load_catalogue("es"))
    texts = [note.text for note in group.lines[0].notes]
    assert texts == [
        "El motivo va en la misma frase",
        "No se oye una alternativa",
        "No se aceptó",
        "Se mantuvo con calma",
    ]
    assert group.lines[0].notes[2].moment.quote == "«Insisto.»"


@pytest.mark.parametrize("kind", ["none", "unsure"])
def test_without_anything_to_show_there_is_no_section(scored, rubric, kind) -> None:
    empty = replace(scored, complaint=Complaint(kind=kind, confidence=0.5))
    page = render_call_page(empty, rubric, audio_href="a.wav")
    assert 'id="undertakings"' not in page


def test_the_page_plays_every_moment(scored, rubric) -> None:
    told = replace(
        scored,
        commitments=(UNDERTAKEN,),
        refusals=(REFUSED,),
        complaint=Complaint(kind="formal_claim", confidence=0.8, evidence=(SAID,)),
    )
    page = render_call_page(told, rubric, audio_href="a.wav")
    section = page[page.index('id="undertakings"') : page.index('class="columns"')]
    text = " ".join(re.sub("<[^>]+>", " ", section).split())
    for piece in (
        "Compromisos",
        "«Le llamo mañana»",
        "Negativas",
        "Qué planteó el cliente: una reclamación",
    ):
        assert piece in text
    assert section.count('data-start="4.0"') == 4
