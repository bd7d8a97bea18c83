"""Until when: words of Spain, Mexico, Argentina and English, and the dates they mean."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.call_metadata import CallMetadata
from audio_features.timeline import Turn
from scoring.deadlines.reading import read_deadline
from scoring.deadlines.time_expressions import time_expressions
from scoring.deadlines.words import deadline_words
from scoring.language.compiled import compile_library
from scoring.language.intent_library import load_intents
from scoring.language.reading import read_call
from scoring.undertakings import Deadline

#: A Wednesday.
SAID = datetime.fromisoformat("2026-03-11T11:20:00-06:00")

ES = {
    # sentence: (words, from, until), day and hour
    "Le llamo hoy mismo.": ("hoy mismo", "11 11:20", "11 23:59"),
    "Le llamo mañana por la mañana.": ("mañana por la mañana", "12 06:00", "12 13:59"),
    "Mañana temprano le marco.": ("Mañana temprano", "12 06:00", "12 10:59"),
    "El jueves a la mañana te llamo.": ("El jueves a la mañana", "12 06:00", "12 13:59"),
    "En 24 horas lo tiene.": ("En 24 horas", "11 11:20", "12 11:20"),
    "Le marco en media hora.": ("en media hora", "11 11:20", "11 11:50"),
    "En cinco días le llega.": ("En cinco días", "11 11:20", "16 23:59"),
    "En quince días se lo abonan.": ("En quince días", "11 11:20", "26 23:59"),
    "En un plazo de cinco días hábiles.": (
        "En un plazo de cinco días hábiles",
        "11 11:20",
        "18 23:59",
    ),
    "Tarda entre dos y tres días laborables.": (
        "entre dos y tres días laborables",
        "11 11:20",
        "16 23:59",
    ),
    "Antes del viernes le enviaré el contrato.": ("Antes del viernes", "11 11:20", "12 23:59"),
    "El jueves como muy tarde.": ("El jueves como muy tarde", "11 11:20", "12 23:59"),
    "De acá al lunes te lo mando.": ("De acá al lunes", "11 11:20", "16 23:59"),
    "El técnico pasa el martes 17.": ("el martes 17", "17 00:00", "17 23:59"),
    "El técnico pasa el martes diecisiete.": ("el martes diecisiete", "17 00:00", "17 23:59"),
    "El veinte de marzo lo recibe.": ("El veinte de marzo", "20 00:00", "20 23:59"),
    "Esta tarde le llamo.": ("Esta tarde", "11 12:00", "11 20:59"),
    "La visita el viernes entre las nueve y las once.": (
        "el viernes entre las nueve y las once",
        "13 09:00",
        "13 11:00",
    ),
    "Mañana antes de las doce.": ("Mañana antes de las doce", "11 11:20", "12 12:00"),
    "Le llamo esta tarde antes de las ocho.": (
        "esta tarde antes de las ocho",
        "11 11:20",
        "11 20:00",
    ),
    "Hoy antes de las seis de la tarde.": (
        "Hoy antes de las seis de la tarde",
        "11 11:20",
        "11 18:00",
    ),
    "Mañana por la mañana antes de las once.": (
        "Mañana por la mañana antes de las once",
        "11 11:20",
        "12 11:00",
    ),
    "Le llamo a las ocho de la noche.": ("a las ocho de la noche", "11 20:00", "11 20:00"),
    "Hoy a las tres y media.": ("Hoy a las tres y media", "11 15:30", "11 15:30"),
    "La semana que viene le llega.": ("La semana que viene", "16 00:00", "22 23:59"),
    "El próximo lunes.": ("El próximo lunes", "16 00:00", "16 23:59"),
    "El jueves o el viernes.": ("El jueves o el viernes", "12 00:00", "13 23:59"),
    "A fin de mes lo ve reflejado.": ("A fin de mes", "11 11:20", "31 23:59"),
    "Mañana a primera hora de la tarde.": (
        "Mañana a primera hora de la tarde",
        "12 12:00",
        "12 20:59",
    ),
    "Mañana por la mañana o por la tarde.": (
        "Mañana por la mañana o por la tarde",
        "12 06:00",
        "12 20:59",
    ),
    "Esta tarde o mañana por la mañana.": (
        "Esta tarde o mañana por la mañana",
        "11 12:00",
        "12 13:59",
    ),
    "Por la mañana del viernes.": ("Por la mañana del viernes", "13 06:00", "13 13:59"),
    "En 24-48 horas.": ("En 24-48 horas", "11 11:20", "13 11:20"),
    "El viernes entre las 9 y las 12.": ("El viernes entre las 9 y las 12", "13 09:00", "13 12:00"),
    "El viernes entre las 9:30 y las 12:00.": (
        "El viernes entre las 9:30 y las 12:00",
        "13 09:30",
        "13 12:00",
    ),
    "El viernes de las 9 a las 5 de la tarde.": (
        "El viernes de las 9 a las 5 de la tarde",
        "13 09:00",
        "13 17:00",
    ),
    "Al final del día viernes.": ("Al final del día viernes", "13 00:00", "13 23:59"),
}
EN = {
    "I'll call you tomorrow morning.": ("tomorrow morning", "12 06:00", "12 11:59"),
    "Within two business days.": ("Within two business days", "11 11:20", "13 23:59"),
    "You'll have it by Friday.": ("by Friday", "11 11:20", "13 23:59"),
    "Before Friday.": ("Before Friday", "11 11:20", "12 23:59"),
    "I'll email you within the hour.": ("within the hour", "11 11:20", "11 12:20"),
    "I'll ring at 3pm tomorrow.": ("at 3pm tomorrow", "12 15:00", "12 15:00"),
    "This afternoon before six.": ("This afternoon before six", "11 11:20", "11 18:00"),
    "Tomorrow morning before eleven.": (
        "Tomorrow morning before eleven",
        "11 11:20",
        "12 11:00",
    ),
    "On Tuesday the seventeenth.": ("On Tuesday the seventeenth", "17 00:00", "17 23:59"),
    "By the end of the week.": ("By the end of the week", "11 11:20", "15 23:59"),
    "By end of day Friday.": ("By end of day Friday", "13 00:00", "13 23:59"),
    "Friday before the end of the day.": (
        "Friday before the end of the day",
        "13 00:00",
        "13 23:59",
    ),
    "Before the end of day tomorrow.": ("Before the end of day tomorrow", "12 00:00", "12 23:59"),
    "A week from today.": ("A week from today", "11 11:20", "18 23:59"),
    "Tomorrow morning or afternoon.": ("Tomorrow morning or afternoon", "12 06:00", "12 17:59"),
    "Within 24-48 hours.": ("Within 24-48 hours", "11 11:20", "13 11:20"),
    "On Friday between 9am and 1pm.": ("On Friday between 9am and 1pm", "13 09:00", "13 13:00"),
    "March 20th.": ("March 20th", "20 00:00", "20 23:59"),
    "Within 3 to 5 working days.": ("Within 3 to 5 working days", "11 11:20", "18 23:59"),
}


def deadline(text: str, language: str = "es", said: datetime | None = SAID) -> Deadline | None:
    words = deadline_words(language)
    turn = Turn(party="agent", start=0.0, end=5.0, text=text, confidence=1.0)
    speller = compile_library(load_intents(language)).speller
    (read,) = read_call((turn,), language=language, metadata=CallMetadata(), speller=speller)
    found = time_expressions(read, 0, len(read.text.tokens) - 1, words=words)
    return read_deadline(read, found, said=said, words=words)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [("es", *case) for case in ES.items()] + [("en", *case) for case in EN.items()],
)
def test_a_deadline_means_the_days_people_mean(
    language: str, text: str, expected: tuple[str, str, str]
) -> None:
    found = deadline(text, language)
    assert found is not None
    assert found.due_from is not None
    assert found.due_by is not None
    dated = tuple(f"{moment:%d %H:%M}" for moment in (found.due_from, found.due_by))
    assert (found.words, *dated) == expected
    assert found.due_by.utcoffset() == SAID.utcoffset()
    assert not found.vague


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "En cuarenta y ocho horas hábiles lo tiene.", "En cuarenta y ocho horas hábiles"),
        ("es", "En una hora y media le llamo.", "En una hora y media"),
        ("es", "El próximo viernes pasa el técnico.", "El próximo viernes"),  # this week's?
        ("es", "Le llamo el miércoles.", "el miércoles"),  # said on a Wednesday
        ("es", "El técnico pasa el martes 14.", "el martes 14"),  # the 14th is a Saturday
        ("es", "Le llamo a las siete.", "a las siete"),
        ("es", "Por la tarde le llamo.", "Por la tarde"),
        ("es", "Se lo descontamos en la próxima factura.", "en la próxima factura"),
        ("en", "Next Friday.", "Next Friday"),
        ("es", "Le llamo antes de ir mañana.", "antes de ir mañana"),
        ("es", "Mañana a las diez o a las once.", "Mañana a las diez o a las once"),
        ("es", "El viernes si no llega antes del jueves.", "El viernes … antes del jueves"),
        ("es", "El viernes le llega todo, antes del jueves.", "El viernes … antes del jueves"),
        ("es", "Del viernes en ocho.", "Del viernes en ocho"),
        (
            "es",
            "Antes del 3 de abril de dos mil veintisiete.",
            "Antes del 3 de abril de dos mil veintisiete",
        ),
        ("en", "On Friday, if it is not there before Thursday.", "On Friday … before Thursday"),
        ("en", "A week on Friday.", "A week on Friday"),
        ("en", "A week on Friday at three pm.", "A week on Friday at three pm"),
        ("en", "In an hour and a half.", "In an hour and a half"),
        ("en", "By April 3rd twenty twenty-seven.", "By April 3rd twenty twenty-seven"),
        ("en", "In a couple of days.", "In a couple of days"),
        # Since when, not until when.
        ("es", "Le llamo después del viernes.", "después del viernes"),
        ("es", "Se lo mandamos a partir del lunes.", "a partir del lunes"),
        ("es", "No antes del lunes.", "No antes del lunes"),
        ("es", "Desde la próxima semana lo tiene.", "Desde la próxima semana"),
        ("es", "El lunes como pronto.", "El lunes como pronto"),
        ("en", "I'll call you after Friday.", "after Friday"),
        ("en", "From Monday you will have it.", "From Monday"),
        ("en", "As of Monday.", "As of Monday"),
        ("en", "Not before Monday.", "Not before Monday"),
        ("en", "Friday onwards.", "Friday onwards"),
    ],
)
def test_what_names_no_one_latest_moment_stays_words(language: str, text: str, words: str) -> None:
    assert deadline(text, language) == Deadline(words=words)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "Ahorita le mando el correo.", "Ahorita"),
        ("es", "Se lo enviamos lo antes posible.", "lo antes posible"),
        ("es", "Le avisamos a la brevedad.", "a la brevedad"),
        ("es", "En unos días le llega.", "En unos días"),
        ("en", "As soon as possible.", "As soon as possible"),
        ("en", "I'll do it right away.", "right away"),
    ],
)
def test_vague_words_are_no_deadline(language: str, text: str, words: str) -> None:
    assert deadline(text, language) == Deadline(words=words, vague=True)


@pytest.mark.parametrize(
    "text", ["Quedó el martes pasado.", "Buenos días.", "Desde el lunes espera.", "Le entiendo."]
)
def test_what_was_is_no_deadline(text: str) -> None:
    assert deadline(text) is None


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("es", "Antes del 15 de abril de 2027.", "2027-04-14"),
        ("es", "El 15 de abril del año 2027.", "2027-04-15"),
        ("en", "By April 15th, 2027.", "2027-04-15"),
    ],
)
def test_a_year_that_is_said_is_the_year(language: str, text: str, day: str) -> None:
    found = deadline(text, language)
    assert found is not None
    assert found.due_by is not None
    assert found.due_by.date().isoformat() == day


@pytest.mark.parametrize("text", ["El 31 de abril de 2027.", "El 15 de abril de 2020."])
def test_a_date_that_cannot_be_meant_stays_words(text: str) -> None:
    assert deadline(text) == Deadline(words=text[:-1])


def test_without_the_start_of_the_call_the_words_are_kept() -> None:
    assert deadline("Le llamo mañana.", said=None) == Deadline(words="mañana")


def test_a_time_that_is_over_today_cannot_be_meant() -> None:
    assert deadline("Le llamo hoy a las diez.") == Deadline(words="hoy a las diez")


@given(
    case=st.sampled_from([("es", text) for text in ES] + [("en", text) for text in EN]),
    said=st.datetimes(
        min_value=datetime(2000, 1, 1),
        max_value=datetime(9999, 12, 31),
        timezones=st.sampled_from([timezone(timedelta(hours=h)) for h in (-8, -3, 0, 2)]),
    ),
)
def test_a_deadline_is_never_before_it_was_given(case: tuple[str, str], said: datetime) -> None:
    language, text = case
    found = deadline(text, language, said)
    assert found is not None
    assert (found.due_from is None) == (found.due_by is None)
    if found.due_from is not None and found.due_by is not None:
        assert said <= found.due_from <= found.due_by
