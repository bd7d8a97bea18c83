"""Where a hold begins and ends, and what is none."""

import pytest
from hold_cases import GOOD, holds, music, ringback, say


def test_music_pieces_and_announcements_between_are_one_hold():
    sounds = [music(14, 25), music(33, 45), music(14.2, 45, channel=1)]
    turns = [*GOOD, say("other", 26, "Su llamada es importante para nosotros.")]
    assert len(holds(sounds, turns)) == 1
    assert len(holds(sounds[:2], turns)) == 1


def test_checking_back_parts_two_holds():
    turns = [*GOOD, say("agent", 26, "Gracias por esperar, sigo revisando, un momento más.")]
    found = holds([music(14, 25), music(33, 45)], turns)
    assert [(h.start, h.end) for h in found] == [(14, 25), (33, 45)]


def test_a_jingle_and_ringing_are_no_hold():
    assert holds([music(14, 17)], [say("agent", 5, "Hola.")]) == ()
    ringing = [ringback(20 + 5 * i, 21 + 5 * i) for i in range(6)]
    heard_as_music = [music(20 + 5 * i, 21.3 + 5 * i) for i in range(6)]
    assert holds([*ringing, *heard_as_music], GOOD[4:]) == ()


def test_noise_behind_what_the_caller_tells_the_agent_is_no_hold():
    asks = say("agent", 10, "Dígame su documento y su fecha de nacimiento, por favor.")
    tells = say("customer", 14, "Cómo no, diecisiete ochenta y dos, y nací en febrero.", seconds=8)
    thanks = say("agent", 23, "Coincide todo, muchas gracias.")
    assert holds([music(14, 22.5)], [asks, tells, thanks]) == ()
    parked = say("agent", 8, "La dejo un momento en espera mientras lo consulto, ¿le parece?")
    grumbles = say(
        "customer", 15, "Ay, siempre igual, me tienen aquí esperando media hora.", seconds=7
    )
    assert len(holds([music(14, 22.5)], [parked, grumbles, thanks])) == 1


@pytest.mark.parametrize(
    "matter",
    [
        "Mire, que se ha ido la luz en todo el edificio desde ayer y no sé qué hacer.",
        "Mire, que me han dejado sin internet desde ayer y ya he mirado el cuadro.",
        "Pues que sigo esperando el paquete desde ayer, lo he mirado en la web y nada.",
    ],
)
def test_what_is_gone_or_awaited_at_home_is_no_wait_on_the_line(matter):
    told = say("customer", 6, matter, seconds=14)
    asks = say("agent", 1, "¿En qué le puedo ayudar?")
    on = say("agent", 21, "De acuerdo, le abro un parte.")
    assert holds([music(5, 20.5, channel=1)], [asks, told, on]) == ()


def test_a_customer_heard_over_the_music_is_waiting_all_the_same():
    asks = say("agent", 10, "Dígame su documento y su fecha de nacimiento, por favor.")
    back = say("agent", 23, "Ya estoy con usted, gracias por esperar.")
    on = say("agent", 23, "El precio son veinte euros.")
    vents = say("customer", 14, "Es que esto no hay quien lo aguante, siempre igual.", seconds=8)
    left = say("customer", 14, "¿Hola? Pues me ha dejado con la música, ni avisa.", seconds=8)
    question = say("customer", 9, "¿Y cuánto cuesta?", seconds=2)
    for turns in ([asks, vents, back], [asks, left, on], [question, vents, on]):
        assert len(holds([music(14, 22.5)], turns)) == 1


def test_music_behind_a_running_conversation_is_no_hold():
    turns = []
    for i in range(10):
        turns.append(say("agent", 5 + 6 * i, "¿Y desde cuándo le pasa eso?", seconds=2.5))
        turns.append(say("customer", 8 + 6 * i, "Desde el lunes pasado más o menos.", seconds=2.5))
    assert holds([music(4, 64, channel=1)], turns) == ()


def test_music_before_the_agent_answers_is_the_queues():
    assert holds([music(0, 30)], GOOD[3:], answered_s=46) == ()


def test_announced_silence_is_a_hold():
    turns = [
        say("agent", 5, "Permítame un momento, voy a revisar su expediente."),
        say("customer", 8.5, "Vale."),
        say("agent", 40, "Gracias por la espera."),
    ]
    (hold,) = holds([], turns)
    assert hold.attributes["kind"] == "silence"
    assert hold.start == pytest.approx(8.9, abs=1)
    assert hold.end == pytest.approx(40, abs=1)
    assert hold.attributes["consented"] is True


def test_customer_humming_on_own_leg_does_not_end_a_silent_hold():
    turns = [
        say("agent", 5, "No me cuelgue, por favor."),
        say("customer", 20, "Mmm.", seconds=1),
        say("agent", 40, "Disculpe la demora."),
    ]
    assert len(holds([], turns)) == 1


@pytest.mark.parametrize(
    ("before", "gap_s"),
    [("Su contrato vence en mayo.", 40), ("Un momento, por favor.", 6)],
)
def test_unannounced_or_short_silence_is_no_hold(before, gap_s):
    after = "Aquí lo tengo, son veinte euros y vence en mayo."
    turns = [say("agent", 5, before, seconds=2), say("agent", 7 + gap_s, after, seconds=4)]
    assert holds([], turns, seconds=60) == ()


@pytest.mark.parametrize("before", ["Le dejo en espera.", "No cuelgue.", "Aguánteme en línea."])
def test_words_that_leave_the_caller_waiting_make_a_hold_of_a_shorter_silence(before):
    after = "Aquí lo tengo, son veinte euros y vence en mayo."
    turns = [say("agent", 5, before, seconds=2), say("agent", 14, after, seconds=4)]
    (hold,) = holds([], turns, seconds=60)
    assert (hold.attributes["kind"], hold.start, hold.end) == ("silence", 7, 14)


@pytest.mark.parametrize(
    ("waiting", "says"),
    [
        ("Gracias por los datos.", "Muy bien, seguimos con su llamada y miramos el contrato."),
        ("Permítame un momento.", "Es que llevo una hora oyendo que su llamada es importante."),
    ],
)
def test_who_speaks_of_a_tape_is_none(waiting, says):
    party = "agent" if says.startswith("Muy") else "customer"
    turns = [
        say("agent", 5, waiting, seconds=2),
        say(party, 8, says, seconds=6),
        say("agent", 16, "Listo, ya lo tengo.", seconds=2),
    ]
    assert holds([], turns) == ()


def test_whoever_says_a_tape_again_word_for_word_is_one():
    tape = "Gracias por llamar a Luz Norte. Todos nuestros agentes están ocupados."
    turns = [
        say("agent", 2, "Voy a consultarlo."),
        say("customer", 9, tape, seconds=5),
        say("customer", 25, tape, seconds=5),
        say("agent", 38, "Ya tengo la factura."),
    ]
    assert len(holds([], turns, own_channels=False)) == 1
    assert holds([], turns, own_channels=True) == ()


def test_a_tape_on_a_shared_channel_is_not_the_caller():
    tape = "Gracias por su preferencia, en un momento continuamos con su llamada."
    turns = [
        say("agent", 5, "Le dejo la línea en espera mientras reviso.", seconds=3),
        say("customer", 9, tape, seconds=4.5),
        say("agent", 20, "Listo, ya lo tengo.", seconds=2),
    ]
    (hold,) = holds([], turns, own_channels=False)
    assert (hold.attributes["kind"], hold.start, hold.end) == ("announcement", 9, 20)
    unasked = [say("agent", 5, "Dígame.", seconds=1), *turns[1:]]
    (unannounced,) = holds([], unasked, own_channels=False)
    assert unannounced.attributes["announced"] is False
    assert holds([], unasked) == ()


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("No me digan que mi llamada es importante, porque no es verdad.", "es"),
        ("El tiempo de espera estimado era de dos minutos.", "es"),
        ("Ya, pero usted es el número tres que me atiende hoy.", "es"),
        ("Todos nuestros agentes de zona tienen el mismo problema.", "es"),
        ("Quería darle las gracias por su preferencia y por el regalo.", "es"),
        ("Please stay on the line, I need to find the number.", "en"),
        ("Someone will be with you in a second, I will fetch my mother.", "en"),
        ("All our agents in the branch have the same problem.", "en"),
    ],
)
@pytest.mark.parametrize("own_channels", [True, False])
def test_a_customer_who_uses_words_of_a_tape_is_none(said, language, own_channels):
    turns = [
        say("agent", 5, "Dígame.", seconds=1),
        say("customer", 9, said, seconds=4),
        say("agent", 20, "Claro.", seconds=2),
    ]
    assert holds([], turns, language=language, own_channels=own_channels) == ()


@pytest.mark.parametrize(
    "said",
    [
        "Es que me dicen que en un momento continuamos con su llamada y nada.",
        "Total, que primero no contestaba nadie, luego que en un momento continuamos con su "
        "llamada y al final se cortó otra vez.",
    ],
)
def test_who_tells_of_a_tape_is_none(said):
    turns = [
        say("agent", 5, "Dígame.", seconds=1),
        say("customer", 9, said, seconds=6),
        say("agent", 20, "Listo, ya lo tengo.", seconds=2),
    ]
    assert holds([], turns) == ()


def test_a_long_story_of_the_customer_is_no_hold():
    turns = [
        say("agent", 5, "Un momento, cuénteme."),
        say("customer", 7, "Pues resulta que " * 10, seconds=30),
        say("agent", 38, "Entiendo."),
    ]
    assert holds([], turns) == ()


def test_call_lost_on_hold():
    turns = [say("agent", 5, "No cuelgue, por favor, le pongo en espera.")]
    (hold,) = holds([], turns, seconds=60)
    assert hold.end == 60
    assert hold.attributes["return_courtesy"] is None


def test_repeated_prompts_are_an_announcement_hold():
    prompt = "Todas nuestras líneas se encuentran ocupadas en este momento."
    turns = [
        say("agent", 5, "Le pongo en espera un momento."),
        say("other", 12, prompt, seconds=4),
        say("other", 30, prompt, seconds=4),
        say("agent", 41, "Gracias por esperar."),
    ]
    (hold,) = holds([], turns)
    assert hold.attributes["kind"] == "announcement"
    assert hold.start <= 12
    assert hold.end >= 34


@pytest.mark.parametrize(
    ("text", "again_s"),
    [("¿Bueno? ¿Me escucha bien, señor?", 20), ("Ahora mismo le digo qué ha pasado.", 12)],
)
def test_an_agent_who_says_something_twice_is_no_recorded_prompt(text, again_s):
    assert holds([], [say("agent", 5, text), say("agent", again_s, text)]) == ()


def test_a_tape_that_ends_with_a_question_is_a_tape():
    tape = (
        "Su llamada es muy importante para nosotros, permanezca a la espera. "
        "¿Sabía que puede pagar su factura en nuestra web?"
    )
    (hold,) = holds([], [say("agent", 4, tape), say("agent", 18, tape)])
    assert hold.attributes["kind"] == "announcement"
    assert (hold.start, hold.end > 18) == (4, True)


def test_the_waiting_time_told_with_a_question_is_the_agents_and_no_tape():
    told = "Para eso debo llamar al área. El tiempo de espera estimado es de cuatro minutos."
    asked = say("agent", 2, f"{told} ¿Desea esperar?", seconds=7)
    (hold,) = holds([music(12, 60)], [asked, say("customer", 10, "Sí, espero.")])
    assert hold.start == 12
    assert hold.attributes["duration_given"] is True


def test_telephony_beats_audio_and_both_are_shown():
    found = holds([music(14, 45), music(80, 95)], GOOD, holds=({"start": 13, "end": 46},))
    told, heard = found
    assert (told.start, told.end) == (13, 46)
    assert told.attributes["source"] == "telephony"
    assert told.attributes["audio_start"] == 14
    assert told.attributes["kind"] == "music"
    assert heard.attributes["disagree"] is True
    assert heard.confidence < 0.5


def test_what_was_in_a_hold_that_only_telephony_knows_is_not_known():
    heard, told = holds([music(14, 45)], GOOD, holds=({"start": 60, "end": 70},))
    assert told.attributes["kind"] is None
    assert told.attributes["audio_start"] is None
    assert told.attributes["disagree"] is True
    assert set(told.attributes) == set(heard.attributes)


def test_a_hold_that_telephony_knows_and_that_is_silent_is_a_silent_one():
    (hold,) = holds([], GOOD, holds=({"start": 15, "end": 44},))
    assert hold.attributes["kind"] == "silence"
    assert hold.attributes["disagree"] is False


def test_a_hold_said_to_begin_after_the_recording_ended_is_left_out():
    (heard,) = holds([music(14, 45)], GOOD, holds=({"start": 9000, "end": 9030},))
    assert (heard.start, heard.end) == (14, 45)


def test_no_turns_and_no_sounds():
    assert holds([], []) == ()


def test_silent_wait_after_transfer_words_is_a_hold():
    turns = [
        say("agent", 5, "Le paso con facturación."),
        say("agent", 30, "Buenos días, le atiende Marta."),
    ]
    (hold,) = holds([], turns, seconds=33)
    assert hold.start == pytest.approx(6.4, abs=1)
    assert hold.end == pytest.approx(30, abs=1)


def test_thanks_for_a_later_wait_do_not_make_a_hold_of_an_earlier_silence():
    turns = [
        say("agent", 10, "Deme su cédula, por favor."),
        say("customer", 12, "Setenta y nueve, quinientos doce."),
        say("customer", 21, "¿Aló? ¿Sigue ahí?"),
        say("agent", 22.5, "Sí, aquí estoy. Voy a la agenda del doctor, ¿me espera en línea?"),
        say("customer", 27, "Bueno."),
        say("agent", 36, "Gracias por la espera."),
    ]
    assert [round(hold.start) for hold in holds([], turns)] == [27]


@pytest.mark.parametrize(("reply", "count"), [("Sí, claro.", 1), (None, 0)])
def test_a_shorter_silence_is_a_hold_where_the_caller_agreed_to_it(reply, count):
    turns = [say("agent", 10, "¿Me permite un momento para consultarlo?")]
    turns += [say("customer", 13.5, reply)] if reply else []
    turns.append(say("agent", 21.5, "Pues mire, aquí lo tengo."))
    assert len(holds([], turns)) == count


def test_a_hold_ends_where_the_agent_speaks_again_though_music_is_heard_longer():
    turns = [
        say("agent", 22, "Un momento, por favor."),
        say("agent", 33, "Ya no se puede devolver porque pasaron los diez días."),
    ]
    (hold,) = holds([music(24.4, 35.6)], turns)
    assert (hold.start, hold.end) == (24.4, 33)
