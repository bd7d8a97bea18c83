"""Who is called what on a call."""

from typing import Any

import pytest

from audio_features.call_metadata import CallMetadata
from audio_features.timeline import Party, Turn
from scoring.language.names import CallNames, find_names


def names(*lines: tuple[Party, str], language: str = "es", **metadata: Any) -> CallNames:
    turns = [
        Turn(party=party, start=4.0 * i, end=4.0 * i + 3, text=text, confidence=0.9)
        for i, (party, text) in enumerate(lines)
    ]
    return find_names(turns=turns, language=language, metadata=CallMetadata(**metadata))


def test_name_asked_given_and_used() -> None:
    call = names(
        ("agent", "Buenos días, le atiende Marta de Telefonía Sur, ¿con quién tengo el gusto?"),
        ("customer", "Con Laura Jiménez."),
        ("agent", "Muy bien, señora Giménez, ¿en qué le ayudo?"),
        ("agent", "Hasta luego, doña Laura."),
    )
    assert call.caller_name == "Laura Jiménez"
    assert [use.name for use in call.agent_name] == ["Marta"]
    assert len(call.agent_company) == 1
    assert len(call.asked) == 1
    assert [use.turn_index for use in call.used] == [2, 3]


def test_names_without_capitals_are_known_by_cue_and_lexicon() -> None:
    call = names(
        ("agent", "buenas tardes le saluda yesenia de soporte"),
        ("customer", "mi nombre es rosa maría"),
    )
    assert [use.name for use in call.agent_name] == ["yesenia"]
    assert call.caller_name == "rosa maría"


def test_metadata_name_is_found_as_the_recogniser_spells_it() -> None:
    call = names(("agent", "Señor Ordónez, un momento."), customer_name="Luis Ordóñez")
    assert call.caller_name == "Luis Ordóñez"
    assert [use.name for use in call.used] == ["Ordónez"]


def test_the_first_word_of_an_answer_belongs_to_the_name_it_begins() -> None:
    call = names(
        ("agent", "Hello, who's this I'm talking to?"),
        ("customer", "Bridie Geraghty, I'm ringing about the direct debit."),
        ("agent", "Mind yourself, Bridie, bye."),
        language="en",
    )
    assert call.caller_name == "Bridie Geraghty"
    assert [use.turn_index for use in call.used] == [2]


def test_whoever_is_asked_for_by_name_is_the_caller() -> None:
    call = names(
        ("agent", "Hola, buenos días, ¿hablo con Amparo Vidal?"),
        ("customer", "Sí, soy yo."),
        ("agent", "Pues apuntado, Amparo."),
    )
    assert call.caller_name == "Amparo Vidal"
    assert len(call.asked) == 1
    assert [use.turn_index for use in call.used] == [2]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Ahora mismo hablo con Marta de logística y le digo algo.", "Vale."),
        ("¿Hablo con Amparo Vidal?", "No, soy su hijo."),
    ],
)
def test_whoever_is_only_spoken_of_is_not_the_caller(said: str, answer: str) -> None:
    call = names(("agent", said), ("customer", answer), ("agent", "Vale, dígame."))
    assert call.caller_name is None
    assert call.used == ()


@pytest.mark.parametrize("greeting", ["Hola", "Vale", "Ajá", "Buenas"])
def test_a_greeting_before_the_name_is_no_part_of_it(greeting: str) -> None:
    call = names(("agent", "¿Me dice su nombre?"), ("customer", f"{greeting} Marta Ruiz."))
    assert call.caller_name == "Marta Ruiz"


def test_being_a_client_is_no_name() -> None:
    call = names(("customer", "Soy cliente desde hace años."), ("customer", "Soy la titular."))
    assert call.given == ()
    assert call.caller_name is None


def test_agent_own_name_is_not_the_callers_name_used() -> None:
    call = names(("agent", "Soy Laura, de soporte."), customer_name="Laura Gil")
    assert call.used == ()


def test_somebody_elses_name_is_not_the_callers() -> None:
    call = names(
        ("customer", "Soy Pedro Lagos."),
        ("agent", "Le paso con Rosa."),
        ("agent", "Gracias, don Pedro."),
    )
    assert [use.quote for use in call.used] == ["don Pedro."]


def test_english_names() -> None:
    call = names(
        ("agent", "Good morning, this is Rachel from Northgate. May I have your name?"),
        ("customer", "Sure, it's Mark Johnson."),
        ("agent", "Thank you, Mr Johnson. I will mark it as paid."),
        language="en",
    )
    assert call.caller_name == "Mark Johnson"
    assert [use.name for use in call.agent_name] == ["Rachel"]
    assert [use.name for use in call.used] == ["Johnson"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Hola, soy Martina Costa de Rosario.", "Martina Costa"),
        ("Me llamo Carlos de Madrid y quería una cita.", "Carlos"),
        ("Soy Juan de la Cruz.", "Juan de la Cruz"),
        ("Soy María José de León.", "María José de León"),
        ("Soy Ana del Valle Ortiz.", "Ana del Valle Ortiz"),
        ("Soy Óscar de Marcos.", "Óscar de Marcos"),
    ],
)
def test_the_town_behind_a_name_is_no_part_of_it(said: str, name: str) -> None:
    assert names(("customer", said)).caller_name == name
    asked = names(("agent", "¿Con quién tengo el gusto?"), ("customer", said))
    assert [use.name for use in asked.given] == [name]


def test_a_name_with_de_that_the_metadata_knows_stays_whole() -> None:
    (use,) = names(("customer", "Soy Ana Gil de Biedma."), customer_name="Ana Gil de Biedma").given
    assert use.name == "Ana Gil de Biedma"


def test_a_name_torn_into_words_behind_a_title_is_the_callers_and_a_near_one_is_not() -> None:
    def used(thanks: str) -> list[int]:
        call = names(
            ("agent", "¿Con quién tengo el gusto?"),
            ("customer", "Con Amparo Vidal."),
            ("agent", thanks),
        )
        return [use.turn_index for use in call.used]

    assert used("Gracias, doña en paro, se lo miro.") == [2]
    assert used("Gracias, doña Paula, se lo miro.") == []


def test_whoever_says_who_they_are_needs_no_capital() -> None:
    (use,) = names(("agent", "recaudacion buenos dias soy rocio en que te puedo ayudar")).agent_name
    assert use.name == "rocio"
    assert names(("agent", "le cortaron la luz y no hay paz")).agent_name == ()


@pytest.mark.parametrize(
    ("answer", "caller"),
    [
        ("Soy yo, no puedo hablar mucho.", "Laura Jiménez"),
        ("Claro, no hay problema.", "Laura Jiménez"),
        ("No, se ha equivocado.", None),
        ("Laura no está.", None),
        ("Ella no está ahora.", None),
    ],
)
def test_whoever_is_asked_for_is_the_caller_unless_the_answer_says_otherwise(
    answer: str, caller: str | None
) -> None:
    call = names(("agent", "Buenos días, ¿hablo con Laura Jiménez?"), ("customer", answer))
    assert (call.caller_name, call.used) == (caller, ())


def test_companies_sign_too_and_are_less_surely_the_agents_name() -> None:
    person, company = (
        names(("agent", said), language="en").agent_name[0].score
        for said in ("Good morning, Tracy speaking, how can I help?", "Hello, Vodafone here.")
    )
    assert company < 0.6 < person


def test_a_title_whose_last_sound_went_to_the_name_still_is_the_callers() -> None:
    call = names(
        ("agent", "¿Con quién tengo el gusto?"),
        ("customer", "Con Nélida Condori."),
        ("agent", "Gracias por llamarnos, señor Anélida."),
        ("agent", "Gracias, señor Alarcón."),
    )
    assert [use.turn_index for use in call.used] == [2]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ("Evaristo Cano", "Gracias por aguantarme, señor baristo."),
        ("Eusebio Lerma", "Muchas gracias por la charla Donneusevio y buenas tardes."),
        ("Néstor Ferraro", "Quédese tranquilo, señor cerrado."),
        ("Fermina Galdós", "Gracias por llamar, termina y cuídese mucho."),
    ],
)
def test_a_name_taken_for_another_word_where_a_name_belongs_is_the_callers(
    known: str, said: str
) -> None:
    assert len(names(("agent", said), customer_name=known).used) == 1
    assert names(("agent", said), customer_name="Ildefonso Quiroga").used == ()


@pytest.mark.parametrize(
    ("said", "times"),
    [
        ("Gracias por llamar, don un medio, que tenga un buen día.", 1),
        ("Gracias por llamar, don Carlos.", 0),
        ("Tiene usted un don increíble para esto.", 0),
        ("¿Don de vive usted?", 0),
    ],
)
def test_don_before_what_is_no_name_is_the_callers_lost_to_the_recogniser(
    said: str, times: int
) -> None:
    assert len(names(("agent", said), customer_name="Eusebio Larrañaga").used) == times


@pytest.mark.parametrize(
    ("greeting", "caller"),
    [
        ("Hola, Camila, Gustavo Ledesma, te llamo por unos auriculares.", "Gustavo Ledesma"),
        ("Hola, Camila, ¿qué tal? Compré unos auriculares.", None),
        ("Hola, Rodrigo me vendió unos auriculares.", None),
    ],
)
def test_a_name_at_the_head_of_a_clause_is_the_callers_where_the_agent_calls_them_so(
    greeting: str, caller: str | None
) -> None:
    call = names(
        ("agent", "Buenas tardes, te habla Camila."),
        ("customer", greeting),
        ("agent", "Dale, Gustavo, pasame el número de pedido."),
        ("agent", "Gracias por la paciencia, Gustavo, que tengas linda tarde."),
    )
    assert call.caller_name == caller


def test_how_callers_say_their_own_name_is_how_the_agent_may_be_misheard() -> None:
    call = names(
        ("agent", "Good morning, this is Priya."),
        ("customer", "Oh, morning, love. Uh, Jeff Tattasol's the name."),
        ("agent", "I am sorry, Mr. Tattasol."),
        ("agent", "Thank you for being so patient, Mr. Tattasal."),
        customer_name="Geoff Tattersall",
        language="en",
    )
    assert [use.turn_index for use in call.used] == [2, 3]


def test_whoever_is_back_on_the_line_does_not_give_the_callers_name_for_their_own() -> None:
    call = names(
        ("agent", "Buenas tardes, soy Lucía."),
        ("agent", "Ya estoy aquí, don Eusebio, gracias por la espera."),
        customer_name="Eusebio Cobos",
    )
    assert [use.name for use in call.agent_name] == ["Lucía"]
    assert [use.turn_index for use in call.used] == [1]


def test_a_word_one_sound_off_a_name_inside_a_clause_is_that_word() -> None:
    call = names(("agent", "La sesión termina a las ocho."), customer_name="Fermina Galdós")
    assert call.used == ()


def test_a_name_in_small_letters_is_known_by_the_title_the_agent_gives_it() -> None:
    said = ("customer", "disculpe la molestia soy refugio barrios")
    assert names(said, ("agent", "ay don refugio qué angustia")).caller_name == "refugio"
    assert names(said, ("agent", "ay señor qué angustia")).caller_name is None


def test_the_agents_word_for_a_name_may_be_misheard_as_the_callers_own_was() -> None:
    call = names(
        ("customer", "Hello, my name is Dermott Kylie."),
        ("agent", "Right, Mr. Kylie, and what does it say?"),
        language="en",
        customer_name="Dermot Kiely",
    )
    assert [use.turn_index for use in call.used] == [1]


@pytest.mark.parametrize(
    ("language", "said", "name"),
    [
        ("es", "Egun on, Consorcio Ibai, Miren Zabaleta al habla.", "Miren Zabaleta"),
        (
            "es",
            "Buen día, Resort Mamey, Yuleisy Marte por aquí, ¿en qué le sirvo?",
            "Yuleisy Marte",
        ),
        ("en", "Good morning, Fenland District Council, Trish speaking.", "Trish"),
    ],
)
def test_agents_sign_with_their_name_too(language: str, said: str, name: str) -> None:
    (use,) = names(("agent", said), language=language).agent_name
    assert use.name == name


def test_the_agents_name_as_the_data_have_it_needs_no_cue_in_the_first_words() -> None:
    said = ("agent", "Buenas tardes, policlínica Puente Rafael, en citas Lisbeth.")
    assert len(names(said, agent_name="Lisbeth Urdaneta").agent_name) == 1
    assert names(said).agent_name == ()


@pytest.mark.parametrize(
    ("answers", "known"),
    [
        ("Hola, ¿es Marta? Mire, tengo un recibo doble.", {}),
        ("Hola, ayer hablé con Marta por un recibo.", {}),
        ("Soy Marta Gil, tengo un recibo doble.", {"customer_name": "Marta Gil"}),
    ],
)
def test_who_answers_has_their_own_name_whoever_else_has_it(
    answers: str, known: dict[str, str]
) -> None:
    said = ("agent", "Seguros Almenara, Marta, buenos días.")
    about = {"agent_name": "Marta Ruiz", **known}
    assert len(names(said, ("customer", answers), **about).agent_name) == 1
    called_up = names(said, ("customer", answers), **about, direction="outbound")
    assert called_up.agent_name == ()


def test_a_customer_whose_name_is_like_the_agents_takes_nothing_from_it() -> None:
    said = ("agent", "Seguros Almenara, Mario, buenos días.")
    call = names(said, agent_name="Mario Paz", customer_name="María Gómez")
    assert (len(call.agent_name), call.used) == (1, ())


def test_the_agents_name_is_known_in_other_letters_and_torn_apart() -> None:
    misheard = ("agent", "Cerviclima Lara, buenas tardes, la fiendes y ormancolina.")
    (use,) = names(misheard, agent_name="Yorman Colina").agent_name
    assert use.name.endswith("ormancolina")
    asks = ("agent", "Buenas tardes, ¿con el señor Jairon Tuapanta, por favor?")
    answers = ("customer", "Sí, con el mismo, ¿de parte de quién será?")
    says = ("agent", "De salud a Caterine Vinoesa, de Óptica los Ilinizas.")
    known = {"agent_name": "Katherine Vinueza", "direction": "outbound"}
    (use,) = names(asks, answers, says, **known).agent_name
    assert use.turn_index == 2
    assert names(asks, answers, says, agent_name="Luis Ocaña").agent_name == ()


@pytest.mark.parametrize(
    ("language", "told", "answer", "agent_name"),
    [
        ("en", "Hi, my name is Daniela Ross.", "Sure, Daniela, let me see.", "Daniel Price"),
        ("es", "Hola, soy Mario López.", "Muy bien, Mario, ahora lo miro.", "María Soto"),
        ("en", "Where does it go?", "To Madison, sure.", "Madison Price"),
        ("es", "¿Y dónde están?", "En la calle Mariana Pineda.", "Mariana Ríos"),
    ],
)
def test_a_name_said_later_on_a_call_that_came_in_is_not_the_agents(
    language: str, told: str, answer: str, agent_name: str
) -> None:
    first = ("agent", "Good morning, Acme." if language == "en" else "Buenos días, Acme.")
    call = names(
        first, ("customer", told), ("agent", answer), language=language, agent_name=agent_name
    )
    assert call.agent_name == ()


def test_the_callers_name_is_not_the_agents_that_sounds_alike() -> None:
    called = ("agent", "Buenos días, ¿hablo con Mario López?")
    says = ("customer", "Sí, soy Mario López.")
    answer = ("agent", "Muy bien, Mario, le llamo por su pedido.")
    assert names(called, says, answer, agent_name="María Soto").agent_name == ()


def test_a_name_that_is_an_ordinary_word_too_is_one_where_somebody_is_called_by_it() -> None:
    given = ("customer", "soy luz prieto de murcia y llevo nueve días sin teléfono")
    thanks = ("agent", "Gracias por llamar luz y buenas tardes")
    called = names(given, thanks, customer_name="Luz Prieto")
    assert [use.turn_index for use in called.used] == [1]
    for spoken_of in ("Le cortaron la luz.", "Ya ha pagado la última luz.", "Azul, verde, luz."):
        assert names(given, ("agent", spoken_of), customer_name="Luz Prieto").used == ()


@pytest.mark.parametrize(
    "said",
    [
        "Muy bien, señora Jiménez, a la orden.",
        "Gracias a usted, Laura, para servirle.",
        "Veo aquí un pedido de Amazon por aquí.",
    ],
)
def test_thanks_to_the_caller_are_not_the_agents_signature(said: str) -> None:
    opening = ("agent", "Buenas tardes, dígame.")
    assert names(opening, ("agent", said), customer_name="Laura Jiménez").agent_name == ()


def test_what_follows_a_title_and_a_comma_is_no_name() -> None:
    said = ("customer", "y es eso lo que le digo")
    assert names(said, ("agent", "Señora, eso no lo hacemos aquí.")).caller_name is None


def test_buenos_dias_is_not_the_name_of_agent_diaz() -> None:
    assert names(("agent", "Buenos días, dígame."), agent_name="Pedro Díaz").agent_name == ()
    assert names(("agent", "Bueno, dígame."), agent_name="Laura Bueno").agent_name == ()


@pytest.mark.parametrize(
    ("language", "said", "known"),
    [
        ("en", "Mr Morrison will call you back.", "Paul Harrison"),
        ("es", "La señora Fernández le llamará.", "Eva Hernández"),
        ("en", "Thanks, one moment.", "Tom Shanks"),
        ("es", "Marina, pásame la llamada.", "Karina Sosa"),
        ("es", "Señora, primero necesito su documento.", "Ana Romero"),
        ("en", "Thanks for calling, will that be all?", "Paul Will"),
    ],
)
def test_somebody_elses_name_near_the_callers_is_not_the_callers(
    language: str, said: str, known: str
) -> None:
    assert names(("agent", said), language=language, customer_name=known).used == ()


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("ya, remedios, pues eso que hay que pagarlo", True),
        ("pues muchas gracias remedios que pase buen día", True),
        ("gracias, remedios", True),
        ("eso no tiene más remedios que pagarlo", False),
        ("hay varios remedios, pues eso", False),
    ],
)
def test_a_name_that_is_a_word_too_is_one_where_somebody_is_called(said: str, called: bool) -> None:
    call = names(("agent", said), customer_name="Remedios Calvo")
    assert bool(call.used) == called


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Ascensores Norteña, averías, Inmaculada Soto. ¿Dirección?", "Inmaculada Soto"),
        ("Gestoría Amparo Ruiz, Julián, dígame.", "Julián"),
        ("Hola, Marta, dígame.", None),
        ("Buenas tardes, Seguros Marta Soto, dígame.", None),
        ("Ascensores Norteña, ¿Inmaculada Soto?", None),
    ],
)
def test_a_persons_name_behind_the_companys_is_that_of_who_answers(
    said: str, name: str | None
) -> None:
    found = names(("agent", said), ("customer", "Buenas, es por una avería."))
    assert [use.name for use in found.agent_name] == ([] if name is None else [name])


def test_whoever_calls_somebody_says_their_name_between_commas_and_not_the_own() -> None:
    said = ("agent", "Buenas tardes desde Ascensores Norteña, Inmaculada Soto, por favor.")
    assert not names(said, ("customer", "Sí, soy yo."), direction="outbound").agent_name


@pytest.mark.parametrize(
    "asked", ["¿Sos Graciela Bonfanti, la de Pasco?", "¿Es usted Graciela Bonfanti?"]
)
def test_asking_whether_it_is_them_names_the_caller(asked: str) -> None:
    found = names(("agent", asked), ("customer", "Sí."))
    assert found.caller_name == "Graciela Bonfanti"
