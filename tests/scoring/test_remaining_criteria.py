"""Criteria that hang on what is meant: small calls in both languages, read by the real engine."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Literal

import pytest

from scoring.findings import Finding
from scoring.judge import call_context, judge_criterion
from scoring.rubric import load_rubric

RUBRIC = load_rubric()
Say = tuple[Literal["agent", "customer", "other"], str]

ES_OPENING: tuple[Say, ...] = (
    ("agent", "Luz del Norte, buenos días, le atiende Marta Salas. ¿En qué puedo ayudarle?"),
    ("customer", "Buenos días, soy Javier Ortega. Este mes me han cobrado dos veces la factura."),
)
ES_CLOSING: tuple[Say, ...] = (
    ("agent", "Ya he anulado el segundo cargo y lo verá en su cuenta el jueves."),
    ("customer", "Muy bien, de acuerdo."),
    ("agent", "Hasta luego, que tenga buen día."),
)
EN_OPENING: tuple[Say, ...] = (
    ("agent", "Harbor Home, good morning, this is Daniel speaking. How can I help you today?"),
    ("customer", "Hi, my name is Rachel Kim. You people charged me twice for the same lamp."),
)
EN_CLOSING: tuple[Say, ...] = (
    ("agent", "I have cancelled the second charge and you will see it on Thursday."),
    ("customer", "All right then."),
    ("agent", "Goodbye, have a lovely day."),
)


@lru_cache(maxsize=128)
def _context(language: str, said: tuple[Say, ...], builder: Callable[..., Any]) -> Any:
    opening, closing = (ES_OPENING, ES_CLOSING) if language == "es" else (EN_OPENING, EN_CLOSING)
    heard = builder(language=language, country="ES" if language == "es" else "US")
    for party, text in (*opening, *said, *closing):
        heard.say(party, text)
    heard.measure("speech_time", 12.0, party="customer")
    return call_context(heard.heard(), RUBRIC)


def judged(call: Any, criterion: str, language: str, said: Sequence[Say]) -> Finding:
    context = _context(language, tuple(said), call)
    return judge_criterion(RUBRIC.criterion(criterion), context, RUBRIC)


Case = tuple[str, str, str, list[Say]]

UNDERSTANDING: list[Case] = [
    (
        "understanding_confirmed",
        "es",
        "met",
        [
            ("agent", "Si le he entendido bien, le cobraron dos veces la factura, ¿es así?"),
            ("customer", "Eso es."),
        ],
    ),
    ("understanding_confirmed", "es", "not_met", [("agent", "Ya veo, deme su número.")]),
    (
        "understanding_confirmed",
        "en",
        "met",
        [
            ("agent", "So you were charged twice for one lamp, is that right?"),
            ("customer", "Yes, exactly."),
        ],
    ),
    ("understanding_confirmed", "en", "not_met", [("agent", "I see, what is your number?")]),
    (
        "misunderstanding_owned",
        "es",
        "met",
        [
            ("customer", "No entiendo lo que me dice."),
            ("agent", "Perdone, no me he explicado bien, se lo digo de otra manera."),
        ],
    ),
    (
        "misunderstanding_owned",
        "es",
        "not_met",
        [
            ("customer", "Yo había entendido otra cosa."),
            ("agent", "Usted entendió lo que quiso entender, yo se lo dije bien claro."),
        ],
    ),
    ("misunderstanding_owned", "es", "not_applicable", []),
    (
        "misunderstanding_owned",
        "en",
        "met",
        [
            ("customer", "I don't follow you."),
            ("agent", "Sorry, I didn't explain that very well, let me put it another way."),
        ],
    ),
    (
        "misunderstanding_owned",
        "en",
        "not_met",
        [
            ("customer", "That's not what I was told."),
            ("agent", "No, you misunderstood me, you weren't listening to what I said."),
        ],
    ),
    ("misunderstanding_owned", "en", "not_applicable", []),
]

MANNER: list[Case] = [
    ("no_jargon", "es", "met", [("agent", "Voy a mirar la caja blanca que tiene en casa.")]),
    (
        "no_jargon",
        "es",
        "not_met",
        [("agent", "Hay que hacerle un reset a la ONT y mirar el CPE.")],
    ),
    (
        "no_jargon",
        "es",
        "met",
        [("customer", "Se me ha apagado la ONT."), ("agent", "¿Qué luces tiene la ONT ahora?")],
    ),
    ("no_jargon", "en", "met", [("agent", "Let me look at the white box you have at home.")]),
    ("no_jargon", "en", "unsure", [("agent", "You need to reset the ONT and check the DSLAM.")]),
    (
        "no_jargon",
        "en",
        "not_met",
        [("agent", "Did you reset the ONT?"), ("customer", "The what? I don't know what that is.")],
    ),
    (
        "no_jargon",
        "es",
        "not_met",
        [("agent", "¿Lo hizo por TPV?"), ("customer", "Perdone, no le entiendo nada.")],
    ),
    ("no_disrespect", "es", "met", []),
    (
        "no_disrespect",
        "es",
        "not_met",
        [("agent", "¿Qué parte de no se puede no entiende, abuelo?")],
    ),
    ("no_disrespect", "es", "not_met", [("agent", "¡A mí no me grite, señora!")]),
    ("no_disrespect", "en", "met", []),
    ("no_disrespect", "en", "not_met", [("agent", "What part of no don't you understand?")]),
    ("no_disrespect", "en", "not_met", [("agent", "Don't you yell at me, lady.")]),
    ("no_sarcasm", "es", "met", []),
    ("no_sarcasm", "en", "met", []),
    ("no_self_justification", "es", "met", []),
    (
        "no_self_justification",
        "es",
        "not_met",
        [("agent", "Es que estamos con poca gente esta semana y no damos abasto.")],
    ),
    ("no_self_justification", "en", "met", []),
    (
        "no_self_justification",
        "en",
        "not_met",
        [("agent", "It's been crazy over here, we've been slammed and short of staff all week.")],
    ),
    ("no_side_conversation", "es", "met", []),
    (
        "no_side_conversation",
        "es",
        "not_met",
        [("agent", "Calla, calla, que estoy con un cliente en línea, luego te cuento.")],
    ),
    ("no_side_conversation", "es", "unsure", [("other", "Oye, ¿vienes a comer con nosotros?")]),
    ("no_side_conversation", "en", "met", []),
    (
        "no_side_conversation",
        "en",
        "not_met",
        [("agent", "Shush, I'm on with a customer, I'll tell you later.")],
    ),
    ("no_overpromising", "es", "met", []),
    (
        "no_overpromising",
        "es",
        "not_met",
        [("agent", "Le juro que nunca más en la vida va a volver a pasar.")],
    ),
    ("no_overpromising", "en", "met", []),
    (
        "no_overpromising",
        "en",
        "not_met",
        [("agent", "I absolutely guarantee it will never happen again, one hundred percent.")],
    ),
]

RESPECTFUL: list[Case] = [
    ("no_disrespect", language, "met", [("agent", text)])
    for language, text in (
        ("es", "Perdone que haya tardado un poco."),
        ("es", "¿En qué idioma prefiere que le escriba?"),
        ("es", "Lo consulté con el buró y estuvimos mirando los churros."),
        ("es", "¿Qué parte de la factura no entiende? Se la explico con mucho gusto."),
        ("es", "Tranquilícese, señora, que se lo vamos a resolver."),
        ("es", "Ese cupón caducado ya no sirve para nada."),
        ("es", "Es inútil reiniciarlo, y el ladrón no puede usar la tarjeta."),
        ("en", "There's a crook in the pipe, I'm sending someone out."),
        ("en", "What part of the bill don't you understand? I'm happy to explain it."),
        ("en", "Let me settle down the details."),
        ("en", "Don't get over it too soon."),
        ("en", "Restarting it is useless."),
        ("en", "I'm not gonna sit here and be called a liar."),
    )
]
INSULTING: list[Case] = [
    ("no_disrespect", language, "not_met", [("agent", text)])
    for language, text in (
        ("es", "Usted no sirve para nada."),
        ("es", "Es usted un inútil."),
        ("es", "Cálmese de una vez."),
        ("es", "No sea idiota."),
        ("en", "Calm down, sir."),
        ("en", "You're completely useless."),
        ("en", "You're a liar."),
    )
]
PROMISED_IN_TUTEO: list[Case] = [
    ("no_side_conversation", "es", "met", [("agent", "Lo miro y luego te llamo, ¿te parece?")]),
    ("no_side_conversation", "en", "met", [("agent", "I'll check it and I'll call you later.")]),
]
GOOD_NEWS: list[Case] = [
    (criterion, language, verdict, [("customer", asked), ("agent", answer)])
    for criterion, verdict in (("denial_reasoned", "not_applicable"), ("no_flat_refusal", "met"))
    for language, asked, answer in (
        ("es", "¿Tiene algún coste?", "No, no tiene ningún coste."),
        ("es", "¿Hay penalización si me cambio?", "No, no hay penalización."),
        ("en", "Is there any charge for that?", "No, there is no charge."),
        ("en", "Does it cost anything?", "No, it won't cost you anything."),
    )
]
BRANDS: list[Case] = [
    ("no_jargon", "es", "unsure", [("agent", "Se lo mandamos por DHL, o lo recoge en BBVA.")]),
    ("no_jargon", "en", "unsure", [("agent", "We send it by UPS to NYC.")]),
]
PRICES: list[Case] = [
    ("personal_data_discreet", "es", verdict, [("agent", text)])
    for verdict, text in (
        ("met", "El cambio debe costar unos veinte euros."),
        ("met", "Para activarlo debe pagar veinte euros."),
        ("not_met", "Usted debe veinte euros."),
    )
]

COURTESY: list[Case] = [
    (
        "courtesy_words",
        "es",
        "met",
        [("agent", "¿Me dice su número, por favor?"), ("agent", "Muchas gracias.")],
    ),
    ("courtesy_words", "es", "not_met", [("agent", "Deme su número.")]),
    (
        "courtesy_words",
        "en",
        "met",
        [("agent", "Could I have your number, please?"), ("agent", "Thank you.")],
    ),
    ("courtesy_words", "en", "not_met", [("agent", "Give me your number.")]),
    (
        "personal_data_discreet",
        "es",
        "not_met",
        [
            (
                "agent",
                "Aquí está, don Rubén Espino, cédula ocho guion trescientos, vive en la calle "
                "Río Ebro nueve, con dos recibos devueltos.",
            )
        ],
    ),
    ("personal_data_discreet", "es", "met", []),
    ("personal_data_discreet", "es", "not_met", [("agent", "Su saldo actual es de cien euros.")]),
    (
        "personal_data_discreet",
        "es",
        "met",
        [
            ("agent", "Por su seguridad, ¿me confirma su fecha de nacimiento y su DNI?"),
            ("customer", "Sí, el tres de mayo del ochenta."),
            ("agent", "Su saldo actual es de cien euros."),
        ],
    ),
    (
        "personal_data_discreet",
        "en",
        "not_met",
        [
            (
                "agent",
                "Thank you, Ms. Reed, I see you at eighteen Elm Court with a balance of twelve "
                "dollars and two bounced checks.",
            )
        ],
    ),
    ("personal_data_discreet", "en", "met", []),
    ("personal_data_discreet", "en", "not_met", [("agent", "Your current balance is $40.")]),
]

REFUSED_ES: list[Say] = [("customer", "¿Y no me lo pueden devolver hoy en efectivo?")]
REFUSED_EN: list[Say] = [("customer", "Can't you give it back to me in cash today?")]
QUIET_ES: list[Say] = [
    ("customer", "Ah, bueno. " + "Ya le digo yo que no sabía nada de eso. " * 12)
]
QUIET_EN: list[Say] = [
    ("customer", "Oh, right. " + "I had no idea about any of that, I tell you. " * 12)
]

REFUSALS: list[Case] = [
    ("no_flat_refusal", "es", "met", []),
    (
        "no_flat_refusal",
        "es",
        "not_met",
        [*REFUSED_ES, ("agent", "No se puede hacer eso."), *QUIET_ES],
    ),
    (
        "no_flat_refusal",
        "es",
        "met",
        [
            *REFUSED_ES,
            ("agent", "No es posible en efectivo, porque el pago se hizo con tarjeta."),
            *QUIET_ES,
        ],
    ),
    ("no_flat_refusal", "en", "met", []),
    ("no_flat_refusal", "en", "not_met", [*REFUSED_EN, ("agent", "We can't do that."), *QUIET_EN]),
    ("denial_reasoned", "es", "not_applicable", []),
    (
        "denial_reasoned",
        "es",
        "met",
        [
            *REFUSED_ES,
            ("agent", "No se puede devolver en efectivo, porque el pago se hizo con tarjeta."),
        ],
    ),
    (
        "denial_reasoned",
        "es",
        "not_met",
        [*REFUSED_ES, ("agent", "No se puede hacer eso."), *QUIET_ES],
    ),
    ("denial_reasoned", "en", "not_applicable", []),
    (
        "denial_reasoned",
        "en",
        "met",
        [
            *REFUSED_EN,
            ("agent", "We can't refund that in cash, because you paid for it by card."),
        ],
    ),
    ("denial_reasoned", "en", "not_met", [*REFUSED_EN, ("agent", "We can't do that."), *QUIET_EN]),
    ("alternatives_offered", "es", "not_applicable", []),
    (
        "alternatives_offered",
        "es",
        "met",
        [
            *REFUSED_ES,
            ("agent", "No es posible en efectivo. Lo que sí puedo ofrecerle es un vale."),
            *QUIET_ES,
        ],
    ),
    (
        "alternatives_offered",
        "es",
        "not_met",
        [*REFUSED_ES, ("agent", "No se puede hacer eso."), *QUIET_ES],
    ),
    (
        "alternatives_offered",
        "en",
        "met",
        [
            *REFUSED_EN,
            ("agent", "We can't do cash. What I can offer you instead is store credit."),
            *QUIET_EN,
        ],
    ),
    (
        "alternatives_offered",
        "en",
        "not_met",
        [*REFUSED_EN, ("agent", "We can't do that."), *QUIET_EN],
    ),
    ("denial_held_calmly", "es", "not_applicable", []),
    (
        "denial_held_calmly",
        "es",
        "not_met",
        [
            *REFUSED_ES,
            ("agent", "No se puede hacer eso."),
            ("customer", "No me conformo con un no, haga usted una excepción."),
            ("agent", "¡A mí no me grite! ¿Qué parte de no se puede no entiende?"),
        ],
    ),
    ("denial_held_calmly", "en", "not_applicable", []),
    (
        "denial_held_calmly",
        "en",
        "not_met",
        [
            *REFUSED_EN,
            ("agent", "We can't do that."),
            ("customer", "That's not good enough, I won't take no for an answer."),
            ("agent", "Don't you yell at me! What part of no don't you understand?"),
        ],
    ),
]

TALK: list[Case] = [
    (
        "caller_view_asked",
        "es",
        "met",
        [
            ("customer", "Esto es una vergüenza, quiero poner una queja."),
            ("agent", "¿Qué solución le parecería bien a usted?"),
        ],
    ),
    (
        "caller_view_asked",
        "es",
        "not_met",
        [("customer", "Esto es una vergüenza, quiero poner una queja."), ("agent", "Ya veo.")],
    ),
    (
        "caller_view_asked",
        "en",
        "met",
        [
            ("customer", "This is a disgrace and I want to make a complaint."),
            ("agent", "What would you like us to do to put it right?"),
        ],
    ),
    (
        "caller_view_asked",
        "en",
        "not_met",
        [("customer", "This is a disgrace and I want to make a complaint."), ("agent", "I see.")],
    ),
    ("kept_on_topic", "es", "not_applicable", []),
    (
        "kept_on_topic",
        "es",
        "met",
        [
            (
                "customer",
                "Y fíjese, mi cuñado chocó el mismo día que se casaba, imagínese.",
            ),
            ("agent", "Qué bonito; y volviendo a lo de su factura, ¿de qué mes era?"),
        ],
    ),
    ("kept_on_topic", "en", "not_applicable", []),
    (
        "kept_on_topic",
        "en",
        "met",
        [
            (
                "customer",
                "My brother-in-law got married in Hull and my wife's mother fell in the buffet.",
            ),
            ("agent", "That is quite a story, now let's get back to your bill."),
        ],
    ),
    ("caller_let_finish", "es", "met", []),
    (
        "caller_let_finish",
        "es",
        "not_met",
        [("agent", "Eso es por el banco."), ("customer", "Déjeme terminar, por favor.")],
    ),
    ("caller_let_finish", "en", "met", []),
    (
        "caller_let_finish",
        "en",
        "not_met",
        [("agent", "That is your bank."), ("customer", "Let me finish, please.")],
    ),
]


@pytest.mark.parametrize(
    ("criterion", "language", "verdict", "said"),
    [
        *UNDERSTANDING,
        *MANNER,
        *RESPECTFUL,
        *INSULTING,
        *PROMISED_IN_TUTEO,
        *PRICES,
        *BRANDS,
        *GOOD_NEWS,
        *COURTESY,
        *REFUSALS,
        *TALK,
    ],
)
def test_criterion_is_read_from_what_is_said(
    call: Any, criterion: str, language: str, verdict: str, said: list[Say]
) -> None:
    finding = judged(call, criterion, language, said)
    assert finding.verdict == verdict, finding.reason
    assert "…" not in finding.reason.replace("...", "") or finding.evidence
