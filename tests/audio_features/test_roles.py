import pytest

from audio_features.call_metadata import CallMetadata
from audio_features.roles import assign_roles
from audio_features.timeline import Word


def said(*lines):
    """Words of ``(start, text)`` lines, 0.3 s each."""
    return [
        Word(word=token, start=start + 0.3 * i, end=start + 0.3 * i + 0.25, confidence=0.9)
        for start, text in lines
        for i, token in enumerate(text.split())
    ]


AGENT = said((0.0, "Gracias por llamar, le atiende Lucía Fernández, ¿en qué puedo ayudarle?"))
CUSTOMER = said((5.0, "Hola, tengo un problema con mi factura, me cobraron de más"))


def assign(words, *, layout="stereo", language="es", transfers_s=(), **metadata):
    return assign_roles(
        words,
        metadata=CallMetadata(**metadata),
        layout=layout,
        language=language,
        transfers_s=transfers_s,
    )


@pytest.mark.parametrize(("agent", "customer"), [(0, 1), (1, 0)])
def test_what_is_said_tells_the_agent_on_either_channel(agent, customer):
    found = assign({f"channel_{agent}": AGENT, f"channel_{customer}": CUSTOMER})
    assert found.roles.agent.channel == agent
    assert found.roles.customer.channel == customer
    assert found.roles.agent.confidence > 0.95
    assert "Gracias por llamar" in found.roles.agent.why
    assert "tengo un problema" in found.roles.customer.why


def test_the_sidecars_channel_means_nothing_in_mono():
    found = assign({"speaker_0": AGENT, "speaker_1": CUSTOMER}, layout="mono", agent_channel=1)
    assert found.parties["speaker_0"] == "agent"
    assert found.roles.agent.channel is None


def test_a_caller_who_speaks_first_is_still_the_customer():
    caller = said((0.0, "¿Aló? ¿Buenas?"), (6.0, "quería preguntar por mi pedido"))
    agent = said((2.0, "buenas tardes dígame"), (9.0, "permítame un momento por favor"))
    assert assign({"channel_0": caller, "channel_1": agent}).parties["channel_1"] == "agent"


def test_an_agent_who_never_introduces_himself_is_told_by_his_work():
    agent = said((0.0, "sí dígame"), (8.0, "¿me confirma su correo? ¿hay algo más?"))
    assert assign({"channel_0": CUSTOMER, "channel_1": agent}).parties["channel_1"] == "agent"


def test_on_an_outbound_call_the_customer_picks_up():
    picked_up = said((0.0, "sí buenas"), (9.0, "ahora no puedo"))
    caller = said((1.5, "buenas tardes, le llamo de Seguros Norte"))
    found = assign({"channel_0": picked_up, "channel_1": caller}, direction="outbound")
    assert found.parties == {"channel_0": "customer", "channel_1": "agent"}


def test_the_agents_name_counts_for_who_says_it_first():
    agent = said((0.0, "hola soy Lucía"))
    customer = said((2.0, "hola Lucía qué tal"))
    found = assign({"channel_0": customer, "channel_1": agent}, agent_name="Lucía Fernández")
    assert found.parties["channel_1"] == "agent"
    assert "Lucía" in found.roles.agent.why


def test_one_voice_alone_has_one_role():
    found = assign({"channel_0": AGENT, "channel_1": []})
    assert found.roles.agent is not None
    assert found.roles.customer is None


def test_without_any_sign_the_confidence_says_so():
    found = assign({"channel_0": said((0, "eh bueno sí")), "channel_1": said((3, "pues no sé"))})
    assert found.roles.agent.confidence < 0.8


def test_after_a_transfer_the_second_agent_is_agent_too():
    second = said((60.0, "buenas tardes, le habla Carlos, ¿en qué puedo ayudarle?"))
    found = assign(
        {"speaker_0": AGENT, "speaker_1": CUSTOMER * 2, "speaker_2": second},
        layout="mono",
        transfers_s=(50.0,),
    )
    assert found.parties == {"speaker_0": "agent", "speaker_1": "customer", "speaker_2": "agent"}


def test_a_voice_in_the_background_is_other():
    found = assign(
        {"speaker_0": AGENT, "speaker_1": CUSTOMER, "speaker_2": said((6.0, "cierra la puerta"))},
        layout="mono",
    )
    assert found.parties["speaker_2"] == "other"


def test_english_cues_and_reasons():
    agent = said((0.0, "Thank you for calling, how may I help you?"))
    customer = said((4.0, "Hi, I got charged twice on my account"))
    found = assign({"channel_0": customer, "channel_1": agent}, language="en")
    assert found.parties["channel_1"] == "agent"
    assert found.roles.agent.why.startswith("Says")


def test_nobody_speaking_has_no_roles():
    found = assign({"channel_0": [], "channel_1": []})
    assert found.roles.agent is None
    assert found.roles.customer is None


def test_data_decide_against_what_is_heard_but_the_doubt_is_shown():
    found = assign({"channel_0": AGENT, "channel_1": CUSTOMER}, agent_channel=1)
    assert found.parties == {"channel_0": "customer", "channel_1": "agent"}
    assert found.roles.agent.channel == 1
    assert found.roles.agent.confidence == 0.5
    assert "canales están cambiados" in found.roles.agent.why


def test_data_that_agree_with_what_is_heard_are_certain():
    found = assign({"channel_0": AGENT, "channel_1": CUSTOMER}, agent_channel=0)
    assert found.roles.agent.confidence == 1.0
    assert "cambiados" not in found.roles.agent.why


def test_a_caller_who_says_what_outbound_agents_say_is_still_the_caller():
    agent = said((0.0, "Administración, sí, dígame"))
    caller = said((3.0, "Buenas, le hablo de parte del departamento cuatro be"))
    found = assign({"speaker_0": agent, "speaker_1": caller}, layout="mono")
    assert found.roles.agent.speaker == "speaker_0"


@pytest.mark.parametrize(
    ("language", "agent", "customer"),
    [
        ("es", "Dígale a su vecino que le cierre la llave y usted me avisa", "En mi casa mi techo"),
        ("en", "Check your box and then your fuse, would you", "My lights went off in my house"),
    ],
)
def test_whose_things_are_spoken_of_tells_who_called(language, agent, customer):
    found = assign(
        {"speaker_0": said((0.0, customer)), "speaker_1": said((6.0, agent))},
        layout="mono",
        language=language,
    )
    assert (found.roles.agent.speaker, found.roles.customer.speaker) == ("speaker_1", "speaker_0")
    assert any(word in found.roles.agent.why for word in ("su", "your"))
