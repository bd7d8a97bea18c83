"""Voice: volume, pace, sighs, tone, calm."""

from typing import Any

import pytest
from protocol_calls import GOOD_DAY, RUBRIC, judged

from audio_features.timeline import Span
from scoring.call_context import call_context


@pytest.mark.parametrize(
    ("agent", "relative", "verdict"),
    [
        (-26, 0, "met"),
        (-26, 15, "met"),  # a faint caller does not make a loud agent
        (-42, -16, "not_met"),
        (-12, 14, "not_met"),
        (-42, -1, "met"),  # both are faint: the line
        (-42, None, "unsure"),  # nobody to compare with
        (-36.3, -16, "unsure"),  # too near the edge
        (-34, -14, "unsure"),
    ],
)
def test_volume_is_judged_against_norm_and_other_party(
    call: Any, agent: float, relative: float | None, verdict: str
) -> None:
    heard = call().agent(GOOD_DAY).measure("active_level", agent, party="agent")
    heard.measure("speech_time", 30, party="agent")
    if relative is not None:
        heard.measure("relative_level", relative, party="agent")
    finding = judged("volume_in_range", heard.context())
    assert finding.verdict == verdict
    assert finding.evidence[0].measure is not None


@pytest.mark.parametrize(
    ("wpm", "syllables", "seconds", "verdict"),
    [
        (165, 6.0, 60, "met"),
        (260, 9.0, 60, "not_met"),
        (80, 3.5, 60, "not_met"),
        (230, 7.0, 60, "met"),  # one measure alone does not convict
        (203, 7.8, 60, "unsure"),
        (260, 9.0, 6, "unsure"),
    ],
)
def test_pace_is_off_only_where_both_rates_say_so(
    call: Any, wpm: float, syllables: float, seconds: float, verdict: str
) -> None:
    heard = call().agent(GOOD_DAY).measure("speech_rate", wpm, party="agent")
    heard.measure("articulation_rate", syllables, party="agent")
    heard.measure("speech_time", seconds, party="agent")
    assert judged("pace_in_range", heard.context()).verdict == verdict


def test_pace_is_judged_over_the_whole_call_not_a_window(call: Any) -> None:
    heard = call().agent(GOOD_DAY).measure("speech_time", 60, party="agent")
    for name, whole, part in (("speech_rate", 165, 300), ("articulation_rate", 6.0, 10.0)):
        heard.measure(name, part, party="agent", span=Span(0.0, 30.0))
        heard.measure(name, whole, party="agent")
    assert judged("pace_in_range", heard.context()).verdict == "met"


def test_sighs_are_shown_but_cost_nothing(call: Any) -> None:
    heard = call().agent(GOOD_DAY * 3).event("sigh", party="agent", confidence=0.9)
    finding = judged("no_sighs", heard.context())
    assert (finding.verdict, finding.points, finding.possible) == ("not_met", 0.0, 0.0)


@pytest.mark.parametrize(
    ("spread_st", "drift_db", "loudest_dbov", "over_other_db", "verdict", "word"),
    [
        (3.0, 0.0, -22.0, 4.0, "met", "plana ni va subiendo"),
        (0.8, 0.0, -22.0, 4.0, "not_met", "plana"),
        (3.0, 4.4, -22.0, 4.0, "not_met", "subiendo"),
        (3.0, 0.0, -15.0, 14.0, "not_met", "alza mucho la voz"),
        (3.0, 0.0, -15.0, 8.0, "unsure", "límite"),
        (3.0, 0.0, -15.0, None, "unsure", "falta la medida"),
        (3.0, 0.0, -15.0, 4.0, "met", "plana ni va subiendo"),
        (0.8, 4.4, -22.0, 4.0, "not_met", "plana: varía 0,8"),
        (0.8, 4.4, -15.0, 14.0, "not_met", "más de un motivo"),
        (1.4, 0.0, -22.0, 4.0, "unsure", "límite"),
    ],
)
def test_tone_is_neither_flat_nor_rising_nor_raised(
    call: Any,
    spread_st: float,
    drift_db: float,
    loudest_dbov: float,
    over_other_db: float | None,
    verdict: str,
    word: str,
) -> None:
    heard = call().agent(GOOD_DAY).measure("speech_time", 60, party="agent")
    heard.measure("pitch_spread", spread_st, party="agent")
    heard.measure("level_drift", drift_db, party="agent")
    heard.measure("loudest_second", loudest_dbov, party="agent")
    if over_other_db is not None:
        heard.measure("peak_over_other", over_other_db, party="agent")
    finding = judged("steady_tone", heard.context())
    assert finding.verdict == verdict
    assert word in finding.reason


def tense(call: Any, *, customer: list[float], agent: list[float]) -> Any:
    """Turns that take turns, each at the level given (dBov), measured in windows of 1 s."""
    heard = call()
    for mine, theirs in zip(agent, customer, strict=True):
        for party, level in (("customer", theirs), ("agent", mine)):
            heard.say(party, "Esto es lo que pasa con la línea")
            start = heard.turns[-1].start
            for second, wobble in enumerate((-4.0, 3.0)):
                span = Span(start + second, start + second + 1.0)
                heard.measure("level", level + wobble, party=party, span=span)
    return heard


QUIET = [-26.0, -26.5, -25.5, -26.0, -26.0]


SHOUT = [-26.0, -26.0, -15.0, -26.0, -26.0]


LOUDER = [-26.0, -26.0, -22.0, -26.0, -26.0]


@pytest.mark.parametrize(
    ("customer", "agent", "said", "verdict"),
    [
        (QUIET, QUIET, {}, "not_applicable"),
        (QUIET, SHOUT, {}, "not_applicable"),
        (SHOUT, QUIET, {}, "met"),
        (SHOUT, SHOUT, {}, "not_met"),
        (SHOUT, [-26.0, -26.0, -19.8, -26.0, -26.0], {}, "unsure"),
        (QUIET, QUIET, {"insult": [4]}, "met"),
        (QUIET, QUIET, {"insult": [4], "arguing": [5]}, "not_met"),
        (QUIET, QUIET, {"insult": [4], "arguing": [1]}, "met"),  # before, not in answer
        (LOUDER, QUIET, {}, "not_applicable"),
        (QUIET, QUIET, {"anger": [4]}, "met"),
        (QUIET, QUIET, {"told_not_to_shout": [3]}, "met"),  # the agent heard what we did not
        (QUIET, QUIET, {"told_not_to_shout": [3], "reproach": [3]}, "met"),  # the same words
        (QUIET, QUIET, {"told_not_to_shout": [3], "reproach": [5]}, "not_met"),
        (QUIET, SHOUT, {"told_not_to_shout": [5]}, "not_met"),  # shouted back
        (QUIET, QUIET, {"anger": [2], "temper_owned": [5]}, "not_met"),
        (QUIET, QUIET, {"temper_owned": [5]}, "not_applicable"),  # nobody had been angry
        (QUIET, QUIET, {"anger": [2], "treatment_protested": [4]}, "unsure"),
        (QUIET, SHOUT, {"anger": [2], "treatment_protested": [4]}, "not_met"),
        (SHOUT[:2], QUIET[:2], {"insult": [0]}, "unsure"),  # too short for a baseline
    ],
)
def test_calm_is_judged_only_in_answer_to_anger(
    call: Any, customer: list[float], agent: list[float], said: dict[str, list[int]], verdict: str
) -> None:
    context = tense(call, customer=customer, agent=agent).context(said)
    assert judged("calm_under_pressure", context).verdict == verdict


def test_how_the_first_and_the_last_anger_are_answered_is_shown(call: Any) -> None:
    heard = tense(call, customer=QUIET, agent=QUIET)
    finding = judged("calm_under_pressure", heard.context({"anger": [2, 4, 6]}))
    assert finding.verdict == "met"
    shown = [(item.party, item.start) for item in finding.evidence]
    assert shown == [
        ("customer", heard.turns[2].start),
        ("agent", heard.turns[3].start),
        ("agent", heard.turns[7].start),
    ]


def test_answer_to_what_may_be_anger_once_more_is_shown_but_changes_nothing(call: Any) -> None:
    heard = tense(call, customer=QUIET, agent=QUIET)
    once, more = (
        judged("calm_under_pressure", heard.context({"anger": said}))
        for said in ({2: 0.9}, {2: 0.9, 6: 0.4})
    )
    assert (once.verdict, once.confidence) == (more.verdict, more.confidence)
    assert [item.start for item in more.evidence] == [
        *(item.start for item in once.evidence),
        heard.turns[7].start,
    ]


def test_a_sign_of_listening_is_no_answer_to_anger(call: Any) -> None:
    heard = tense(call, customer=QUIET, agent=QUIET).customer("Son ustedes unos ladrones")
    heard.agent("Ajá").customer("De verdad se lo digo").agent("Entiendo muy bien su enfado señora")
    finding = judged("calm_under_pressure", heard.context({"anger": [10]}))
    assert [item.quote for item in finding.evidence] == [
        "Son ustedes unos ladrones",
        "Entiendo muy bien su enfado señora",
    ]


@pytest.mark.parametrize(
    ("intent", "party", "language", "text", "is_said"),
    [
        ("temper_owned", "agent", "es", "Perdone, no debía levantar la voz.", True),
        ("temper_owned", "agent", "es", "Disculpe el tono, señora, vamos a verlo.", True),
        ("temper_owned", "agent", "es", "Me exalté, discúlpeme.", True),
        ("temper_owned", "agent", "es", "Perdone la espera, ya tengo el dato.", False),
        ("temper_owned", "agent", "es", "El técnico no debía haberle cobrado nada.", False),
        ("temper_owned", "agent", "en", "I shouldn't have raised my voice.", True),
        ("temper_owned", "agent", "en", "Sorry for snapping at you.", True),
        ("temper_owned", "agent", "en", "Sorry for the wait.", False),
        ("temper_owned", "agent", "es", "Mi compañero no debería haberle hablado así.", False),
        ("temper_owned", "agent", "es", "Lamento que le haya gritado mi compañero.", False),
        ("temper_owned", "agent", "es", "Se me fue la mano con el descuento.", False),
        ("temper_owned", "agent", "es", "Disculpe el tono de espera.", False),
        ("temper_owned", "agent", "en", "He shouldn't have spoken to you like that.", False),
        ("temper_owned", "agent", "en", "Sorry for being short staffed today.", False),
        ("treatment_protested", "customer", "es", "Con todo respeto, señorita, no.", False),
        ("treatment_protested", "customer", "es", "Mi marido me está gritando algo.", False),
        ("treatment_protested", "customer", "es", "Vaya educación tiene usted.", False),
        ("treatment_protested", "customer", "en", "My kids won't stop yelling.", False),
        ("treatment_protested", "customer", "en", "The clips don't snap on.", False),
        ("informality_protested", "customer", "es", "Háblame de tú, no de usted.", False),
        ("asks_plain_words", "customer", "es", "¿Me la puede mandar en castellano?", False),
        ("asks_plain_words", "customer", "es", "Hábleme en cristiano, haga el favor.", True),
        ("asks_plain_words", "customer", "en", "Do you have it in English?", False),
        ("asks_plain_words", "customer", "en", "What does that mean for my bill?", False),
        ("asks_plain_words", "customer", "en", "In plain English, please.", True),
        ("treatment_protested", "customer", "es", "A mí no me hable así, oiga.", True),
        ("treatment_protested", "customer", "es", "¿Me está llamando mentirosa?", True),
        ("treatment_protested", "customer", "es", "Vaya modales son esos.", True),
        ("treatment_protested", "customer", "es", "Su compañero me dijo no me grite.", False),
        ("treatment_protested", "customer", "es", "No me hable de descuentos.", False),
        ("treatment_protested", "customer", "en", "Don't talk to me like that.", True),
        ("treatment_protested", "customer", "en", "Are you calling me a liar?", True),
        ("treatment_protested", "customer", "en", "Are you calling me back today?", False),
        ("informality_protested", "customer", "es", "A mí no me tutee, por favor.", True),
        ("informality_protested", "customer", "es", "Hábleme de usted.", True),
        ("informality_protested", "customer", "es", "No me hable de tarifas.", False),
    ],
)
def test_a_temper_lost_is_known_by_who_owns_up_and_who_protests(
    call: Any, intent: str, party: Any, language: str, text: str, is_said: bool
) -> None:
    context = call_context(call(language=language).say(party, text).heard(), RUBRIC)
    assert context.finder is not None
    assert bool(context.finder.find(intent, party=party)) == is_said


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("Qué vergüenza, de verdad, yo no sabía nada.", False),
        ("Me da mucha vergüenza pedirlo.", False),
        ("¡Esto es una vergüenza!", True),
        ("¡Qué vergüenza de empresa!", True),
    ],
)
def test_shame_is_no_anger(call: Any, text: str, is_said: bool) -> None:
    context = call_context(call().say("customer", text).heard(), RUBRIC)
    assert context.finder is not None
    found = context.finder.find("anger", party="customer")
    assert any(match.score >= 0.6 for match in found) == is_said


@pytest.mark.parametrize(
    ("text", "language", "tells"),
    [
        ("Le pido por favor que no me grite, que quiero ayudarle.", "es", True),
        ("Baje usted la voz, haga el favor.", "es", True),
        ("No hace falta que me grite, señor.", "es", True),
        ("No se preocupe, no hace falta que grite, le oigo perfectamente bien.", "es", False),
        ("Baje la voz del televisor un poquito, por favor, que hay eco.", "es", False),
        ("Voy a pedirle al técnico que la próxima vez no le hable así.", "es", False),
        ("I understand you're upset, but please don't shout at me.", "en", True),
        ("Sir, stop yelling.", "en", True),
        ("Does it stop screaming when you press the button?", "en", False),
        ("Will the alarm stop shouting then?", "en", False),
        ("You don't have to shout, I can hear you perfectly well.", "en", False),
        ("Our technicians do not use that language with customers.", "en", False),
        ("They don't yell at customers at that shop.", "en", False),
        ("I don't swear by it, but it works.", "en", False),
    ],
)
def test_only_who_asks_the_customer_not_to_shout_tells_of_anger(
    call: Any, text: str, language: str, tells: bool
) -> None:
    heard = call(language=language).customer("Hola").agent(text)
    finder = call_context(heard.heard(), RUBRIC).finder
    assert bool(finder.find("told_not_to_shout", party="agent")) == tells


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Stop shouting, I heard you the first time.", True),
        ("Does it stop screaming when you press the button?", False),
        ("Will the alarm stop shouting then?", False),
    ],
)
def test_what_an_alarm_should_stop_is_no_reproach(call: Any, text: str, is_one: bool) -> None:
    heard = call(language="en").customer("Hello").agent(text)
    finder = call_context(heard.heard(), RUBRIC).finder
    assert bool(finder.find("reproach", party="agent")) == is_one
