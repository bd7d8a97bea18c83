"""What there is to learn from: labelled sentences of a language, as a table of who does what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.language.conversations import LabelledSentence, load_conversations
from scoring.language.intent_library import IntentLibrary, load_intents
from scoring.language.surroundings import Surroundings, surroundings


@dataclass(frozen=True, slots=True, eq=False)
class LabelledTable:
    """The n training sentences of a language and what each `carries` (n, k) of the `intents`.

    `tells` (n, k): whether it speaks for or against an intent: said by those who do such a thing;
    an intent's example or counter-example tells of that intent alone. `apart` (n,) are those of
    the conversations left out to calibrate. `calls` (n) tell which are said on one call; each of
    the examples is alone.
    """

    sentences: tuple[LabelledSentence, ...]
    calls: tuple[str, ...]
    intents: tuple[str, ...]
    carries: NDArray[np.bool_]
    tells: NDArray[np.bool_]
    apart: NDArray[np.bool_]

    @property
    def texts(self) -> list[str]:
        """What is said."""
        return [one.text for one in self.sentences]

    def around(self, chosen: NDArray[np.bool_]) -> Surroundings:
        """What is said around each of the `chosen` sentences, of which whole calls are."""
        rows = np.flatnonzero(chosen)
        speakers = [self.sentences[row].party for row in rows]
        return surroundings(speakers, [self.calls[row] for row in rows])

    @property
    def questions(self) -> NDArray[np.bool_]:
        """Which of the sentences ask."""
        return np.asarray(["?" in one.text for one in self.sentences])


def labelled_table(language: str, *, least_examples: int, calibrate_on: int) -> LabelledTable:
    """What of `language` may be learnt from: nothing that is held back.

    An intent is learnt from `least_examples` sentences on; one conversation in `calibrate_on` is
    apart.
    """
    spoken = [one for one in load_conversations(language) if not one.held_back]
    examples = _examples(load_intents(language))
    sentences = (*spoken, *examples)
    counts = Counter(label for one in spoken for label in one.intents)
    intents = tuple(sorted(label for label, n in counts.items() if n >= least_examples))
    carries = np.asarray([[i in one.intents for i in intents] for one in sentences])
    only = [None] * len(spoken) + [one.conversation for one in examples]
    own = np.asarray([[label in (None, i) for i in intents] for label in only])
    parties = np.asarray([one.party for one in sentences])
    does = np.column_stack([np.isin(parties, parties[carried]) for carried in carries.T])
    order = {name: at for at, name in enumerate(dict.fromkeys(s.conversation for s in spoken))}
    apart = [order[one.conversation] % calibrate_on == 0 for one in spoken]
    alone = (f"{language} example {n}" for n in range(len(examples)))
    return LabelledTable(
        sentences=sentences,
        calls=(*(f"{language} {one.conversation}" for one in spoken), *alone),
        intents=intents,
        carries=carries,
        tells=own & does,
        apart=np.asarray([*apart, *(False for _ in examples)]),
    )


def _examples(library: IntentLibrary) -> list[LabelledSentence]:
    """Examples and counter-examples of the intents, as said by those who would say them."""
    return [
        LabelledSentence(
            conversation=intent.id,
            party="customer" if intent.who == "customer" else "agent",
            text=text,
            intents=frozenset({intent.id}) if positive else frozenset(),
            held_back=False,
        )
        for intent in library.intents.values()
        for positive, texts in ((True, intent.examples), (False, intent.counter_examples))
        for text in texts
    ]


def joined(
    tables: Sequence[LabelledTable],
) -> tuple[tuple[str, ...], NDArray[np.bool_], NDArray[np.bool_]]:
    """All intents that any of `tables` has, and what their sentences carry and tell of (n, k)."""
    intents = tuple(sorted({intent for table in tables for intent in table.intents}))

    def spread(table: LabelledTable, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
        column = {intent: at for at, intent in enumerate(table.intents)}
        nothing = np.zeros(len(known), dtype=np.bool_)
        return np.column_stack([known[:, column[i]] if i in column else nothing for i in intents])

    carries = np.concatenate([spread(table, table.carries) for table in tables])
    return intents, carries, np.concatenate([spread(table, table.tells) for table in tables])
