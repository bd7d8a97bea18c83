from dataclasses import replace

import pytest
from parsed_page import Parsed

from scoring.findings import Evidence, Note, Opinion
from scoring.reporting.call_page import render_call_page

HREF = "llamada-0042.wav"
SAID = Evidence(start=12.0, end=14.0, party="agent", quote="faltaría más")


def with_opinion(scored, *, verdict: str, own_verdict: str, evidence=()):
    opinion = Opinion(
        verdict="not_met" if verdict == "unsure" else verdict,
        reason="Se burla <de> quien llama.", evidence=(SAID,), model="casa-7b",
        prompt_version="3", question_sha256="c0ffee", own_verdict=own_verdict,
        own_confidence=0.3, own_reason="No se podía asegurar.",
    )  # fmt: skip
    first, *others = scored.findings
    seconded = replace(first, verdict=verdict, evidence=evidence, opinion=opinion)
    return replace(scored, findings=(seconded, *others))


@pytest.mark.parametrize(
    ("verdict", "own", "evidence", "said"),
    [
        ("not_met", "unsure", (SAID,), "el veredicto sale de esta opinión"),
        ("unsure", "met", (), "lo decide una persona"),
        ("unsure", "unsure", (), "No cambia el veredicto"),
        ("not_applicable", "unsure", (SAID,), "el veredicto sale de esta opinión"),
    ],
)
def test_an_opinion_is_shown_as_a_language_models_with_model_version_and_moment(
    scored, rubric, verdict: str, own: str, evidence, said: str
) -> None:
    call = with_opinion(scored, verdict=verdict, own_verdict=own, evidence=evidence)
    page = render_call_page(call, rubric, audio_href=HREF)
    text = " ".join(Parsed(page).text.split())

    assert said in text
    assert "Modelo casa-7b, versión 3 de las instrucciones." in text
    assert ("Lo que decía Escucha: No se podía asegurar." in text) == (verdict != own)
    if verdict != "not_applicable":
        assert page.count("Se burla &lt;de&gt; quien llama.") == 1
        assert "Opinión de un modelo de lenguaje" in text
        assert "Se burla &lt;de&gt; quien llama." in page
        assert page.count("«faltaría más»") == 1


def test_an_opinion_that_the_reason_tells_is_not_told_twice(scored, rubric) -> None:
    call = with_opinion(scored, verdict="not_met", own_verdict="unsure", evidence=(SAID,))
    first, *others = call.findings
    told = replace(first, reason="Opinión de un modelo de lenguaje: Se burla <de> quien llama.")
    page = render_call_page(replace(call, findings=(told, *others)), rubric, audio_href=HREF)

    assert page.count("Se burla &lt;de&gt; quien llama.") == 1
    assert "Modelo casa-7b" in page


def test_an_opinion_is_shown_in_english_too(scored, rubric) -> None:
    call = with_opinion(scored, verdict="unsure", own_verdict="met")
    page = render_call_page(call, rubric, audio_href=HREF, language="en")

    assert "Opinion of a language model" in page
    assert "Model casa-7b, version 3 of the instructions." in page
    assert "a person decides" in page


def test_a_page_without_opinions_says_nothing_of_language_models(scored, rubric) -> None:
    assert "modelo de lenguaje" not in render_call_page(scored, rubric, audio_href=HREF)


def test_a_second_judge_who_gave_no_answer_is_told_with_the_criteria(scored, rubric) -> None:
    notes = (
        Note(kind="second_judge_slow", criteria=("greeted", "no_sarcasm"), detail="60 s"),
        Note(kind="second_judge_unusable", criteria=("greeted",), detail="not JSON"),
    )
    page = render_call_page(replace(scored, notes=notes), rubric, audio_href=HREF)
    label = rubric.criterion("greeted").label.text("es")

    assert f"no contestó a tiempo (60 s); queda como estaba: {label} · no sarcasm." in page
    assert "no se tuvo en cuenta (not JSON)" in page
