"""Judging stored calls again, as far as it is not known already what comes of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from audio_features.errors import ConfigurationError
from audio_features.heard_call import HeardCall
from flows.source_hashes import judging_hash
from models import rescoring, store
from models.database import reading
from models.rescoring import StoredCall
from scoring.call_context import call_context, words_to_keep
from scoring.checks.result import CheckContext
from scoring.findings import Judgement, KeptWords
from scoring.judge import judge_in_context
from scoring.rejudging import Reuse, added_intents, judge_again, reuse
from scoring.rubrics.reading import parse_rubric
from scoring.rubrics.schema import Rubric
from scoring.rubrics.sets import RubricSet


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCall:
    """A stored call judged by each of several rubrics, and what it was judged before, if asked.

    Each judgement is that of `scoring.judge.judge_call` on the call as it was at `analysed_at`.
    """

    call_id: str
    analysed_at: datetime
    stored: Judgement | None
    by_each: tuple[Judgement, ...]


class StoredCallJudge:
    """Judges stored calls by what each of `rubrics` has for such a call.

    With `stored`, what they were judged before is told beside it.
    """

    def __init__(self, engine: Engine, rubrics: Sequence[RubricSet], *, stored: bool) -> None:
        self._engine, self._rubrics, self._stored = engine, tuple(rubrics), stored
        self._of_before: dict[str, Rubric | None] = {}
        self._reuses: dict[tuple[str, str, str], Reuse | None] = {}

    def judge(
        self, call_ids: Sequence[str], *, announce: Callable[[str], None] = lambda _: None
    ) -> Iterator[JudgedCall]:
        """Those of these calls that are stored; each is announced before it is judged."""
        with reading(self._engine) as session:
            calls = self._read(session, call_ids)
        for call in calls:
            announce(call.known.call_id)
            yield JudgedCall(
                call_id=call.known.call_id,
                analysed_at=call.known.analysed_at,
                stored=call.before if self._stored else None,
                by_each=tuple(call.judged(rubric, taken) for rubric, taken in call.asked),
            )

    def _read(self, session: Session, call_ids: Sequence[str]) -> list["_Call"]:
        """The calls, each with no more than judging it needs."""
        known = rescoring.stored_calls(session, call_ids=call_ids)
        cards = [
            call.card.key
            for call in known
            if call.card is not None and (self._stored or _judged_by_this_program(call))
        ]
        before = rescoring.judgements_by_card(session, cards)
        calls = []
        for call in known:
            judgement = None if call.card is None else before.get(call.card.key)
            calls.append(_Call(call, judgement, self._asked(session, call, judgement)))
        hears = [call.known.call_id for call in calls if call.hears]
        heard = {one.call_id: one for one in store.stored_hearings(session, call_ids=hears)}
        words = rescoring.kept_words(session, call_ids=hears, judged_with=judging_hash())
        for one in calls:
            one.heard, one.words = heard.get(one.known.call_id), words.get(one.known.call_id)
        return calls

    def _asked(
        self, session: Session, call: StoredCall, before: Judgement | None
    ) -> tuple[tuple[Rubric, Reuse | None], ...]:
        """The rubrics to judge by, and what each takes over from the judgement of before."""
        asked = []
        for rubrics in self._rubrics:
            rubric = rubrics.rubric_for(call)
            taken = self._reuse(session, call, rubric)
            fits = taken is not None and before is not None and taken.fits(before)
            asked.append((rubric, taken if fits else None))
        return tuple(asked)

    def _reuse(self, session: Session, call: StoredCall, rubric: Rubric) -> Reuse | None:
        if call.card is None or not _judged_by_this_program(call):
            return None
        key = (call.card.rubric.sha256, rubric.sha256, call.language)
        if key not in self._reuses:
            old = self._rubric_of_before(session, call.card.rubric.sha256)
            self._reuses[key] = None if old is None else reuse(old, rubric, language=call.language)
        return self._reuses[key]

    def _rubric_of_before(self, session: Session, sha256: str) -> Rubric | None:
        """A rubric as it judged; None where its text is not, or no longer, that rubric."""
        if sha256 not in self._of_before:
            text = store.rubric_text(session, sha256=sha256)
            try:
                found = None if text is None else parse_rubric(text, name=f"stored {sha256}")
            except ConfigurationError:
                found = None
            told = found is not None and found.sha256 == sha256
            self._of_before[sha256] = found if told else None
        return self._of_before[sha256]


class _Call:
    """A stored call with what was read of it: `heard` and `words` only where it `hears`."""

    heard: HeardCall | None = None
    words: KeptWords | None = None

    def __init__(
        self,
        known: StoredCall,
        before: Judgement | None,
        asked: tuple[tuple[Rubric, Reuse | None], ...],
    ) -> None:
        self.known, self.before, self.asked = known, before, asked
        self._contexts: dict[str, tuple[Rubric, CheckContext]] = {}

    @property
    def hears(self) -> bool:
        """Whether some rubric has to judge something of it anew."""
        return any(taken is None or taken.hears for _, taken in self.asked)

    def judged(self, rubric: Rubric, taken: Reuse | None) -> Judgement:
        """What `rubric` says of it, which takes over what it may from the judgement of before."""
        if taken is not None and self.before is not None:
            return judge_again(self.before, taken, rubric, lambda: self._context(rubric))
        context = self._context(rubric)
        judgement = judge_in_context(context, rubric)
        return replace(judgement, words=words_to_keep(context, self.words))

    def _context(self, rubric: Rubric) -> CheckContext:
        if rubric.sha256 not in self._contexts:
            self._contexts[rubric.sha256] = (rubric, self._new_context(rubric))
        return self._contexts[rubric.sha256][1]

    def _new_context(self, rubric: Rubric) -> CheckContext:
        """The words, read once for all rubrics that add the same intents."""
        if self.heard is None:
            raise LookupError(f"stored call {self.known.call_id!r} was not read to be judged")
        for other, context in self._contexts.values():
            if added_intents(other, self.known.language) == added_intents(
                rubric, self.known.language
            ):
                return replace(context, reliability=rubric.reliability)
        return call_context(self.heard, rubric, words=self.words)


def _judged_by_this_program(call: StoredCall) -> bool:
    return call.card is not None and call.card.judged_with == judging_hash()
