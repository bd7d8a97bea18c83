import pytest

from audio_features.events.interruptions import overlap_events
from audio_features.timeline import Span, Turn, Word


def turn(party, text, start, end):
    tokens = text.split()
    step = (end - start) / len(tokens)
    words = tuple(
        Word(word=token, start=start + i * step, end=start + (i + 1) * step, confidence=0.9)
        for i, token in enumerate(tokens)
    )
    return Turn(party=party, start=start, end=end, text=text, confidence=0.9, words=words)


def events_of(*turns, own_channels=True):
    speech = {
        party: [one.span for one in turns if one.party == party] for party in ("agent", "customer")
    }
    return overlap_events(turns, speech, language="es", own_channels=own_channels)


def kinds(events):
    return [event.kind for event in events]


def test_cutting_in_mid_sentence_is_an_interruption_by_who_comes_in():
    events = events_of(
        turn("customer", "llevo tres días esperando que alguien", 0, 4),
        turn("agent", "eso depende de su banco señor", 3.2, 6),
    )
    (interruption,) = [event for event in events if event.kind == "interruption"]
    assert interruption.party == "agent"
    assert interruption.attributes["successful"] is True
    assert interruption.attributes["overlap_s"] == pytest.approx(0.8)


def test_an_interruption_the_other_talks_through_is_not_successful():
    events = events_of(
        turn("customer", "llevo tres días esperando que alguien me llame de una vez", 0, 8),
        turn("agent", "eso depende de su banco", 3.0, 5),
    )
    (interruption,) = [event for event in events if event.kind == "interruption"]
    assert interruption.attributes["successful"] is False


def test_overlap_under_300_ms_is_not_an_interruption():
    events = events_of(
        turn("customer", "llevo tres días esperando el correo", 0, 4),
        turn("agent", "eso depende de su banco", 3.75, 6),
    )
    assert kinds(events) == ["overlap"]


def test_coming_in_at_the_end_is_a_terminal_overlap():
    events = events_of(
        turn("customer", "muchas gracias por todo", 0, 4),
        turn("agent", "a usted señor", 3.72, 6),
    )
    (overlap,) = events
    assert overlap.kind == "overlap"
    assert overlap.attributes["terminal"] is True


@pytest.mark.parametrize(
    ("said", "cut_off"),
    [
        ("y ayer mandé a mi hermano con", True),
        ("y ayer mandé a mi hermano", False),
        ("y ayer mandé a mi hermano...", False),
        ("le digo la verdad que no sé", False),
        ("eso es demasiado para mí", False),
        ("no me dieron nada y ya no sé con.", False),
    ],
)
def test_who_falls_silent_where_hardly_a_sentence_ends_was_cut_off(said, cut_off):
    events = events_of(
        turn("customer", said, 0, 4),
        turn("agent", "eso no se puede señor", 3.75, 6),
    )
    assert ("interruption" in kinds(events)) is cut_off


@pytest.mark.parametrize(
    "said", ["this is the one I came with", "that is what it came in", "and my"]
)
def test_english_sentences_may_end_in_a_preposition(said):
    told = turn("customer", f"well I am telling you {said}", 0, 4)
    answer = turn("agent", "we do not do that here", 3.8, 6)
    speech = {one.party: [one.span] for one in (told, answer)}
    events = overlap_events([told, answer], speech, language="en")
    assert ("interruption" in kinds(events)) is (said == "and my")


def test_the_last_word_of_who_is_cut_off_may_be_placed_after_its_sound():
    told = turn("customer", "y ayer mandé a mi hermano con", 0, 4)
    answer = turn("agent", "eso no se puede señor", 3.4, 6)
    speech = {"customer": [Span(0.0, 3.6)], "agent": [answer.span]}
    events = overlap_events([told, answer], speech, language="es")
    assert [event.party for event in events if event.kind == "interruption"] == ["agent"]


def test_starting_together_is_no_interruption():
    events = events_of(
        turn("customer", "oiga una cosa más por favor", 0, 3),
        turn("agent", "hay algo más en que pueda", 0.3, 3),
    )
    assert "interruption" not in kinds(events)


def test_a_backchannel_is_never_an_interruption():
    events = events_of(
        turn("customer", "llevo tres días esperando que alguien me llame", 0, 5),
        turn("agent", "ajá", 2.0, 2.5),
    )
    assert kinds(events) == ["backchannel", "overlap"] or kinds(events) == [
        "overlap",
        "backchannel",
    ]
    assert all(event.party == "agent" for event in events)


def test_mono_is_less_sure():
    turns = (
        turn("customer", "llevo tres días esperando que", 0, 4),
        turn("agent", "eso depende de su banco señor", 3.2, 6),
    )
    assert events_of(*turns, own_channels=False)[0].confidence < events_of(*turns)[0].confidence


def test_one_party_alone_makes_no_events():
    assert events_of(turn("agent", "hola buenas", 0, 2)) == ()


@pytest.mark.parametrize(
    ("aside", "end_s", "kind"),
    [
        ("uh hello", 3.6, "backchannel"),  # misheard, but nobody minded it
        ("oiga señora", 3.6, "interruption"),  # claims the floor
        ("uh hello", 4.6, "interruption"),  # too long for a sign of listening
    ],
)
def test_a_word_under_the_others_voice_is_a_sign_of_listening_unless_it_claims_the_floor(
    aside, end_s, kind
):
    events = events_of(
        turn("customer", "llevo tres días esperando que alguien me llame de una vez", 0, 8),
        turn("agent", aside, 3.0, end_s),
    )
    assert kind in kinds(events)
    assert {"backchannel", "interruption"} - {kind} != set(kinds(events)) - {"overlap"}


@pytest.mark.parametrize(
    ("voice_s", "story_end_s", "kinds_found"),
    [
        ((3.0, 3.5), 8, ["backchannel", "overlap"]),
        ((3.0, 3.2), 8, ["overlap"]),  # too short to be told from noise
        ((3.0, 4.2), 8, ["interruption", "overlap"]),  # too long for a sign of listening
        (
            (3.0, 3.5),
            4,
            ["interruption", "overlap"],
        ),  # the other stops soon after: it took the floor
        ((3.0, 3.4), 4, ["overlap"]),  # too short for that
    ],
)
def test_on_one_channel_a_short_voice_that_nobody_wrote_down_is_a_sign_of_listening(
    voice_s, story_end_s, kinds_found
):
    story = turn("customer", "llevo tres días esperando que alguien me llame", 0, story_end_s)
    speech = {"customer": [story.span], "agent": [Span(*voice_s)]}

    events = overlap_events([story], speech, language="es", own_channels=False)

    assert sorted(kinds(events)) == kinds_found
    assert all(event.party == "agent" for event in events)


def test_on_a_channel_of_its_own_what_has_no_words_interrupts_nobody():
    story = turn("customer", "llevo tres días esperando que alguien me llame", 0, 8)
    speech = {"customer": [story.span], "agent": [Span(3.0, 4.2)]}

    assert kinds(overlap_events([story], speech, language="es")) == ["overlap"]


def test_a_long_call_has_the_events_of_its_parts():
    def minute(start):
        return (
            turn("customer", "llevo tres días esperando que alguien", start, start + 4),
            turn("agent", "eso depende de su banco señor", start + 3.2, start + 6),
            turn("customer", "ya", start + 5, start + 5.3),
        )

    def shape(events, shift=0.0):
        return [
            (e.kind, e.party, round(e.start - shift, 3), round(e.end - shift, 3)) for e in events
        ]

    alone = events_of(*minute(0))
    long = events_of(*(one for n in range(60) for one in minute(60 * n)))
    per_minute = len(alone)
    assert len(long) == 60 * per_minute
    for n in (0, 31, 59):
        part = long[n * per_minute : (n + 1) * per_minute]
        assert shape(part, 60 * n) == shape(alone)
