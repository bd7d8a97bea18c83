import re
from dataclasses import replace

import pytest
from parsed_page import Parsed

from audio_features.heard_call import Role, Roles
from audio_features.timeline import Measure
from scoring.findings import AdviceResult, CallerStyle, Evidence, Finding, MeasuredValue
from scoring.moments_of_truth import moments_of_truth
from scoring.reporting.call_page import render_call_page
from scoring.reporting.level_curve import PictureOptions, level_curve

HREF = "llamada-0042.wav"


@pytest.fixture
def page(scored, rubric) -> str:
    return render_call_page(scored, rubric, audio_href=HREF)


def test_the_headline_says_score_band_people_and_date_in_spanish(page) -> None:
    text = " ".join(Parsed(page).text.split())
    assert "26,5 de 37 puntos" in text
    for piece in ("72", "Bien", "Lucía Romero", "Julián Ortega", "3 de noviembre de 2025, 10:42"):
        assert piece in text


def test_what_is_critical_and_what_is_unsure_stand_at_the_top(page) -> None:
    text = " ".join(Parsed(page).text.split())
    assert "Un fallo crítico" in text
    assert "Una persona tiene que decidir un criterio" in text
    assert text.index("Un fallo crítico") < text.index("La llamada en el tiempo")


@pytest.mark.parametrize(
    ("verdict", "has_score", "said"),
    [
        ("met", True, "Sin fallos críticos"),
        ("not_applicable", True, "Sin fallos críticos"),
        ("unsure", True, "No se ha podido comprobar del todo si hubo fallos críticos"),
        ("met", False, "No se ha podido comprobar del todo si hubo fallos críticos"),
        ("not_met", True, "Un fallo crítico"),
    ],
)
def test_no_critical_failure_is_said_only_where_each_was_judged(
    scored, rubric, verdict, has_score, said
) -> None:
    critical = {c.id for c in rubric.criteria if c.critical}
    failed = scored.scorecard.critical_failures[:1]
    findings = tuple(
        replace(f, verdict=verdict if f.criterion in failed else "met")
        if f.criterion in critical
        else f
        for f in scored.findings
    )
    card = replace(
        scored.scorecard,
        critical_failures=failed if verdict == "not_met" else (),
        score=scored.scorecard.score if has_score else None,
    )
    other = replace(scored, findings=findings, scorecard=card)
    text = " ".join(Parsed(render_call_page(other, rubric, audio_href=HREF)).text.split())
    sentences = {
        "Sin fallos críticos",
        "No se ha podido comprobar del todo si hubo fallos críticos",
        "Un fallo crítico",
    }
    assert {sentence for sentence in sentences if sentence in text} == {said}


@pytest.mark.parametrize(
    ("score", "shown", "band"),
    [
        (69.4, "69", "Necesita apoyo"),
        (69.6, "69,6", "Necesita apoyo"),
        (69.96, "69,96", "Necesita apoyo"),
        (69.9999, "69,99", "Necesita apoyo"),
        (70.0, "70", "Bien"),
        (89.5, "89,5", "Bien"),
        (99.7, "100", "Excelente"),
    ],
)
def test_the_score_shown_never_contradicts_its_band(scored, rubric, score, shown, band) -> None:
    other = replace(scored, scorecard=replace(scored.scorecard, score=score))
    parsed = Parsed(render_call_page(other, rubric, audio_href=HREF))
    assert parsed.all("div", **{"aria-label": f"Puntuación: {shown} sobre 100, {band}"})


def to_improve(scored, rubric, lost: dict[str, float]) -> str:
    findings = tuple(
        Finding(
            criterion=criterion, verdict="not_met", points=0.0, possible=points, confidence=0.9,
            reason="",
        )
        for criterion, points in lost.items()
    )  # fmt: skip
    card = replace(scored.scorecard, critical_failures=())
    other = replace(scored, findings=findings, scorecard=card)
    page = render_call_page(other, rubric, audio_href=HREF)
    return page.split('class="to-improve small">')[1].split("</p>")[0]


LOST = {
    "greeted": 1.0, "help_offered": 2.0, "courtesy_words": 3.0, "no_dead_air": 4.0,
    "no_interruptions": 5.0, "empathy_shown": 6.0, "no_jargon": 0.5,
}  # fmt: skip


def test_the_top_of_the_page_names_the_five_that_cost_most_and_counts_the_others(
    scored, rubric
) -> None:
    shown = to_improve(scored, rubric, LOST)
    assert re.findall(r'href="#c-(\w+)"', shown) == [
        "empathy_shown", "no_interruptions", "no_dead_air", "courtesy_words", "help_offered"
    ]  # fmt: skip
    assert "Por mejorar (7):" in shown
    assert 'href="#findings">y 2 más</a>' in shown


def test_where_five_or_fewer_were_not_met_all_are_named(scored, rubric) -> None:
    few = dict(list(LOST.items())[:5])
    assert "más</a>" not in to_improve(scored, rubric, few)


def test_every_verdict_is_a_word_beside_its_sign(page) -> None:
    for verdict, word in (
        ("met", "Cumplido"),
        ("not_met", "No cumplido"),
        ("unsure", "Por revisar"),
    ):
        assert re.search(rf'class="chip {verdict}"><svg.*?</svg>{word}', page)


def test_every_piece_of_evidence_can_be_played(scored, page) -> None:
    played = [
        (a["data-start"], a["data-end"])
        for a in Parsed(page).all("a")
        if "play" in (a.get("class") or "").split()
    ]
    assert len(played) == sum(len(finding.evidence) for finding in scored.findings)
    assert ("28.9", "33.6") in played


def test_a_measured_number_stands_beside_its_threshold_in_spanish_figures(page) -> None:
    text = " ".join(Parsed(page).text.split())
    assert "Nivel de voz (agente): −24,3 dBov (esperado: de −35 a −15 dBov)" in text
    assert "Silencio más largo (ambas partes): 8,2 s (esperado: como máximo 5 s)" in text


def test_holds_rings_and_badly_heard_words_show_in_the_transcript(page) -> None:
    text = " ".join(Parsed(page).text.split())
    assert "Espera con música · 40 s" in text
    assert "2 tonos de llamada" in text
    assert '<span class="doubtful">emitido</span>' in page
    assert "Interrumpe y la otra persona calla · 0,9 s" in text


def test_one_ring_is_said_in_the_singular(call_maker, rubric) -> None:
    call = call_maker()
    events = tuple(e for e in call.heard.events if e.kind != "ring" or e.start < 1)
    one = replace(call, heard=replace(call.heard, events=events))
    assert "1 tono de llamada<" in render_call_page(one, rubric, audio_href=HREF)


def test_an_english_call_has_an_english_page(call_maker, rubric) -> None:
    page = render_call_page(call_maker(language="en"), rubric, audio_href=HREF)
    assert '<html lang="en">' in page
    assert "Criterion by criterion" in page
    assert "26.5 of 37 points" in page


def test_the_page_asks_for_nothing_but_the_recording(page) -> None:
    parsed = Parsed(page)
    sources = {
        value
        for _, attrs in parsed.elements
        for name, value in attrs.items()
        if name in ("src", "href", "xlink:href", "action", "poster", "data") and value
    }
    assert {source for source in sources if not source.startswith(("#", "data:"))} == {HREF}
    assert not re.search(r"url\((?!#)|@import|https?://", page)


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
                                     "{{ 7*7 }}", "javascript:alert(1)"])  # fmt: skip
def test_text_from_calls_and_sidecars_never_becomes_markup(call_maker, rubric, hostile) -> None:
    call = call_maker(agent_name=hostile, customer_name=hostile, call_id=f"x {hostile[:2]}")
    turns = tuple(replace(turn, text=hostile, words=()) for turn in call.heard.turns)
    findings = tuple(
        replace(finding, reason=hostile,
                evidence=tuple(replace(e, quote=hostile) for e in finding.evidence))
        for finding in call.findings
    )  # fmt: skip
    role = Role(channel=0, speaker=hostile, confidence=0.1, why=hostile)
    heard = replace(call.heard, turns=turns, roles=Roles(agent=role, customer=None))
    page = render_call_page(
        replace(call, heard=heard, findings=findings), rubric, audio_href=hostile
    )
    parsed = Parsed(page)
    assert len(parsed.all("script")) == 1
    assert not parsed.all("img")
    assert not [attrs for _, attrs in parsed.elements if any(k.startswith("on") for k in attrs)]
    assert hostile in parsed.text


def test_a_call_with_nothing_to_judge_says_so(call_maker, rubric) -> None:
    call = call_maker(judged={}, turns=(), events=())
    heard = replace(call.heard, measures=(), roles=Roles(agent=None, customer=None))
    empty = replace(call, heard=heard, phases=())
    text = Parsed(render_call_page(empty, rubric, audio_href=HREF)).text
    assert "Sin puntuación" in text
    assert "No se ha reconocido habla" in text


def test_a_finding_of_a_criterion_the_rubric_no_longer_has_is_still_shown(scored, rubric) -> None:
    findings = (*scored.findings, replace(scored.findings[0], criterion="x_own_rule"))
    page = render_call_page(replace(scored, findings=findings), rubric, audio_href=HREF)
    assert "x own rule" in page


def test_a_two_hour_call_stays_small_enough_to_use(call_maker, rubric) -> None:
    call = call_maker()
    turns = tuple(
        replace(call.heard.turns[i % 25], start=3.6 * i, end=3.6 * i + 3, words=())
        for i in range(2000)
    )
    levels = tuple(
        Measure(name="level", party="agent", value=-25, unit="dBov", start=i, end=i + 1)
        for i in range(7200)
    )
    heard = replace(
        call.heard, turns=turns, measures=levels,
        recording=replace(call.heard.recording, seconds=7200.0),
    )  # fmt: skip
    page = render_call_page(replace(call, heard=heard), rubric, audio_href=HREF)
    assert len(page) < 2_500_000
    curve = level_curve(heard, "agent", PictureOptions())
    assert curve.count("L") <= 600 + 2 * curve.count("M")
    assert page.count('class="tick"') <= 12
    assert 12 <= page.count('class="tick minor"') <= 100


def test_the_level_curve_breaks_where_nobody_was_measured(call_maker) -> None:
    call = call_maker()
    gap = tuple(
        Measure(name="level", party="agent", value=-20, unit="dBov", start=s, end=s + 1)
        for s in (1.0, 2.0, 3.0, 50.0, 51.0)
    )
    heard = replace(call.heard, measures=gap)
    assert level_curve(heard, "agent", PictureOptions()).count("M") == 2
    assert level_curve(heard, "customer", PictureOptions()) == ""


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "demasiado poco de esta llamada"), ("en", "Too little of this call could be judged")],
)
def test_a_call_too_little_of_which_was_judged_says_so(scored, rubric, language, said) -> None:
    card = replace(scored.scorecard, score=None, band=None, passed=None)
    thin = replace(scored, scorecard=card, heard=replace(scored.heard, language=language))
    text = " ".join(Parsed(render_call_page(thin, rubric, audio_href=HREF)).text.split())
    assert said in text


def test_ringing_in_a_transfer_is_not_added_to_the_rings_before_the_answer(scored, rubric):
    heard = scored.heard
    late = replace(
        next(event for event in heard.events if event.kind == "ring"),
        start=40.0,
        end=41.0,
        attributes={"answer_ring": False},
    )
    moved = replace(scored, heard=replace(heard, events=(*heard.events, late)))
    page = render_call_page(moved, rubric, audio_href=HREF)
    assert "2 tonos de llamada<" in page
    assert "1 tono de llamada<" in page


def styled(scored):
    moment = Evidence(start=31.0, end=33.0, party="customer", quote="¡Esto es una vergüenza!")
    advice = (
        AdviceResult(
            advice="listen_patiently", kind="do", state="missed", criteria=("no_interruptions",)
        ),
        AdviceResult(advice="irony", kind="dont", state="not_checked"),
    )
    angry = CallerStyle(style="angry", confidence=0.8, evidence=(moment,), advice=advice)
    unknown = CallerStyle(style="of_another_day", confidence=0.7, evidence=(moment,))
    return replace(scored, caller_styles=(angry, unknown))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "es",
            ["Habla con enfado", "Escuche con paciencia hasta el final", "esta vez no se logró"],
        ),
        ("en", ["Speaks in anger", "Listen patiently to the end", "not managed this time"]),
    ],
)
def test_caller_styles_are_shown_with_advice_and_a_moment_to_play(
    scored, rubric, language, said
) -> None:
    parsed = Parsed(render_call_page(styled(scored), rubric, audio_href=HREF, language=language))
    text = " ".join(parsed.text.split())
    assert all(piece in text for piece in [*said, "of another day", "¡Esto es una vergüenza!"])
    assert len(parsed.all("a", **{"class": "play", "data-start": "31.0"})) >= 2
    assert parsed.all("a", href="#c-no_interruptions")


def test_what_is_to_be_avoided_was_avoided_or_happened_and_what_is_to_be_done_managed(
    scored, rubric
) -> None:
    moment = Evidence(start=31.0, end=33.0, party="customer", quote="¡Esto es una vergüenza!")
    advice = (
        AdviceResult(advice="stay_serene", kind="do", state="kept"),
        AdviceResult(advice="irony", kind="dont", state="kept"),
        AdviceResult(advice="disdain", kind="dont", state="missed"),
    )
    angry = CallerStyle(style="angry", confidence=0.8, evidence=(moment,), advice=advice)
    page = render_call_page(replace(scored, caller_styles=(angry,)), rubric, audio_href=HREF)
    text = " ".join(Parsed(page).text.split())
    for said in (
        "Conserve la serenidad · se logró",
        "Evite la ironía · se evitó",
        "No conteste a la forma de la queja, sino a su motivo · esta vez ocurrió",
    ):
        assert said in text


def test_without_caller_styles_their_section_is_not_there(page) -> None:
    assert "Cómo se expresó el cliente" not in page


def test_phases_carry_their_moment_of_truth_in_words_icon_and_colour(page, scored) -> None:
    parsed = Parsed(page)
    moments = moments_of_truth(scored)
    marked = parsed.all("svg")
    for mark, words in (("good", "Momento bien llevado"), ("critical", "Momento delicado")):
        shown = [a for a in marked if (a.get("class") or "") == f"seekable truth {mark}"]
        assert len(shown) == sum(moment.mark == mark for moment in moments) > 0
        assert words in parsed.text


def test_the_wait_of_a_transfer_is_called_that_and_never_a_hold(scored, rubric) -> None:
    waited = MeasuredValue(name="hold", value=18.1, unit="s")
    lost = Finding(
        criterion="call_not_dropped", verdict="not_met", points=0, possible=2, confidence=0.9,
        reason="La llamada se corta.",
        evidence=(Evidence(start=164.9, end=206.0, party="agent", measure=waited),
                  Evidence(start=90.0, end=96.4, party="agent", measure=waited)),
    )  # fmt: skip
    other = replace(scored, findings=(*scored.findings, lost))
    text = " ".join(Parsed(render_call_page(other, rubric, audio_href=HREF)).text.split())
    assert text.count("Espera de la transferencia: 18,1 s") == 1
    assert text.count("Duración de la espera: 18,1 s") == 1
    legend = text.partition("Criterio por criterio")[0]
    assert "Espera de la transferencia" in legend
    assert "Espera en silencio" not in text


@pytest.mark.parametrize(
    ("language", "title", "chip"),
    [
        ("es", "Conviene revisar 2 veredictos", "Conviene revisarlo"),
        ("en", "2 verdicts are worth a look", "Worth a look"),
    ],
)
def test_verdicts_of_little_certainty_are_marked_and_listed_for_a_persons_look(
    scored, rubric, language: str, title: str, chip: str
) -> None:
    sure_of = {"greeted": 0.39, "no_interruptions": 0.25, "no_sighs": 0.25}  # sighs earn nothing
    findings = tuple(
        replace(f, confidence=sure_of.get(f.criterion, f.confidence)) for f in scored.findings
    )
    doubtful = replace(scored, findings=findings)
    parsed = Parsed(render_call_page(doubtful, rubric, audio_href=HREF, language=language))
    assert title in parsed.text
    assert parsed.text.count(chip) == 2
    looked = {one["id"] for one in parsed.all("li") if "data-look" in one}
    assert looked == {"c-greeted", "c-no_interruptions"}


def test_a_page_of_sure_verdicts_asks_for_no_look(page) -> None:
    assert "Conviene revisar" not in page
