"""What is said around a hold: its announcement, the answer, the reason, the return."""

import pytest
from hold_cases import GOOD, holds, music, say


def test_a_well_handled_music_hold():
    (hold,) = holds([music(14, 45)], GOOD)
    assert (hold.kind, hold.party, hold.start, hold.end) == ("hold", "agent", 14, 45)
    assert hold.attributes["kind"] == "music"
    for name in ("announced", "consented", "reason_given", "duration_given", "return_courtesy"):
        assert hold.attributes[name] is True, name
    assert hold.attributes["during_transfer"] is False
    assert hold.attributes["source"] == "audio"


def test_a_hold_without_a_word():
    turns = [
        say("agent", 5, "Su número de contrato, por favor."),
        say("customer", 8, "Es el cuatro cinco seis."),
        say("agent", 46, "El saldo es de veinte euros."),
    ]
    (hold,) = holds([music(14, 45)], turns)
    for name in ("announced", "consented", "reason_given", "duration_given", "return_courtesy"):
        assert hold.attributes[name] is False, name


@pytest.mark.parametrize(
    "text",
    [
        "aguárdeme tantito",
        "permítame tantito por favor",
        "deme un segundito",
        "no me cuelgue",
        "aguarde en línea por favor",
        "lo dejo un momento en línea",
        "ahorita regreso con usted",
        "le voy a poner en espera",
        "un momento, por favor",
        "me regala un minuto",
        "espéreme un toque",
        "no se retire de la línea",
        "permitame un momento",
        "manténgase en linea",
        "ya le pongo en espera",
        "no me cuelge",  # as recognised
        "le pongo en espero",  # as recognised
    ],
)
def test_hold_words_of_many_regions(text):
    (hold,) = holds([music(14, 45)], [say("agent", 9, text), say("agent", 46, "Listo.")])
    assert hold.attributes["announced"] is True


@pytest.mark.parametrize(
    ("asked", "reply", "consented"),
    [
        ("¿Me permite un momento?", "Sí, claro.", True),
        ("¿Me permite un momento?", "Bueno.", True),
        ("¿Le importa esperar un momento?", "No.", True),
        ("¿Le molesta si lo pongo en espera?", "No, no me molesta.", True),
        ("¿Le importa esperar un momento?", "No, no puedo esperar.", False),
        ("¿Puede esperar un momento?", "No.", False),
        ("¿Puede esperar un momento?", "No hay problema.", True),
        ("¿Puede esperar un momento?", "Tengo prisa.", False),
        ("¿Puede esperar un momento?", "", False),
        ("Un momento.", "Órale, aquí espero.", True),
        ("El saldo es este.", "Sí.", False),
    ],
)
def test_consent(asked, reply, consented):
    turns = [say("agent", 9, asked), say("agent", 46, "Listo.")]
    if reply:
        turns.append(say("customer", 11.5, reply))
    (hold,) = holds([music(14, 45)], turns)
    assert hold.attributes["consented"] is consented


@pytest.mark.parametrize(
    "text",
    [
        "gracias por su espera",
        "disculpe la demora",
        "le agradezco la espera",
        "gracias por aguardar",
        "perdone que le haya hecho esperar, perdone la espera",
        "lamento la espera",
    ],
)
def test_courtesy_on_return(text):
    (hold,) = holds([music(14, 45)], [say("agent", 9, "un momento"), say("agent", 45.5, text)])
    assert hold.attributes["return_courtesy"] is True


def test_english_words():
    turns = [
        say("agent", 5, "May I put you on hold for two minutes while I check with billing?"),
        say("customer", 11, "Sure."),
        say("agent", 46, "Thank you for holding."),
    ]
    (hold,) = holds([music(14, 45)], turns, language="en")
    for name in ("announced", "consented", "reason_given", "duration_given", "return_courtesy"):
        assert hold.attributes[name] is True, name


def test_unsure_words_judge_nothing():
    turns = [say("agent", 9, "bla bla", confidence=0.1), say("agent", 46, "ble", confidence=0.1)]
    (hold,) = holds([music(14, 45)], turns)
    assert hold.attributes["announced"] is None
    assert hold.attributes["consented"] is None
    assert hold.attributes["return_courtesy"] is None


def test_missing_agent_leg_judges_nothing():
    (hold,) = holds([music(14, 45)], [say("customer", 3, "Hola, buenas.")])
    assert hold.attributes["announced"] is None


@pytest.mark.parametrize("reply", ["Pues sí me molesta, la verdad.", "No, sí me importa."])
def test_whoever_minds_does_not_agree(reply):
    turns = [
        say("agent", 5, "¿Le molesta si lo pongo en espera?", seconds=3),
        say("customer", 9, reply, seconds=2),
    ]
    (hold,) = holds([music(14, 45)], turns)
    assert hold.attributes["consented"] is False


@pytest.mark.parametrize(
    "back",
    [
        "Perdone que le haya hecho esperar tanto, don Enrique.",
        "Qué vergüenza con usted por la tardanza, don Óscar.",
        "señora agradecida por la espera ya la encontré",
    ],
)
def test_apologies_and_thanks_for_the_wait_in_many_words(back):
    turns = [say("agent", 5, "Le pongo en espera un momento."), say("agent", 41, back)]
    (hold,) = holds([music(8, 40)], turns)
    assert hold.attributes["return_courtesy"] is True


@pytest.mark.parametrize(
    ("said_before", "reason_given"),
    [
        ("No cuelgue, voy a llamar al conductor por la otra línea.", True),
        ("Deme un segundito y llamo al camión, no me corte.", True),
        ("Manténgase en la línea, que la estoy localizando.", True),
        ("Voy a dejarlo en espera un minuto, no me cuelgue.", False),
        ("Aguárdeme en línea, por favor.", False),
    ],
)
def test_any_work_that_the_agent_sets_out_to_do_is_a_reason(said_before, reason_given):
    (hold,) = holds([music(20, 40)], [say("agent", 16, said_before), say("agent", 41, "Listo.")])
    assert hold.attributes["announced"] is True
    assert hold.attributes["reason_given"] is reason_given
