"""Known faults in a result are counted as what they are, and as nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_features.call_metadata import CallMetadata
from audio_features.timeline import Event, Span
from flows.benchmark.accuracy import call_accuracy, pool
from flows.benchmark.events import event_detections, iou, match
from flows.benchmark.pooling import Cases, Detections, SpeakerErrors, WordErrors
from flows.benchmark.rings import ring_case, ringing_calls, silent_calls
from flows.benchmark.speakers import roles_right, speaker_errors
from flows.benchmark.spoken_words import spelt_out, tokens, without_numbers
from flows.benchmark.table import miss_line
from flows.benchmark.verdicts import Verdicts, compare_verdicts
from flows.benchmark.words import word_measures


def without(heard, kind):
    return replace(heard, events=tuple(event for event in heard.events if event.kind != kind))


def with_event(heard, **fields):
    event = Event(confidence=0.9, **{"party": None, "attributes": {}, **fields})
    return replace(heard, events=(*heard.events, event))


def test_a_perfect_result_has_no_fault(truth, perfect):
    one = call_accuracy(truth, perfect).counts

    assert ringing_calls(one.rings) == Cases(right=1, total=1)
    assert one.roles == Cases(right=1, total=1)
    assert all(d.made_up == d.missed == 0 for d in one.events.values())
    assert one.events["hold"].median_border_error_s == 0
    assert one.words.rate == one.words_numbers_aside.rate == one.words_by_party.rate == 0
    assert one.words_right_party.rate == 1
    assert one.speakers.rate == 0
    assert one.verdicts.agreement == Cases(right=2, total=2)
    assert one.verdicts.not_judged == 1


def test_swapped_roles_are_seen_in_the_roles_and_not_in_words_or_diarization(truth, perfect, swap):
    heard = swap(perfect.heard)
    words = word_measures(truth, heard)

    assert roles_right(truth, heard) == Cases(right=0, total=1)
    assert speaker_errors(truth, heard).rate == 0
    assert words.in_time.errors == words.by_party.errors == 0
    assert words.right_party.right == 0


def test_roles_that_the_data_tell_are_not_counted(truth, perfect):
    told = replace(perfect.heard, metadata=CallMetadata(agent_channel=0))

    assert roles_right(truth, told) == Cases()


def test_a_call_in_which_only_the_agent_is_heard_is_not_the_right_way_round(truth, perfect):
    turns = tuple(replace(turn, party="agent") for turn in perfect.heard.turns)

    assert roles_right(truth, replace(perfect.heard, turns=turns)) == Cases(right=0, total=1)


def test_whoever_answers_after_a_transfer_is_on_the_agents_side(truth, perfect):
    last = perfect.heard.turns[2]
    turns = (*perfect.heard.turns[:2], replace(last, party="other"), perfect.heard.turns[3])
    words = word_measures(truth, replace(perfect.heard, turns=turns))

    assert words.right_party.total - words.right_party.right == len(last.words)
    assert words.right_side.rate == 1


def test_one_missed_hold_is_one_miss(truth, perfect):
    found = event_detections(truth, without(perfect.heard, "hold"))["hold"]

    assert (found.found, found.made_up, found.missed) == (0, 0, 1)
    assert found.precision is None
    assert found.recall == found.f1 == 0


@pytest.mark.parametrize(("end", "found"), [(25.1, 1), (24.9, 0)])
def test_a_hold_counts_from_an_overlap_of_one_half(truth, perfect, end, found):
    heard = with_event(without(perfect.heard, "hold"), kind="hold", start=20.0, end=end)
    counted = event_detections(truth, heard)["hold"]

    assert (counted.found, counted.made_up, counted.missed) == (found, 1 - found, 1 - found)


def test_an_interruption_blamed_on_the_wrong_party_is_a_miss_and_made_up(truth, perfect):
    bare = without(perfect.heard, "interruption")
    heard = with_event(bare, kind="interruption", party="customer", start=15.0, end=15.6)
    found = event_detections(truth, heard)

    assert (found["interruption"].made_up, found["interruption"].missed) == (1, 1)
    assert found["interruption/agent"].missed == found["interruption/customer"].made_up == 1


def test_short_silences_are_not_asked_for(truth, perfect):
    heard = with_event(perfect.heard, kind="dead_air", start=16.0, end=18.5)

    assert event_detections(truth, heard)["dead_air"] == Detections(
        found=1, border_errors_s=(0.0, 0.0)
    )


def test_an_extra_ring_is_not_exact(truth, perfect):
    extra = {"answer_ring": True}
    heard = with_event(perfect.heard, kind="ring", start=8.0, end=9.0, attributes=extra)

    assert ringing_calls((ring_case(truth, heard),)) == Cases(right=0, total=1)


def test_rings_of_a_transfer_are_not_rings_before_the_answer(truth, perfect):
    later = {"answer_ring": False}
    heard = with_event(perfect.heard, kind="ring", start=28.0, end=29.0, attributes=later)

    assert ring_case(truth, heard).got == 2


def test_a_ring_in_a_call_that_starts_at_the_answer_is_made_up(truth, perfect):
    case = ring_case(replace(truth, rings=None), perfect.heard)

    assert ringing_calls((case,)) == Cases()
    assert silent_calls((case,)) == Cases(right=0, total=1)


def test_words_wrong_missing_and_made_up_are_counted(truth, perfect):
    first, *rest = perfect.heard.turns
    wrong = replace(first.words[0], word="Malos")
    heard = replace(perfect.heard, turns=(replace(first, words=(wrong, *first.words[1:])), *rest))
    lost = replace(perfect.heard, turns=tuple(rest))

    assert word_measures(truth, heard).in_time.substituted == 1
    assert word_measures(truth, lost).in_time.deleted == len(first.words)
    assert word_measures(truth, replace(perfect.heard, turns=())).in_time.rate == 1


def test_numbers_are_the_same_in_digits_and_in_words(truth, perfect):
    turn = perfect.heard.turns[1]
    digits = tuple(replace(w, word="2") if w.word == "dos" else w for w in turn.words)
    turns = (perfect.heard.turns[0], replace(turn, words=digits), *perfect.heard.turns[2:])
    words = word_measures(truth, replace(perfect.heard, turns=turns))

    assert words.in_time.errors == 0
    assert words.in_time.true_words - words.numbers_aside.true_words == 1


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("80.000", "es", "ochenta mil"),
        ("¿Qué?", "es", "qué"),
        ("10%,", "es", "diez por ciento"),
        ("10:30", "es", "diez treinta"),
        ("0045", "es", "cero cero cuatro cinco"),
        ("24", "en", "twenty four"),
        ("I’ll", "en", "i'll"),
        ("—", "es", ""),
    ],
)
def test_words_are_spelt_out_as_they_are_said(written, language, said):
    assert " ".join(spelt_out(written, language=language)) == said


def test_articles_are_not_taken_for_numbers(truth):
    kept = {token.text for token in without_numbers(tokens(truth.turns, language="es"))}

    assert "un" in kept
    assert "dos" not in kept


def test_speech_given_to_the_other_party_is_confusion(truth, perfect):
    *rest, last = perfect.heard.turns
    heard = replace(perfect.heard, turns=(*rest, replace(last, party="agent")))
    found = speaker_errors(truth, heard)

    assert found.confused_s == pytest.approx(1.0)
    assert found.missed_s == found.made_up_s == 0


def test_unsure_is_not_right_but_never_confidently_wrong(truth, perfect, make_finding):
    findings = (make_finding("greeted", "unsure"), make_finding("hold_announced", "met", 0.69))
    counted = compare_verdicts(truth, replace(perfect, findings=findings))

    assert counted.agreement == Cases(right=0, total=2)
    assert counted.agreement_where_sure == Cases(right=0, total=1)
    assert counted.unsure.right == 1
    assert counted.confidently_wrong.right == 0
    assert counted.confusion["not_met", "met"] == 1


def test_a_sure_wrong_verdict_is_confidently_wrong_and_listed(truth, perfect, make_finding):
    findings = (make_finding("greeted", "not_met", 0.7), make_finding("hold_announced", "not_met"))
    counted = compare_verdicts(truth, replace(perfect, findings=findings))

    assert counted.confidently_wrong.right == 1
    assert [miss_line(miss) for miss in counted.misses] == [
        "known | greeted | want met | got not_met | 0.70 | made up"
    ]
    assert counted.by_criterion()["greeted"].agreement == Cases(right=0, total=1)


def test_counts_are_pooled_and_rates_never_averaged(truth, perfect):
    one = call_accuracy(truth, perfect)
    calls = [
        replace(one, counts=replace(one.counts, words=words))
        for words in (WordErrors(right=90, deleted=10), WordErrors(deleted=1))
    ]

    assert pool(calls).words.rate == pytest.approx(11 / 101)


def test_counts_of_nothing_are_zero():
    empty = pool([])

    assert (empty.words, empty.speakers, empty.verdicts) == (
        WordErrors(),
        SpeakerErrors(),
        Verdicts(),
    )
    assert empty.roles.rate is None


spans = st.builds(
    lambda start, seconds: Span(start, start + seconds),
    st.floats(0, 60, allow_nan=False),
    st.floats(0.1, 20, allow_nan=False),
)


@given(st.lists(spans, max_size=6), st.lists(spans, max_size=6))
def test_every_event_is_found_missed_or_made_up_exactly_once(happened, reported):
    def events(chosen):
        return [
            Event(kind="hold", party=None, start=s.start, end=s.end, confidence=1.0) for s in chosen
        ]

    counted = match(events(happened), events(reported), iou)

    assert counted.found + counted.missed == len(happened)
    assert counted.found + counted.made_up == len(reported)
