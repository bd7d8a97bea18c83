"""Whether the words are right, and given to the party that said them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import jiwer

from audio_features.heard_call import HeardCall
from audio_features.timeline import Party
from flows.benchmark.pooling import Cases, WordErrors
from flows.benchmark.spoken_words import Token, tokens, without_numbers
from flows.benchmark.truth import CallTruth

_PARTIES: tuple[Party, ...] = ("agent", "customer", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordMeasures:
    """How well the words of a call were heard.

    `in_time` compares all words in order of time, whoever said them; `numbers_aside` does so
    without words that spell numbers. `by_party` compares each party's words with those of the
    party that fits best (concatenated minimum-permutation WER): words given to the wrong speaker
    are errors there, words of two people at once in another order are not. `right_party` has the
    words heard that stand for a true one, and those of them whose speaker is right; for
    `right_side` whoever answers after a transfer is on the agent's side.
    """

    in_time: WordErrors
    numbers_aside: WordErrors
    by_party: WordErrors
    right_party: Cases
    right_side: Cases


def word_measures(truth: CallTruth, heard: HeardCall) -> WordMeasures:
    """Compare the words of the truth with those heard."""
    said = tokens(truth.turns, language=truth.language)
    got = tokens(heard.turns, language=truth.language)
    parties = _paired_parties(said, got)
    return WordMeasures(
        in_time=word_errors(said, got),
        numbers_aside=word_errors(without_numbers(said), without_numbers(got)),
        by_party=_best_permutation(said, got),
        right_party=Cases(right=sum(a == b for a, b in parties), total=len(parties)),
        right_side=Cases(
            right=sum((a == "customer") == (b == "customer") for a, b in parties),
            total=len(parties),
        ),
    )


def word_errors(said: Sequence[Token], got: Sequence[Token]) -> WordErrors:
    """Levenshtein counts of two rows of words."""
    if not said or not got:
        return WordErrors(deleted=len(said), inserted=len(got))
    compared = _aligned(said, got)
    return WordErrors(
        right=compared.hits,
        substituted=compared.substitutions,
        deleted=compared.deletions,
        inserted=compared.insertions,
    )


def _best_permutation(said: Sequence[Token], got: Sequence[Token]) -> WordErrors:
    tried = []
    for order in permutations(_PARTIES):
        errors = WordErrors()
        for true_party, party in zip(_PARTIES, order, strict=True):
            errors = errors + word_errors(_by(said, true_party), _by(got, party))
        tried.append(errors)
    return min(tried, key=lambda errors: errors.errors)


def _paired_parties(said: Sequence[Token], got: Sequence[Token]) -> list[tuple[Party, Party]]:
    """Who said each word that the alignment pairs, equal or not, and who is held to have."""
    if not said or not got:
        return []
    return [
        (said[chunk.ref_start_idx + k].party, got[chunk.hyp_start_idx + k].party)
        for chunk in _aligned(said, got).alignments[0]
        if chunk.type in ("equal", "substitute")
        for k in range(chunk.ref_end_idx - chunk.ref_start_idx)
    ]


def _aligned(said: Sequence[Token], got: Sequence[Token]) -> jiwer.WordOutput:
    return jiwer.process_words(
        " ".join(token.text for token in said), " ".join(token.text for token in got)
    )


def _by(words: Sequence[Token], party: Party) -> list[Token]:
    return [token for token in words if token.party == party]
