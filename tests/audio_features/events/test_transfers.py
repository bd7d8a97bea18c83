import pytest

from audio_features.call_metadata import CallMetadata
from audio_features.events.transfers import mark_transfer_holds, transfer_events, transfer_waits
from audio_features.hearing import Sound, SpeakerSpan
from audio_features.timeline import Event, Turn, Word


def say(party, start, text, *, seconds=None):
    spoken = text.split()
    length = seconds if seconds is not None else max(0.4, 0.35 * len(spoken))
    step = length / len(spoken)
    words = tuple(
        Word(word=word, start=start + k * step, end=start + (k + 1) * step, confidence=0.9)
        for k, word in enumerate(spoken)
    )
    end = start + length
    return Turn(party=party, start=start, end=end, text=text, confidence=0.9, words=words)


def hold(start, end):
    return Event(
        kind="hold",
        party="agent",
        start=start,
        end=end,
        confidence=0.9,
        attributes={"kind": "music", "during_transfer": False},
    )


def ringing(start, n=2):
    return [
        Sound(kind="ringback", channel=0, start=start + 5 * i, end=start + 5 * i + 1, confidence=1)
        for i in range(n)
    ]


def transfers(turns, *, sounds=(), holds=(), language="es", speakers=(), **metadata):
    return transfer_events(
        turns,
        sounds=sounds,
        holds=holds,
        metadata=CallMetadata(**metadata),
        language=language,
        speakers=speakers,
    )


ASK = say("agent", 10, "¿Le parece bien si le paso con facturación para que revisen su recibo?")
YES = say("customer", 15.5, "Sí, claro.")
GO = say("agent", 17, "Le paso con mi compañera, no cuelgue.")
NEW = say("agent", 40, "Buenos días, le atiende Marta de facturación, ¿en qué puedo ayudarle?")
WARM = say(
    "agent", 40, "Buenos días, soy Marta, me comenta mi compañero que le cobraron dos veces."
)


def test_a_well_done_transfer():
    (found,) = transfers([ASK, YES, GO, WARM], holds=[hold(20, 39)])
    assert (found.kind, found.party) == ("transfer", "agent")
    assert found.start == pytest.approx(17)
    assert found.end == pytest.approx(40)
    assert found.attributes["explained"] is True
    assert found.attributes["consented"] is True
    assert found.attributes["warm"] is True
    assert "facturacion" in str(found.attributes["to"])


def test_a_cold_unexplained_transfer():
    turns = [say("agent", 17, "Lo transfiero."), NEW]
    (found,) = transfers(turns, sounds=ringing(21))
    assert found.attributes["explained"] is False
    assert found.attributes["consented"] is False
    assert found.attributes["warm"] is False


@pytest.mark.parametrize(
    "text",
    [
        "le paso con el departamento técnico",
        "lo transfiero al área de soporte",
        "lo comunico con mi supervisora",
        "la voy a comunicar con cobranzas",
        "te paso con un compañero",
        "le voy a transferir su llamada",
        "lo voy a derivar con ventas",
        "lo enlazo con un asesor",
        "le comonico con bajas",  # as recognised
    ],
)
def test_transfer_words_of_many_regions(text):
    assert len(transfers([say("agent", 17, text), NEW], holds=[hold(22, 39)])) == 1


@pytest.mark.parametrize(
    "text", ["I'll transfer you to billing now.", "Let me put you through to my supervisor."]
)
def test_english(text):
    new = say("agent", 40, "Good morning, this is Kate in billing, how can I help?")
    assert len(transfers([say("agent", 17, text), new], holds=[hold(22, 39)], language="en")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "No le puedo transferir con un supervisor.",
        "Si quiere le paso con un compañero.",
        "No puedo pasarle con facturación ahora.",
        "Le paso con facturación.",
    ],
)
def test_promised_or_refused_without_change_is_no_transfer(text):
    turns = [say("agent", 17, text), say("customer", 21, "Bueno."), say("agent", 22, "Entonces…")]
    assert transfers(turns) == ()


@pytest.mark.parametrize(
    ("said", "transferred"),
    [
        ("Entonces la dirección es Alcalá doce.", 0),
        ("Me da la dirección, por favor.", 0),
        ("La direcciono con el área de garantías.", 1),
        ("Tiene razón en desconfiar, si ya le pasó.", 0),
        ("Ya le paso.", 1),
        ("Le pasó con garantías.", 1),  # an accent too many
    ],
)
def test_an_address_or_what_befell_somebody_is_no_transfer(said, transferred):
    assert len(transfers([say("agent", 17, said), NEW])) == transferred


@pytest.mark.parametrize("said", ["Lo direcciono, un momento.", "La transfiero, un momento."])
def test_a_moment_is_nobody_to_be_passed_on_to(said):
    (found,) = transfers([say("agent", 17, said), NEW], holds=[hold(22, 39)])
    assert found.attributes["to"] is None


def test_same_agent_coming_back_is_a_hold_not_a_transfer():
    turns = [GO, say("agent", 40, "Gracias por esperar, no me contestan.")]
    assert transfers(turns, holds=[hold(20, 39)]) == ()


def test_refused_then_hold_is_no_transfer():
    turns = [
        say("agent", 17, "No le puedo transferir, pero permítame consultarlo."),
        say("agent", 40, "Buenos días de nuevo, gracias por esperar."),
    ]
    assert transfers(turns, holds=[hold(22, 39)]) == ()


def test_a_new_speaker_label_is_a_new_voice():
    back = say("agent", 40, "Ya tengo su expediente delante de mí.")
    speakers = [
        SpeakerSpan(speaker="speaker_0", start=17, end=20, confidence=1),
        SpeakerSpan(speaker="speaker_2", start=40, end=45, confidence=1),
    ]
    assert len(transfers([GO, back], holds=[hold(20, 39)], speakers=speakers)) == 1


def test_call_lost_while_it_rings():
    (found,) = transfers([GO], sounds=ringing(21, 3))
    assert found.attributes["connected"] is False
    assert found.attributes["warm"] is None


def test_announced_twice_is_one_transfer():
    assert len(transfers([ASK, YES, GO, NEW], holds=[hold(20, 39)])) == 1


def test_telephony_transfer_without_words():
    (found,) = transfers([NEW], transfers=({"at": 20.0, "to": "billing", "kind": "blind"},))
    assert found.start == 20
    assert found.attributes["source"] == "telephony"
    assert found.attributes["to"] == "billing"
    assert found.attributes["explained"] is None


def test_attended_transfer_is_warm():
    (found,) = transfers(
        [GO, NEW], holds=[hold(20, 39)], transfers=({"at": 21.0, "kind": "attended"},)
    )
    assert found.attributes["warm"] is True
    assert found.attributes["explained"] is True


def test_customers_name_in_the_greeting_is_warm():
    new = say("agent", 40, "Buenos días señor Quiroga, le atiende Marta.")
    (found,) = transfers([GO, new], holds=[hold(20, 39)], customer_name="Luis Quiroga")
    assert found.attributes["warm"] is True


def test_customer_saying_it_is_no_transfer():
    turns = [say("customer", 17, "Le paso con mi esposa."), NEW]
    assert transfers(turns, holds=[hold(20, 39)]) == ()


def test_hold_during_transfer_is_marked_and_others_are_not():
    found = transfers([ASK, YES, GO, WARM], holds=[hold(20, 39)])
    marked = mark_transfer_holds([hold(20, 39), hold(80, 99)], found)
    assert [h.attributes["during_transfer"] for h in marked] == [True, False]


def test_nothing_said():
    assert transfers([]) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Hola, gracias por esperar, mi compañera está en otra llamada.",
        "Buenas tardes de nuevo, la línea está ocupada.",
        "Bueno, disculpe la demora, no contestan.",
    ],
)
def test_a_greeting_of_the_same_agent_is_no_new_voice(text):
    assert transfers([GO, say("agent", 40, text)], holds=[hold(20, 39)]) == ()


def test_new_voice_that_thanks_for_waiting_and_introduces_itself():
    new = say("agent", 40, "Gracias por esperar, mi nombre es Marta, ¿en qué le ayudo?")
    assert len(transfers([GO, new], holds=[hold(20, 39)])) == 1


def test_the_wait_while_it_rings_at_the_new_agent_is_a_hold_of_the_transfer():
    moved = Event(kind="transfer", party="agent", start=20.0, end=28.0, confidence=0.8)
    words = say("agent", 20.0, "lo paso", seconds=1.5)
    (wait,) = transfer_waits([moved], [], [words])
    assert (wait.kind, wait.start, wait.end) == ("hold", 21.5, 28.0)
    assert wait.attributes["during_transfer"] is True
    assert wait.attributes["announced"] is None
    where_from = {name: wait.attributes[name] for name in ("source", "disagree", "audio_start")}
    assert where_from == {"source": "audio", "disagree": False, "audio_start": None}
    assert "audio_end" in wait.attributes


def test_a_hold_heard_during_the_transfer_is_not_told_twice():
    moved = Event(kind="transfer", party="agent", start=20.0, end=28.0, confidence=0.8)
    music = Event(kind="hold", party="agent", start=21.0, end=27.0, confidence=0.9)
    assert transfer_waits([moved], [music], []) == ()


def test_ringing_in_mid_call_is_a_transfer_that_nobody_explained():
    turns = [
        say("agent", 2.0, "Buenas tardes, dígame."),
        say("customer", 5.0, "Quería hablar de las expensas de mi departamento."),
        say("agent", 9.0, "Eso no lo veo yo."),
        say("agent", 24.0, "Contabilidad, ¿quién habla?"),
    ]
    (moved,) = transfers(turns, sounds=ringing(12.0))
    assert moved.attributes["explained"] is False
    assert moved.attributes["connected"] is True
    assert moved.end == 24.0


def test_the_ringing_before_the_answer_is_no_transfer():
    turns = [say("agent", 12.0, "Buenas tardes, dígame."), say("customer", 15.0, "Hola.")]
    assert transfers(turns, sounds=ringing(0.0)) == ()


def test_what_was_explained_and_agreed_before_leave_was_taken_still_counts():
    turns = [
        say("agent", 10, "La química tiene que ver la dosis. ¿Me permite comunicarla con ella?"),
        say("customer", 16, "Claro que sí."),
        say("agent", 18, "Quedamos así, hoy le llega su pedido. ¿Hay algo más?"),
        say("customer", 25, "No, nada más."),
        say("agent", 27, "Que esté muy bien, y la comunico."),
        say("agent", 42, "Buenos días, soy Renata, ya me platicó Rodrigo lo de su pedido."),
    ]
    (found,) = transfers(turns, holds=[hold(30, 41)])
    assert found.start == pytest.approx(27)
    assert (found.attributes["consented"], found.attributes["warm"]) == (True, True)


def test_on_one_channel_a_new_voice_that_was_taken_for_the_customers_still_took_over():
    greeting = "Don Hernán, buenas tardes, le habla Andrés Quintero, de seguridad."
    answer = "Ah, buenas tardes, sí, dígame."
    one_voice = [SpeakerSpan(speaker="speaker_1", start=40, end=60, confidence=1.0)]
    own_legs = [SpeakerSpan(speaker="channel_1", start=40, end=60, confidence=1.0)]
    wait = [hold(20, 39)]

    def connected(text, speakers):
        (found,) = transfers([GO, say("customer", 40, text)], holds=wait, speakers=speakers)
        return found.attributes["connected"], found.end

    assert connected(greeting, one_voice) == (True, 40)
    assert connected(answer, one_voice)[0] is False
    # Where each has a channel, nobody else can speak on the customer's.
    assert connected(greeting, own_legs)[0] is False


def test_who_greets_after_the_wait_and_talks_as_agents_do_took_over_though_no_name_is_understood():
    voices = [SpeakerSpan(speaker="speaker_1", start=40, end=60, confidence=1.0)]

    def opening(greeting, then):
        return [ASK, YES, GO, say("customer", 40, greeting), say("customer", 46, then)]

    took_over = opening(
        "Don Hernán, buenas tardes, le hablan tres Quintero de seguridad.",
        "Le hago dos preguntas y se la dejo activa.",
    )
    still_there = opening("¿Hola? Buenas tardes.", "Es que llevo un rato aquí con la musiquita.")
    (found,) = transfers(took_over, holds=[hold(20, 39)], speakers=voices)
    assert found.attributes["connected"] is True
    (found,) = transfers(still_there, holds=[hold(20, 39)], speakers=voices)
    assert found.attributes["connected"] is False


def test_a_colleague_who_asks_for_it_all_anew_was_told_nothing_whatever_was_promised():
    promised = say("agent", 5, "Le paso con mi compañero, él ya está al tanto.")
    knows = say("other", 22, "Hola, ya me contaron lo de su certificado.")
    asks = say("other", 22, "Pues no tengo ni idea, cuénteme todo desde el principio.")
    for new_voice, warm in ((knows, True), (asks, False)):
        (event,) = transfers([promised, new_voice], sounds=ringing(10))
        assert event.attributes["warm"] is warm


def test_who_asks_for_a_name_only_to_check_it_may_have_been_told_all_the_same():
    promised = say("agent", 5, "Le paso con mi compañero, él ya está al tanto.")
    plain = say("agent", 5, "Le paso con mi compañero.")
    checks = say("other", 22, "Buenas tardes. Por seguridad, ¿cuál es su nombre completo?")
    knows = say("other", 22, "Buenas, veo su reclamo aquí. Por seguridad, ¿cuál es su nombre?")
    by_name = say("other", 22, "Señora García, soy Luis. ¿Qué necesita hacer con la línea?")

    def warm(*turns, **told):
        (event,) = transfers(turns, sounds=ringing(10), **told)
        return event.attributes["warm"]

    assert warm(promised, checks) is None
    assert warm(plain, checks) is False
    assert warm(promised, knows) is True
    assert warm(promised, by_name, customer_name="Ana García") is True


def test_a_hold_before_it_rings_belongs_to_the_transfer_that_nobody_announced():
    turns = [
        say("agent", 5, "Yo mismo se lo explico a la analista para que la atienda."),
        say("other", 85, "Señora Salazar, mi colega me informó que necesita reprogramar."),
    ]
    (event,) = transfers(turns, sounds=ringing(72), holds=[hold(10, 70)])
    assert event.attributes["connected"] is True
    assert event.attributes["warm"] is True
