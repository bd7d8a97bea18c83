"""Who says whose name: the agent's introduction, and the caller's name used."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile

from audio_features.timeline import Span, Word
from scoring.checks.evidence import shortened
from scoring.checks.expected_place import expected_place
from scoring.checks.missing_words import not_said
from scoring.checks.reliability import (
    poorly_transcribed,
    role_confidence,
    role_problem,
    word_confidence,
)
from scoring.checks.result import CheckContext, CheckResult, FieldValue, unsure
from scoring.checks.schema import IdentifiesCheck, NameUsedCheck
from scoring.checks.schema_parts import Window
from scoring.checks.windows import find_all, window_span
from scoring.checks.words import said
from scoring.findings import Evidence
from scoring.language.lexicon import NameLexicon
from scoring.language.name_uses import NameUse
from scoring.language.names import CallNames
from scoring.language.text import normalise

#: Word times that are this near (s) are the same moment.
SAME_TIME_S = 0.05
#: What a name used on the call, and one used in the farewell, each earn.
HALF = 0.5
_MARKS = " ,.;:¡!¿?-"
#: The name comes at most so many words behind the first one of its cue: "my name is …".
_LONGEST_CUE = 3
#: Most telling words of a trade and its name without capitals.
_LONGEST_TRADE = 3
#: A single word without a capital may be any interjection.
_LEAST_UNMARKED = 2


def check_identifies(check: IdentifiesCheck, context: CheckContext) -> CheckResult:
    """Whether the agent says own name, or company or area, inside the window."""
    if problem := role_problem(context, "agent"):
        return unsure(problem)
    if context.finder is None or context.names is None:
        return unsure("language_unknown", fields={"language": context.call.language})
    span = window_span(check.within, party="agent", context=context)
    names = context.names
    listed = names.agent_name if check.part == "name" else names.agent_company
    uses = _inside(listed, span, min_score=check.min_score)
    if uses:
        use = max(uses, key=lambda item: item.score)
        return CheckResult(
            verdict="met",
            credit=1.0,
            confidence=role_confidence(context, "agent") * use.score,
            evidence=(_use_evidence(use),),
            fields={"quote": shortened(use.quote), "name": use.name},
        ).tagged(check.tag)
    matches = find_all(
        context, check.intents, party="agent", within=span, min_score=check.min_score
    )
    if matches:
        return said(matches, context=context).tagged(check.tag)
    company = (
        _before_greeting(check, context)
        or _between_commas(check, context)
        or _before_introduction(check, context)
        or _behind_own_name(check, context)
    )
    if company is not None:
        return company.tagged(check.tag)
    return not_said(
        party="agent",
        window=check.within,
        context=context,
        absence_confidence=check.absence_confidence,
    ).tagged(check.tag)


def _before_greeting(check: IdentifiesCheck, context: CheckContext) -> CheckResult | None:
    """The company by its place: a name that the first turn starts with, before the greeting."""
    turns = context.turns_of("agent")
    if check.part != "company" or not check.before or not turns:
        return None
    turn = turns[0]
    greetings = [
        match
        for match in find_all(context, check.before, party="agent", within=turn.span)
        if match.score >= check.min_score
    ]
    if not greetings:
        return None
    first = greetings[0]
    # Recognisers drop the comma: "Luz del Norte buenos días" is one clause, greeting included.
    greeted_at = first.start if first.said_from is None else first.said_from
    words = [word for word in turn.words if word.end <= greeted_at + SAME_TIME_S]
    said_before = " ".join(word.word for word in words).strip(_MARKS)
    if not said_before[:1].isupper() or not _is_company_name(said_before, check, context.names):
        return None
    quote = shortened(first.quote if first.start <= turn.start else f"{said_before}, {first.quote}")
    return _named(said_before, quote, Span(turn.start, first.end), check, context)


def _between_commas(check: IdentifiesCheck, context: CheckContext) -> CheckResult | None:
    """The company as a clause of its own: "Buenos días, Seguros Almenara, le habla Pilar"."""
    turns = context.turns_of("agent")
    if check.part != "company" or not check.before or not turns:
        return None
    own = context.names.agent_name if context.names else ()
    clauses = _clauses(turns[0].words, check=check, own=own)
    for number, clause in enumerate(clauses):
        name = [_strip(word) for word in clause]
        while name and name[0].lower() in check.greeting_words:
            name.pop(0)
        while name and name[-1].lower() in check.greeting_words:
            name.pop()
        # A single word at the very start may be any interjection: "Epa, te habla Wilmer".
        telling = len(name) > 1 or (len(name) == 1 and (number > 0 or _written_together(name[0])))
        # "Hola, María Fernanda, te habla Camila" calls somebody.
        called = len(name) == 1 or name != [_strip(word) for word in clause]
        if name and called and _is_given_name(name[0], context):
            continue
        if not telling or not _is_company_name(" ".join(name), check, context.names):
            continue
        trade = _of_a_trade(name, check)
        small = not trade and any(
            word[:1].islower() and word.lower() not in check.particles for word in name
        )
        everyday = any(word.lower() in check.openers for word in name)
        introduced = len(name) > 1 and _introduces(clauses[number + 1 :], check, context.names)
        if small and (everyday or not introduced):
            continue
        span = Span(clause[0].start, clause[-1].end)
        return _named(" ".join(name), shortened(turns[0].text), span, check, context)
    return None


def _before_introduction(check: IdentifiesCheck, context: CheckContext) -> CheckResult | None:
    """The company where nothing has capitals or commas: "hola tienda brújula te habla camila"."""
    turns = context.turns_of("agent")
    if check.part != "company" or not check.before or not turns:
        return None
    words = [_strip(word) for word in turns[0].words]
    if not words or any(word[:1].isupper() for word in words[:-1]):
        return None
    before = next((n for n, word in enumerate(words) if word in check.introductions), 0)
    name = [word for word in words[:before] if word not in check.greeting_words]
    everyday = any(word in check.openers for word in name)
    called = words[0] in check.greeting_words and _is_given_name(name[0] if name else "", context)
    if len(name) < _LEAST_UNMARKED or everyday or called:
        return None
    if not _is_company_name(" ".join(name), check, context.names):
        return None
    span = Span(turns[0].start, turns[0].words[before].end)
    return _named(" ".join(name), shortened(turns[0].text), span, check, context)


def _behind_own_name(check: IdentifiesCheck, context: CheckContext) -> CheckResult | None:
    """The company behind the agent's own name, whatever goes before: "Matías Bravo, del taller"."""
    if check.part != "company" or context.names is None:
        return None
    span = window_span(check.within, party="agent", context=context)
    for use in _inside(context.names.agent_name, span, min_score=check.min_score):
        turn = context.call.turns[use.turn_index]
        later = (word for word in turn.words if word.start >= use.end - SAME_TIME_S)
        # The surname goes with it, whether or not it is known.
        behind = [*dropwhile(lambda word: _strip(word)[:1].isupper(), later)]
        if not behind or _strip(behind[0]).lower() not in check.belongings:
            continue
        clause = _clauses(behind[1:], check=check, own=())[:1]
        name = [*takewhile(lambda word: _may_be_of_a_name(word, check), *clause)] if clause else []
        company = " ".join(_strip(word) for word in name)
        if any(_strip(word)[:1].isupper() for word in name):
            span = Span(use.start, name[-1].end)
            return _named(company, shortened(use.quote), span, check, context)
    return None


def _may_be_of_a_name(word: Word, check: IdentifiesCheck) -> bool:
    return _strip(word)[:1].isupper() or word.word.lower() in check.particles


def _strip(word: Word) -> str:
    return word.word.strip(_MARKS)


def _of_a_trade(words: Sequence[str], check: IdentifiesCheck) -> bool:
    """Whether they are a trade and a name or the other way round: "banco turpial"."""
    telling = [word.lower() for word in words if word.lower() not in check.particles]
    return (
        1 < len(telling) <= _LONGEST_TRADE
        and words[0].lower() not in check.belongings
        and (telling[0] in check.trades or telling[-1] in check.trades)
        and not any(word in check.openers for word in telling)
    )


def _written_together(word: str) -> bool:
    """Whether a recogniser wrote several words of a name as one: "BlueStemWaste"."""
    return any(letter.isupper() for letter in word[1:]) and not word.isupper()


def _named(
    company: str, quote: str, span: Span, check: IdentifiesCheck, context: CheckContext
) -> CheckResult:
    """Met by a company that is known by its place alone."""
    return CheckResult(
        verdict="met",
        credit=1.0,
        confidence=role_confidence(context, "agent") * check.before_confidence,
        evidence=(Evidence(start=span.start, end=span.end, party="agent", quote=quote),),
        fields={"quote": quote, "name": company},
    )


def _is_given_name(word: str, context: CheckContext) -> bool:
    return normalise(word) in NameLexicon.of(context.call.language).given


def _introduces(
    following: Sequence[Sequence[Word]], check: IdentifiesCheck, names: CallNames | None
) -> bool:
    """Whether the next clause is the speaker's own introduction, before the name or behind it."""
    if not following:
        return False
    clause = following[0]
    own = () if names is None else names.agent_name
    signed = any(clause[0].start <= use.start <= clause[-1].end for use in own)
    return signed or clause[0].word.strip(_MARKS).lower() in check.introductions


def _clauses(
    words: Sequence[Word], *, check: IdentifiesCheck, own: Sequence[NameUse]
) -> list[list[Word]]:
    """`words` parted at commas, full stops and before `own` names' cues; questions left out."""
    clauses: list[list[Word]] = [[]]
    for n, word in enumerate(words):
        if clauses[-1] and _cues_own_name(words[n:], check, own):
            clauses.append([])
        clauses[-1].append(word)
        if word.word.strip()[-1:] in ",.;:!?":
            clauses.append([])
    return [clause for clause in clauses if clause and not clause[-1].word.strip().endswith("?")]


def _cues_own_name(words: Sequence[Word], check: IdentifiesCheck, own: Sequence[NameUse]) -> bool:
    """Whether the speaker's introduction begins here, commas or not: "Tienda Lapacho te habla…"."""
    if _strip(words[0]).lower() not in check.introductions:
        return False
    soon = [word.start for word in words[1 : 1 + _LONGEST_CUE]]
    return any(abs(use.start - start) < SAME_TIME_S for use in own for start in soon)


def _is_company_name(text: str, check: IdentifiesCheck, names: CallNames | None) -> bool:
    """Short, no interjection, and nobody's own name, of which a company may hold a part."""
    words = text.split()
    telling = [word for word in words if word.lower() not in check.particles]
    if not 1 <= len(telling) <= check.max_name_words:
        return False
    if not _may_begin_a_name(words, check):
        return False
    people = [] if names is None else [use.name for use in names.agent_name]
    people += [names.caller_name] if names is not None and names.caller_name else []
    taken = {part.lower() for person in people for part in person.split()} - {*check.particles}
    said = {word.strip(" ,.;:").lower() for word in words} - {*check.particles}
    return 2 * len(taken & said) < max(1, len(said))


def _may_begin_a_name(words: Sequence[str], check: IdentifiesCheck) -> bool:
    """Whether the first of `words` begins no turn, or a name in capitals after all."""
    first, *others = (word.strip(_MARKS) for word in words)
    if first.lower() not in check.openers:
        return True
    telling = [word for word in others if word.lower() not in check.particles]
    return (
        first.lower() in check.naming_openers
        and bool(telling)
        and all(word[:1].isupper() and word.lower() not in check.openers for word in telling)
    )


def check_name_used(check: NameUsedCheck, context: CheckContext) -> CheckResult:
    """Half the credit for the caller's name on the call, half for it in the farewell."""
    names, turns = context.names, context.turns_of("agent")
    if problem := role_problem(context, "agent") or role_problem(context, "customer"):
        return unsure(problem)
    if names is None:
        return unsure("language_unknown", fields={"language": context.call.language})
    result = _name_used(check, context, names)
    # On so short a call the name may be used as it should be, but its lack is no fault.
    short = len(turns) <= check.farewell_turns
    return unsure("too_little_speech") if short and result.verdict == "not_met" else result


def _name_used(check: NameUsedCheck, context: CheckContext, names: CallNames) -> CheckResult:
    turns = context.turns_of("agent")
    farewell_from = turns[-min(check.farewell_turns, len(turns))].start if turns else 0.0
    uses = [use for use in names.used if use.score >= check.min_score]
    late = [use for use in uses if use.start >= farewell_from][-1:]
    # Short calls: what was said in an earlier turn than the farewell's was said during the call.
    early = [use for use in uses if not late or use.turn_index < late[0].turn_index]
    if not uses and names.caller_name is None and not names.given:
        return _never_learnt(names, check, context)
    fields: dict[str, FieldValue] = {
        "name": names.caller_name or (uses or names.given)[0].name,
        "count": len(uses),
    }
    evidence = tuple(_use_evidence(use) for use in [*early[:2], *late[:1]])
    # Where it was given but never used, the moment it was given is what to listen to first.
    heard = evidence or tuple(_use_evidence(use) for use in names.given[:1])
    farewell = expected_place(turns, window=Window(last_turns=check.farewell_turns))
    role = role_confidence(context, "agent")
    if early and late:
        best = min(max(use.score for use in early), max(use.score for use in late))
        return CheckResult(
            verdict="met", credit=1.0, confidence=role * best, evidence=evidence, fields=fields
        ).tagged(check.tag)
    legible = word_confidence(turns)
    if poorly_transcribed(turns, context.reliability):
        return unsure("poor_transcript", evidence=evidence, confidence=legible)
    return CheckResult(
        verdict="not_met",
        credit=HALF if uses else 0.0,
        confidence=role * legible * check.absence_confidence,
        evidence=heard if late else (*heard, *farewell),
        fields=fields,
        tag="not_in_farewell" if early else "only_in_farewell" if late else "never",
    )


def _never_learnt(names: CallNames, check: NameUsedCheck, context: CheckContext) -> CheckResult:
    asked = [use for use in names.asked if use.score >= check.min_score]
    if asked:
        return CheckResult(
            verdict="not_applicable", tag="not_given", evidence=(_use_evidence(asked[0]),)
        )
    result = not_said(
        party="agent",
        window=Window(),
        context=context,
        absence_confidence=check.absence_confidence,
    )
    # It may be asked at any time; the place for it is the beginning.
    start = expected_place(context.turns_of("agent"), window=Window(first_turns=1))
    return replace(result, evidence=start).tagged("not_asked")


def _inside(uses: Iterable[NameUse], span: Span, *, min_score: float) -> list[NameUse]:
    return [u for u in uses if u.score >= min_score and span.start <= u.start <= span.end]


def _use_evidence(use: NameUse) -> Evidence:
    return Evidence(start=use.start, end=use.end, party=use.party, quote=shortened(use.quote))
