"""Finding intents: times, quotes, guards, misspellings, scores."""

import pytest

from audio_features.call_metadata import CallMetadata
from audio_features.errors import ConfigurationError
from audio_features.timeline import Party, Span, Turn, Word
from scoring.language.intents import IntentFinder, IntentMatch, load_intents
from scoring.language.statement_classifier import load_statement_classifier


def turn(text: str, *, party: Party = "agent", start: float = 0.0, sure: float = 1.0) -> Turn:
    words = tuple(
        Word(word=w, start=start + i * 0.4, end=start + i * 0.4 + 0.3, confidence=sure)
        for i, w in enumerate(text.split())
    )
    end = words[-1].end if words else start
    return Turn(party=party, start=start, end=end, text=text, confidence=sure, words=words)


def find(intent: str, *turns: Turn, language: str = "es") -> tuple[IntentMatch, ...]:
    finder = IntentFinder(
        turns=turns, language=language, metadata=CallMetadata(), library=load_intents(language)
    )
    return finder.find(intent)


def test_quote_and_times_are_those_of_the_clause() -> None:
    (match,) = find("help_offer", turn("Buenas tardes. ¿En qué puedo ayudarle?", start=10.0))
    assert match.quote == "¿En qué puedo ayudarle?"
    assert match.start == pytest.approx(10.8)
    assert match.end == pytest.approx(12.3)
    assert match.how == "words"


def test_turn_without_word_times_spreads_its_time_over_the_text() -> None:
    bare = Turn(party="agent", start=2.0, end=6.0, text="Hola. No es para tanto.", confidence=1.0)
    (match,) = find("minimising", bare)
    assert 2.0 < match.start < match.end <= 6.0


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("self_identification_name", "lesaluda marta ruiz"),
        ("self_identification_name", "leatiende carlos ruiz"),
    ],
)
def test_misrecognised_words_still_count_but_for_less(intent: str, text: str) -> None:
    (match,) = find(intent, turn(text))
    assert match.how == "words"
    assert 0.6 <= match.score < 0.9


def test_what_is_denied_or_quoted_does_not_count() -> None:
    assert not find("blame_shifting", turn("No le voy a decir que la culpa es del técnico."))
    assert not find("minimising", turn("Usted dice que no es para tanto."))
    assert not find("commitment_agent", turn("No le llamo mañana."))
    assert find("commitment_agent", turn("No, le llamo mañana."))


def test_contradiction_is_no_apology_and_a_warning_no_reason() -> None:
    assert not find("apology", turn("Perdone, avisar sí se avisó."))
    assert find("apology", turn("Perdone las molestias, sí se le devuelve."))
    assert not find("refusal_reason", turn("Cálmese, porque así no le voy a poder ayudar."))
    assert find("refusal_reason", turn("No se puede cambiar porque así no llega la pieza."))


def test_bare_no_before_a_comma_is_no_refusal_of_what_follows() -> None:
    assert not find("refusal", turn("No, puedo hacerle ese cambio ahora."))
    assert find("refusal", turn("No puedo hacerle ese cambio."))


def test_question_is_no_commitment() -> None:
    assert not find("commitment_agent", turn("¿Le llega el pedido mañana?"))


def test_intent_of_the_agent_is_not_found_in_the_customer() -> None:
    assert not find("arguing", turn("Eso no es verdad.", party="customer"))


def test_informal_address_needs_the_form_not_a_homograph() -> None:
    assert not find("informal_address", turn("¿Quiere usted un té? Su plan es Tu Hogar."))
    assert find("informal_address", turn("Dime tu número."))
    assert find("informal_address", turn("¿Vos tenés el recibo?"))


def test_words_score_above_meaning_and_sure_words_above_unsure_ones() -> None:
    (sure,) = find("apology", turn("Le pido disculpas por el retraso."))
    (unsure,) = find("apology", turn("Le pido disculpas por el retraso.", sure=0.4))
    (meant,) = find("empathy", turn("Yo también andaría de mal humor con algo así."))
    assert meant.how == "meaning"
    assert sure.score > unsure.score
    assert sure.score > meant.score


def test_find_narrows_to_party_and_time() -> None:
    turns = [
        turn("Gracias.", start=0.0),
        turn("Gracias.", party="customer", start=5.0),
        turn("Gracias.", start=9.0),
    ]
    finder = IntentFinder(
        turns=turns, language="es", metadata=CallMetadata(), library=load_intents("es")
    )
    assert len(finder.find("thanks")) == 3
    assert [m.turn_index for m in finder.find("thanks", party="customer")] == [1]
    assert [m.turn_index for m in finder.find("thanks", within=Span(4.0, 20.0))] == [1, 2]


def test_call_without_words_has_no_intents() -> None:
    assert find("greeting") == ()
    assert find("empathy", Turn(party="agent", start=0, end=1, text="", confidence=1.0)) == ()


def test_unknown_intent_is_an_error_that_names_it() -> None:
    with pytest.raises(ConfigurationError, match="greting"):
        find("greting", turn("hola"))


def test_rubric_adds_phrases_and_new_intents() -> None:
    library = load_intents(
        "es",
        extra={
            "farewell": {"patterns": ["un placer saludarle"]},
            "mentions_app": {"meaning": "Names the app.", "patterns": ["nuestra (app|aplicación)"]},
        },
    )
    finder = IntentFinder(
        turns=[turn("Baje nuestra aplicación. Un placer saludarle.")],
        language="es-MX",
        metadata=CallMetadata(),
        library=library,
    )
    assert len(finder.find("mentions_app")) == 1
    assert len(finder.find("farewell")) == 1


def test_bad_addition_names_intent_and_field() -> None:
    with pytest.raises(ConfigurationError, match=r"farewell.*patern"):
        load_intents("es", extra={"farewell": {"patern": ["x"]}})


def test_both_languages_know_the_same_intents() -> None:
    spanish, english = set(load_intents("es").intents), set(load_intents("en").intents)
    address = {"informal_address", "formal_address", "informality_protested"}
    assert spanish - english == address
    assert english <= spanish


def test_every_intent_is_found_by_words_or_learnt_or_has_enough_examples() -> None:
    for language in ("es", "en"):
        learnt = load_statement_classifier(language).intents
        for intent in load_intents(language).intents.values():
            if intent.by_meaning and intent.id not in learnt:
                assert len(intent.examples) >= 8, intent.id
            assert intent.patterns or intent.id in learnt, intent.id


@pytest.mark.parametrize(
    ("language", "account", "check"),
    [
        (
            "es",
            "Entonces sería Naranjos cuarenta y ocho, colonia Centro, código seis",
            "es correcto",
        ),
        ("es", "Le confirmo: se le bloqueó la tarjeta de débito en un cajero hoy", "cierto"),
        (
            "en",
            "So that would be forty eight Orange Street, downtown, code nine",
            "is that correct",
        ),
        ("en", "To confirm, your card got blocked at a cash machine today", "is that right"),
    ],
)
@pytest.mark.parametrize("mark", ["?", "."])
def test_a_long_account_read_back_is_a_check_with_or_without_its_question_mark(
    language: str, account: str, check: str, mark: str
) -> None:
    found = find("understanding_check", turn(f"{account}, {check}{mark}"), language=language)
    assert "words" in {match.how for match in found}


@pytest.mark.parametrize(
    "said",
    [
        "Le confirmo que lo que usted dice sobre la factura no es cierto.",
        "Usted fue quien dio la clave a otra persona el martes pasado, verdad.",
    ],
)
def test_contradicting_or_blaming_the_caller_is_no_check_of_understanding(said: str) -> None:
    assert find("understanding_check", turn(said)) == ()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("No puedo porque si no se le cobra una penalización.", True),
        ("No puedo hacerlo porque no está a su nombre.", True),
        ("No se puede porque sí.", False),
        ("No se puede, porque no.", False),
        ("No se puede, porque lo digo yo.", False),
        ("Porque no se hace, ya está.", False),
        ("Porque no y no.", False),
    ],
)
def test_only_a_bare_because_is_no_reason(said: str, reason: bool) -> None:
    assert bool(find("refusal_reason", turn(said))) == reason


@pytest.mark.parametrize(
    "said",
    ["Hola, llamo del Ayuntamiento de Valdejero.", "Buenas, le llamo de la Clínica Robledal."],
)
def test_who_calls_says_from_where(said: str) -> None:
    assert find("self_identification_company", turn(said))


PENA = [
    ("hay qué pena con usted Don Martin que fastidio recibirla así, un momentíco lo paso.", True),
    ("Qué pena con usted, don Hernán, imagino lo incómodo que es eso.", True),
    ("Ay, que pena con ustedes.", True),
    ("Qué pena.", False),
    ("Uy, qué pena, ahí no tenemos servicio.", False),
    ("Me da mucha pena lo que me cuenta.", False),
    ("Qué pena con usted, pero la tarifa no da para devoluciones.", False),
    ("qué pena con usted doña Luz me permite un momentico", False),
]


@pytest.mark.parametrize(("said", "apology"), PENA)
def test_pena_con_usted_apologises_where_pena_alone_pities(said: str, apology: bool) -> None:
    problem = turn("Mirá, me llegó una cafetera con la jarra rota.", party="customer")
    found = find("apology", problem, turn(said, start=10.0))
    assert any(match.score >= 0.6 for match in found) is apology
