import numpy as np
import pytest

from audio_features.call_metadata import CallMetadata
from audio_features.hearing import Hearing, Sound, SpeakerSpan, Transcript
from audio_features.interpretation import interpret
from audio_features.recording import Audio, Recording
from audio_features.timeline import Span, Word, merge_spans

RATE_HZ = 8_000

#: (channel, start, text): an agent on channel 0 who passes the call on, and who takes over.
LINES = (
    (0, 0.5, "Taller Norte buenos días le atiende Pablo en qué puedo ayudarle"),
    (1, 6.0, "Hola mi coche no arranca y me lo dejaron ayer arreglado"),
    (0, 12.0, "Le paso con mi compañera de garantías para que lo revise"),
    (1, 17.5, "Vale de acuerdo"),
    (0, 32.0, "Buenos días soy Nuria de garantías dígame su matrícula"),
    (1, 38.0, "Cuatro cinco uno dos"),
    (0, 41.0, "Gracias mañana se lo recogemos"),
)


#: The agent leaves the caller waiting, a tape plays on the agent's channel, the agent is back.
TAPED = (
    (0, 0.5, "Taller Norte buenos días le atiende Pablo en qué puedo ayudarle"),
    (1, 6.0, "Hola mi coche no arranca y me lo dejaron ayer arreglado"),
    (0, 12.0, "No cuelgue que lo pregunto"),
    (0, 18.0, "Cambie sus neumáticos antes del invierno"),
    (0, 26.2, "Ya estoy aquí mañana se lo recogemos"),
    (1, 31.0, "Vale de acuerdo"),
)


def words(channel, lines=LINES):
    return tuple(
        Word(word=token, start=start + 0.4 * i, end=start + 0.4 * i + 0.35, confidence=0.9)
        for line_channel, start, text in lines
        if line_channel == channel
        for i, token in enumerate(text.split())
    )


def heard_call(lines=LINES, *, music=(19.5, 31.5), metadata=None):
    rng = np.random.default_rng(7)
    samples = (0.001 * rng.standard_normal((2, 50 * RATE_HZ))).astype(np.float32)
    for channel in (0, 1):
        for word in words(channel, lines):
            inside = slice(int(word.start * RATE_HZ), int(word.end * RATE_HZ))
            samples[channel, inside] *= 100
    speakers = tuple(
        SpeakerSpan(speaker=f"channel_{channel}", start=span.start, end=span.end, confidence=1.0)
        for channel in (0, 1)
        for span in merge_spans(
            (Span(w.start, w.end) for w in words(channel, lines)), max_gap_s=0.3
        )
    )
    hearing = Hearing(
        layout="stereo",
        sounds=tuple(
            Sound(kind="music", channel=0, start=start, end=end, confidence=0.9)
            for start, end in ([music] if music else [])
        ),
        transcripts=tuple(
            Transcript(
                channel=channel,
                language="es",
                language_confidence=0.99,
                words=words(channel, lines),
            )
            for channel in (0, 1)
        ),
        speakers=speakers,
        engines=(),
    )
    return interpret(
        Audio(samples=samples, sample_rate_hz=RATE_HZ),
        recording=Recording(
            path="one.wav",
            sha256="0" * 64,
            seconds=50.0,
            sample_rate_hz=RATE_HZ,
            channels=2,
            codec="pcm_s16le",
        ),
        hearing=hearing,
        metadata=metadata or CallMetadata(),
        call_id="one",
        default_country="ES",
    )


def test_whoever_takes_over_is_not_the_agent_though_on_the_agents_channel():
    call = heard_call()
    (transfer,) = [event for event in call.events if event.kind == "transfer"]
    assert transfer.attributes["connected"] is True
    said = {party: [t.text for t in call.turns if t.party == party] for party in ("agent", "other")}
    assert [text.split()[0] for text in said["agent"]] == ["Taller", "Le"]
    assert [text.split()[0] for text in said["other"]] == ["Buenos", "Gracias"]


def test_only_the_agents_own_speech_is_measured_as_the_agents():
    measures = {(m.name, m.party): m.value for m in heard_call().measures}
    own, caller = (
        [w for w in words(channel) if channel == 1 or w.start < 32.0] for channel in (0, 1)
    )
    expected = len(own) / (len(own) + len(caller))
    assert measures["talk_share", "agent"] == pytest.approx(expected, abs=0.08)


def said_by(call, party):
    return " ".join(turn.text for turn in call.turns if turn.party == party)


def test_what_a_tape_says_while_telephony_has_the_caller_on_hold_is_nobodys_word():
    told = CallMetadata.model_validate({"holds": [{"start": 15.0, "end": 26.0}]})
    assert "neumáticos" in said_by(heard_call(TAPED, music=None), "agent")
    assert "neumáticos" not in said_by(heard_call(TAPED, music=None, metadata=told), "agent")
    assert "mañana se lo recogemos" in said_by(
        heard_call(TAPED, music=None, metadata=told), "agent"
    )


def test_words_stay_where_the_caller_talks_during_what_telephony_calls_a_hold():
    talked = (*TAPED, (1, 22.0, "Oiga sigue usted ahí"))
    told = CallMetadata.model_validate({"holds": [{"start": 15.0, "end": 26.0}]})
    assert "neumáticos" in said_by(heard_call(talked, music=None, metadata=told), "agent")
