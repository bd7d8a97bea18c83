"""The team's page, in both languages."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from team_calls import finding, team_call

from scoring.reporting.team_page import render_team_page
from scoring.rubrics.reading import load_rubric
from scoring.team.build import build_teams_report
from scoring.team.this_week import WeekMaterial
from scoring.undertakings import AgentCommitment, Commitment, Deadline, Quotation

RUBRIC = load_rubric()
SAID = "Es la tercera vez que llamo por lo mismo."
_VOID = {"meta", "link", "br", "img", "input", "hr", "path", "circle", "use", "line", "rect"}


class Balanced(HTMLParser):
    """Elements that are open; refuses ones closed out of order and ids used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in _VOID:
            assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data


def calls(agents=("a1", "a2"), count=24, **data):
    names = {"a1": "Ana Núñez", "a2": "Luis Ferrer", "b1": "Pilar Otero"}
    return [
        team_call(
            f"{agent}-{n}",
            finding("greeted", "met" if n % 3 else "not_met"),
            finding("no_jargon", "met"),
            agent=agent,
            agent_name=names[agent],
            team="Ventas" if agent == "b1" else "Soporte",
            minute=20 * n,
            caller="angry" if n in (5, 6, 7) and agent == "a1" else "quiet",
            said=SAID if n == 9 else "",
            customer_id=f"{agent}-{n // 2}" if n < 4 else None,
            **({"csat": float(n % 5 + 1), "nps": n % 11, "retained": n % 2 == 0} | data),
        )
        for agent in agents
        for n in range(count)
    ]


def page(
    of, *, language="es", call_href=lambda id_: f"../../{id_}.html", agent_href=None, week=None
) -> str:
    report = build_teams_report(
        of, rubric=RUBRIC, page_of=lambda agent: agent, language=language, week=week
    )
    return render_team_page(
        report,
        call_href=call_href,
        agent_href=agent_href or (lambda name: f"../{name}.html"),
    )


def read(markup: str) -> Balanced:
    parsed = Balanced()
    parsed.feed(markup)
    parsed.close()
    assert parsed.open == []
    assert len(parsed.ids) == len(set(parsed.ids))
    return parsed


def words(markup: str) -> str:
    return " ".join(read(markup).text.split())


@pytest.mark.parametrize(
    ("language", "pieces"),
    [
        ("es", ("Informe del equipo", "Equipo Soporte", "Calidad por agente", "Elementos tangibles",
                "Recomendación (NPS)", "Carga: llamadas difíciles seguidas",
                "Personas que tuvieron que llamar otra vez", "3 llamadas difíciles, de 3 atendidas",
                "nunca una falta suya")),
        ("en", ("Team report", "Team Soporte", "Quality by agent", "Tangibles",
                "Recommendation (NPS)", "Load: hard calls close together",
                "People who had to call again", "3 hard calls, of 3 taken", "never a fault")),
    ],
)  # fmt: skip
def test_the_page_is_whole_in_both_languages(language, pieces) -> None:
    markup = page(calls(), language=language)
    assert f'<html lang="{language}">' in markup
    text = words(markup)
    assert [piece for piece in pieces if piece not in text] == []
    other = {"es": "Team", "en": "Equipo "}[language]
    assert other not in text


def test_links_lead_to_agents_and_to_moments_of_calls() -> None:
    markup = page(calls())
    assert 'href="../a1.html"' in markup
    assert 'href="../../a1-5.html#t=19,23"' in markup  # a second around the caller's anger
    assert re.search(r'href="../../a1-9.html#t=[\d.]+,[\d.]+"[^>]*>.*?</a> <q>', markup)


def test_words_are_shown_only_beside_a_link_to_them() -> None:
    assert "tercera vez" in page(calls())
    unlinked = page(calls(), call_href=lambda _: None, agent_href=lambda _: None)
    assert "tercera vez" not in unlinked
    assert "vergüenza" not in page(calls())
    assert "<a " not in unlinked
    read(unlinked)


def test_a_correlation_is_said_only_of_enough_calls() -> None:
    few = words(page(calls(("a1",), 12)))
    assert "Hay menos de 20 llamadas con ambos datos: muy pocas para decirlo." in few
    assert "ρ " not in few.split("¿Van juntos")[1]
    assert "ρ " in words(page(calls())).split("Solo se dice")[1]


def test_without_business_data_it_says_where_to_put_it() -> None:
    text = words(page(calls(csat=None, nps=None, retained=None)))
    assert "Ninguna llamada trae datos de satisfacción" in text
    assert "NPS" not in text


def test_several_teams_stand_apart_and_can_be_jumped_to() -> None:
    markup = page(calls(("a1", "b1")))
    parsed = read(markup)
    assert {"team-1", "team-2"} <= set(parsed.ids)
    assert 'href="#team-2"' in markup
    assert "Equipo Ventas" in parsed.text


def test_names_never_become_markup() -> None:
    hostile = "<script>alert(1)</script>"
    listed = [
        team_call(str(n), finding("greeted", "met"), agent=hostile, agent_name=hostile,
                  team=hostile, customer_id="k", said=f"{SAID} {hostile}")
        for n in range(3)
    ]  # fmt: skip
    markup = page(listed, call_href=lambda _: f'"{hostile}')
    assert markup.count("<script") == 1, "its own"
    read(markup)


def indicators_of(agent: str, markup: str) -> str:
    """The row of the agent among the business indicators."""
    table = markup.split('class="numbers stacked"')[1].split("</table>", maxsplit=1)[0]
    row = next(row for row in table.split("<tr") if agent in row)
    return " ".join(re.sub(r"<[^>]*>", " ", row).split())


def test_few_answers_beside_a_name_give_no_number() -> None:
    few, many = calls(("a1",), 4, nps=0, retained=False), calls(("a2",), 24)
    row = indicators_of("Ana Núñez", page([*few, *many]))
    assert row.count("muy pocas para decirlo (4)") == 3
    assert "-100" not in row.replace("−", "-")
    assert "0 %" not in row
    assert "muy pocas para decirlo" not in indicators_of("Luis Ferrer", page([*few, *many]))


def test_answers_all_alike_have_their_value_and_no_width() -> None:
    row = indicators_of("Ana Núñez", page(calls(("a1",), 5, nps=10)))
    assert "100 (5) respuestas todas iguales: sin margen" in row
    assert "de 100 a 100" not in row


def test_attributes_are_not_headed_as_competencies_and_teams_say_who_stands_where() -> None:
    one, two = words(page(calls())), words(page(calls(("a1", "b1"))))
    assert "Atributos de un servicio de excelencia AtributoPuntos" in one
    assert "Cada persona figura en el último equipo" not in one
    assert "Cada persona figura en el último equipo en que trabajó." in two


def test_calls_to_be_dealt_with_stand_on_top_with_the_moment_to_play() -> None:
    one, *others = calls()
    failed = replace(one, scorecard=replace(one.scorecard, critical_failures=("greeted",)))
    shown = page([failed, *others])
    assert shown.index("Oiga primero esta llamada") < shown.index("Por agente")
    assert f'href="../../{one.heard.call_id}.html' in shown
    assert "Hear this call first" in page([failed, *others], language="en")
    assert "Oiga primero" not in page([one, *others])


NOW = datetime(2026, 3, 5, 15, tzinfo=UTC)


def promised(due_by, call_id="a1-3") -> WeekMaterial:
    one = Commitment(
        party="agent",
        what="mañana le llevo la llave",
        deadline=Deadline(words="mañana", due_by=due_by),
        evidence=Quotation(start=60.0, end=64.0, party="agent", quote="mañana le llevo la llave"),
        confidence=0.8,
    )
    made = AgentCommitment(call_id=call_id, agent_id="a1", started_at=NOW, commitment=one)
    return WeekMaterial(commitments=(made,), now=NOW)


def week_text(markup: str) -> str:
    part = markup.split('<section class="panel week">')[1].split("</section>", maxsplit=1)[0]
    return " ".join(re.sub(r"<[^>]*>", " ", part).split())


@pytest.mark.parametrize(
    ("due_by", "spanish", "english"),
    [
        (NOW.replace(hour=23, minute=59), "Vence hoy «", "Due today «"),
        (NOW.replace(hour=17), "Vence hoy, 17:00", "Due today, 17:00"),
        (NOW.replace(hour=9), "Venció hoy, 09:00", "Was due today, 09:00"),
        (NOW.replace(day=6, hour=13, minute=59), "Vence mañana, 14:00", "Due tomorrow, 14:00"),
        (NOW + timedelta(days=1), "Vence mañana, 15:00", "Due tomorrow, 15:00"),
        (NOW + timedelta(days=3), "Vence el 8 de marzo, 15:00", "Due 8 March, 15:00"),
        (NOW.replace(day=3, hour=23, minute=59), "Venció el 3 de marzo «", "Was due 3 March «"),
    ],
)  # fmt: skip
def test_the_list_for_the_week_says_when_a_promise_is_due_beside_its_moment(
    due_by, spanish, english
) -> None:
    shown = page(calls(), week=promised(due_by))
    assert spanish.removesuffix(" «") in week_text(shown)
    assert 'href="../../a1-3.html#t=59,65"' in shown
    said = week_text(page(calls(), language="en", week=promised(due_by)))
    assert english.removesuffix(" «") in said


def test_promises_are_quoted_only_beside_a_link_to_them() -> None:
    assert "le llevo la llave" in page(calls(), week=promised(NOW))
    unlinked = page(calls(), week=promised(NOW), call_href=lambda _: None)
    assert "le llevo la llave" not in unlinked
    assert "Vence" in week_text(unlinked)


def test_the_list_for_the_week_leaves_out_what_is_empty_and_says_so_where_all_is() -> None:
    quiet = [team_call(f"c{n}", finding("greeted", "met"), minute=n) for n in range(3)]
    assert "No hay nada pendiente" in week_text(page(quiet, week=WeekMaterial(now=NOW)))
    assert "Nothing waits" in week_text(page(quiet, language="en", week=WeekMaterial(now=NOW)))
    waiting = [*quiet, team_call("d", finding("greeted", "unsure"), minute=9)]
    text = week_text(page(waiting))
    assert "Decida 1 veredicto que espera a una persona" in text
    assert "No hay nada" not in text
    assert "Compruebe" not in text
    assert "Oiga" not in text


def test_a_run_of_hard_calls_is_named_as_care_with_the_persons_report() -> None:
    markup = page(calls())
    text = week_text(markup)
    assert "Pregúntele cómo está a quien llevó una racha difícil" in text
    assert "Ana Núñez 1 racha, con 3 de sus 3 llamadas difíciles" in text
    assert "nunca una falta suya" in text


def test_an_indicator_that_few_calls_of_the_team_have_gets_no_column_and_a_sentence() -> None:
    few = [*calls(nps=None, retained=None), *calls(("a1",), 1, nps=9, retained=None)]
    table = page(few).split('class="numbers stacked"')[1].split("</table>", maxsplit=1)[0]
    assert "CSAT" in table
    assert "NPS" not in table
    assert "Retención" not in table
    assert "Recomendación (NPS): solo lo trae 1 llamada, muy pocas para mostrarlo." in words(
        page(few)
    )


def test_satisfaction_is_shown_with_the_scale_the_answers_show() -> None:
    assert "Satisfacción (CSAT) respuestas de 1 a 5" in re.sub(
        r"\s+", " ", re.sub(r"<[^>]*>", " ", page(calls()))
    )
    assert "on the company's scale (answers from 1 to 5)" in words(page(calls(), language="en"))


def test_agents_with_too_few_calls_for_a_correlation_get_no_row_and_a_sentence() -> None:
    markup = page([*calls(("a1",)), *calls(("a2",), 4)])
    table = markup.split('class="relation stacked"')[1].split("</table>", maxsplit=1)[0]
    assert "Ana Núñez" in table
    assert "Luis Ferrer" not in table
    assert "De cada persona que falta en la tabla hay menos de 20 llamadas" in words(markup)


def test_all_calls_with_critical_failures_stay_within_reach_of_a_short_list() -> None:
    failed = [
        replace(call, scorecard=replace(call.scorecard, critical_failures=("greeted",)))
        for call in calls(("a1",), 8)
    ]
    text = words(page(failed))
    assert "Oiga primero estas 5 llamadas" in text
    assert "Y 3 llamadas más, en la lista completa." in text
    assert "Las 8 llamadas con un fallo crítico" in text
    assert "con un fallo crítico" not in words(page(failed[:5])).replace("Tienen fallos", "")
