"""Where in a call an intent is expressed: by its words, or else by its meaning."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from audio_features.call_metadata import CallMetadata
from audio_features.errors import ConfigurationError
from audio_features.timeline import Party, Span, Turn
from scoring.language.compiled import CompiledLibrary, compile_library
from scoring.language.guards import Guards
from scoring.language.intent_library import Intent, IntentLibrary, load_intents
from scoring.language.intent_match import IntentMatch
from scoring.language.meaning import MeaningOptions, example_space
from scoring.language.phrases import TokenString
from scoring.language.reading import ReadTurn, read_call
from scoring.language.statements import Statements, after_evidence, answers_no
from scoring.language.text import Passage, normalise

__all__ = ["IntentFinder", "IntentLibrary", "IntentMatch", "load_intents"]

#: How sure words are: as said, and after mending misspellings. Our choice, above all that
#: likeness of meaning may claim.
SAID_SCORE = 0.95
MENDED_SCORE = 0.85
#: What words add to the log-odds that the labelled conversations give a sentence; their lack takes
#: nothing away. Chosen on the tuning half of the example texts and 44 scripted calls: taking 0.4
#: away, as a regression on the conversations has it, left four verdicts of 575 and two of 1 440
#: more wrong; adding more (2.15) got six more right, but one for sure wrong.
WORDS_FOUND = 1.75
#: Share of a word score that hangs on how sure the recogniser was; our choice.
CONFIDENCE_SHARE = 0.3
#: A negation among so many first words turns a whole sentence round; our choice.
_NO_REACH = 2


class IntentFinder:
    """Finds intents in the turns of one call; what it has read once it keeps.

    `known` is what it found in the same call before: for that the turns are not read again.
    """

    def __init__(
        self,
        *,
        turns: Sequence[Turn],
        language: str,
        metadata: CallMetadata,
        library: IntentLibrary,
        options: MeaningOptions | None = None,
        known: Mapping[str, tuple[IntentMatch, ...]] | None = None,
    ) -> None:
        if not language.lower().startswith(library.language):
            raise ConfigurationError(
                f"call in language {language!r} but intents of {library.language!r}; "
                f"load_intents({language!r}) instead"
            )
        self._library = library
        self._options = options or MeaningOptions()
        self._heard, self._metadata = turns, metadata
        self._found: dict[str, tuple[IntentMatch, ...]] = dict(known or {})
        self._quoted: dict[tuple[int, int], bool] = {}

    @property
    def language(self) -> str:
        """Language of the library: "es" or "en"."""
        return self._library.language

    @property
    def sought(self) -> IntentLibrary:
        """The intents that can be found."""
        return self._library

    @cached_property
    def turns(self) -> tuple[ReadTurn, ...]:
        """The call's turns, as read."""
        return read_call(
            self._heard,
            language=self._library.language,
            metadata=self._metadata,
            speller=self._compiled.speller,
        )

    @cached_property
    def _compiled(self) -> CompiledLibrary:
        return compile_library(self._library)

    @cached_property
    def _statements(self) -> Statements:
        return Statements(self.turns, language=self._library.language)

    def find(
        self, intent: str, *, party: Party | None = None, within: Span | None = None
    ) -> tuple[IntentMatch, ...]:
        """Moments where `intent` is expressed, in time order.

        Only those of `party` and those that start inside `within`, where given. Whom the library
        says the intent belongs to (`who`) holds too. ConfigurationError for an unknown intent.
        """
        if intent not in self._found:
            self._found[intent] = self._find_all(self._library.get(intent))
        return tuple(
            match
            for match in self._found[intent]
            if (party is None or match.party == party)
            and (within is None or within.start <= match.start <= within.end)
        )

    def _find_all(self, intent: Intent) -> tuple[IntentMatch, ...]:
        best: dict[tuple[int, int], tuple[Passage, IntentMatch]] = {}
        for passage, score, said_from in self._candidates(intent):
            key = (passage.turn_index, passage.first)
            if any(_covers(p, passage) and m.score >= score for p, m in best.values()):
                continue
            best = {k: v for k, v in best.items() if not _covers(passage, v[0])}
            best[key] = (passage, _match(intent.id, passage, score, said_from))
        return tuple(sorted((m for _, m in best.values()), key=lambda m: (m.start, m.turn_index)))

    def _candidates(self, intent: Intent) -> Iterator[tuple[Passage, float, float | None]]:
        yield from self._by_words(intent)
        yield from self._by_meaning(intent)

    def _by_words(self, intent: Intent) -> Iterator[tuple[Passage, float, float | None]]:
        pattern = self._compiled.patterns.get(intent.id)
        if pattern is None:
            return
        for turn in self.turns:
            if intent.who not in ("any", turn.text.party):
                continue
            readings = [(turn.said, SAID_SCORE)]
            if turn.mended is not None and not intent.exact:
                readings.append((turn.mended, MENDED_SCORE))
            for reading, score in readings:
                certain = self._certain(intent, reading)
                for first, last in _hits(pattern, reading):
                    excluded = self._excluded(intent, turn)
                    passage = turn.text.around(first, last)
                    if self._allowed(intent, turn, first) and not _touches(passage, excluded):
                        sure = any(start <= last and end >= first for start, end in certain)
                        meant = None if sure else self._meant(intent, turn, first, last)
                        likely = (
                            score if meant is None else meant * score / SAID_SCORE
                        ) * _legible(turn, first, last)
                        if likely >= self._options.least_score:
                            yield passage, likely, turn.text.tokens[first].start

    def _certain(self, intent: Intent, reading: TokenString) -> tuple[tuple[int, int], ...]:
        pattern = self._compiled.certain.get(intent.id)
        return () if pattern is None else tuple(_hits(pattern, reading))

    def _meant(self, intent: Intent, turn: ReadTurn, first: int, last: int) -> float | None:
        """How likely tokens `first` to `last` mean the intent whose words they are, if learnt."""
        if not intent.by_meaning or not self._statements.learnt(intent.id):
            return None
        likely = self._statements.likeliest(intent.id, turn, first, last)
        return None if likely is None else after_evidence(likely, log_odds=WORDS_FOUND)

    def _excluded(self, intent: Intent, turn: ReadTurn) -> tuple[tuple[int, int], ...]:
        pattern = self._compiled.unless.get(intent.id)
        if pattern is None:
            return ()
        readings = [turn.said] if turn.mended is None else [turn.said, turn.mended]
        return tuple(hit for reading in readings for hit in _hits(pattern, reading))

    def _allowed(self, intent: Intent, turn: ReadTurn, first: int) -> bool:
        guards = self._compiled.guards
        if not intent.question_ok and turn.text.sentence_of(first).question:
            return False
        if intent.negatable and guards.negated(turn.text, first):
            return False
        return intent.reported_ok or not self._reported(turn, first)

    def _by_meaning(self, intent: Intent) -> Iterator[tuple[Passage, float, float | None]]:
        if not intent.by_meaning:
            return
        learnt = self._statements.learnt(intent.id)
        if learnt:
            yield from self._learnt(intent)
        # A rubric's own examples are beside what was learnt.
        if intent.examples and (not learnt or intent != load_intents(self.language).get(intent.id)):
            yield from self._alike(intent)

    def _learnt(self, intent: Intent) -> Iterator[tuple[Passage, float, float | None]]:
        """What the labelled conversations teach: the score is a probability."""
        statements = self._statements
        rivals = [rival for rival in intent.rivals if statements.learnt(rival)]
        likely = statements.likely(intent.id, least=self._options.least_score)
        for row, score in likely.items():
            passage = statements.compared[row]
            if intent.who not in ("any", passage.party):
                continue
            if any(statements.probability(row, rival) > score for rival in rivals):
                continue
            turn = self.turns[passage.turn_index]
            if not self._turned_round(intent, turn, passage):
                yield passage, score * _legible(turn, passage.first, passage.last), None

    def _turned_round(self, intent: Intent, turn: ReadTurn, passage: Passage) -> bool:
        """Whether words beside make something else of it: excluded, quoted, asked or denied."""
        guards = self._compiled.guards
        if _touches(passage, self._excluded(intent, turn)):
            return True
        if not intent.reported_ok and self._quotes(turn, passage):
            return True
        if passage.question and not intent.question_ok:
            return True
        if intent.negatable:
            return _begins_with_no(guards, passage)
        return answers_no(turn, passage) and not guards.denies(normalise(passage.quote))

    def _quotes(self, turn: ReadTurn, passage: Passage) -> bool:
        return any(self._reported(turn, at) for at in range(passage.first, passage.last + 1))

    def _reported(self, turn: ReadTurn, at: int) -> bool:
        """Whether the words at token `at` are somebody else's; every intent asks it again."""
        key = (turn.text.index, at)
        if key not in self._quoted:
            self._quoted[key] = self._compiled.guards.reported(turn.text, at)
        return self._quoted[key]

    def _alike(self, intent: Intent) -> Iterator[tuple[Passage, float, float | None]]:
        """Likeness to the few examples of an intent that no conversation is labelled with."""
        space = example_space(self._library, self._options)
        likeness = space.likeness(self._statements.vectors)
        column = likeness.intents.index(intent.id)
        asks = intent.question_ok and any("?" in example for example in intent.examples)
        guards = self._compiled.guards
        for row, passage in enumerate(self._statements.compared):
            score = float(likeness.scores[row, column])
            turn = self.turns[passage.turn_index]
            if score < self._options.least_score or intent.who not in ("any", passage.party):
                continue
            if _touches(passage, self._excluded(intent, turn)):
                continue
            denies = guards.denies(normalise(passage.quote))
            nearest = guards.denies(normalise(likeness.nearest[row][column]))
            if intent.negatable and denies != nearest:
                continue
            if (passage.question and not asks) or (
                not intent.reported_ok and self._quotes(turn, passage)
            ):
                continue
            yield passage, score, None


def _begins_with_no(guards: Guards, passage: Passage) -> bool:
    """Whether the passage denies what follows: "No le llamo mañana"."""
    return guards.denies(" ".join(normalise(passage.quote).split()[:_NO_REACH]))


def _touches(passage: Passage, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first <= passage.last and last >= passage.first for first, last in spans)


def _hits(pattern: re.Pattern[str], reading: TokenString) -> Iterator[tuple[int, int]]:
    for hit in pattern.finditer(reading.text):
        yield reading.token_at(hit.start()), reading.token_at(hit.end() - 2)


def _legible(turn: ReadTurn, first: int, last: int) -> float:
    """What doubt about the words at tokens `first` to `last` leaves of a score."""
    tokens = turn.text.tokens[first : last + 1]
    sure = sum(token.confidence for token in tokens) / len(tokens)
    return 1.0 - CONFIDENCE_SHARE * (1.0 - sure)


def _covers(outer: Passage, inner: Passage) -> bool:
    same = outer.turn_index == inner.turn_index
    return same and outer.first <= inner.last and inner.first <= outer.last


def _match(intent: str, passage: Passage, score: float, said_from: float | None) -> IntentMatch:
    return IntentMatch(
        intent=intent,
        turn_index=passage.turn_index,
        party=passage.party,
        start=passage.start,
        end=passage.end,
        quote=passage.quote,
        score=round(score, 3),
        how="meaning" if said_from is None else "words",
        said_from=said_from,
    )
