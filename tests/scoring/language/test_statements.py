"""Which sentences of a call a statement is read among."""

from audio_features.call_metadata import CallMetadata
from audio_features.timeline import Turn
from scoring.language.intent_library import load_intents
from scoring.language.intents import IntentFinder
from scoring.language.statements import Statements

TURNS = (
    ("agent", "¿Me lo mandan mañana? Es urgente."),
    ("customer", "Sí."),
    ("agent", "Gracias, lo apunto ahora mismo."),
)


def statements(*said: tuple[str, str]) -> Statements:
    turns = [
        Turn(party=party, start=5.0 * n, end=5.0 * n + 4, text=text, words=(), confidence=0.9)
        for n, (party, text) in enumerate(said)
    ]
    finder = IntentFinder(
        turns=turns, language="es", metadata=CallMetadata(), library=load_intents("es")
    )
    return Statements(finder.turns, language="es")


def neighbours(found: Statements, quote: str) -> list[str | None]:
    """Before it of the other and of the same speaker, behind it likewise."""
    row = next(n for n, one in enumerate(found._read) if one.quote == quote)
    return [found._read[at].quote if at >= 0 else None for at in found._around.rows[row]]


def test_a_sentence_is_read_among_those_of_either_speaker() -> None:
    found = statements(*TURNS)
    last = "Gracias, lo apunto ahora mismo."
    assert neighbours(found, "Sí.") == ["Es urgente.", None, last, None]
    assert neighbours(found, last) == ["Sí.", "Es urgente.", None, None]


def test_a_clause_is_read_among_what_is_said_around_its_sentence() -> None:
    assert neighbours(statements(*TURNS), "lo apunto ahora mismo.") == [
        "Sí.",
        "Es urgente.",
        None,
        None,
    ]


def test_no_statement_is_its_own_neighbour_though_it_answers_no_first() -> None:
    words = "no hay manera de que eso salga hoy del almacén " * 2 + "y bien que lo siento señora"
    long = f"No, {words}."
    found = statements(("customer", "¿Me lo mandan?"), ("agent", long), ("customer", "Bueno."))
    for row, passage in enumerate(found._read):
        for at in found._around.rows[row]:
            assert (
                at < 0
                or found._read[at].turn_index != passage.turn_index
                or (found._read[at].last < passage.first or found._read[at].first > passage.last)
            )


def test_a_call_without_words_is_read_as_nothing() -> None:
    assert statements().compared == ()
    assert len(statements().vectors) == 0
