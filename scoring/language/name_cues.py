"""The words that announce a name, by language."""

import re
from dataclasses import dataclass

from scoring.language.phrases import PROPER

_WORD = r"[^ |?]+"
#: A name in a token string: words marked as proper. A customer's may hold "de la" and the like;
#: behind an agent's, "de" leads to the company: "Marta de Telefonía Sur".
_MARKED = {
    "agent": rf"{_WORD}{PROPER}(?: {_WORD}{PROPER}){{0,3}} ",
    "customer": rf"{_WORD}{PROPER}(?: (?:(?:de|del|la|las|los|y){PROPER}? ){{0,2}}"
    rf"{_WORD}{PROPER}){{0,3}} ",
}
_TITLE = {
    "es": r"(?:(?:el|la) )?(?:(?:don|doña|señor|señora|señorita|sr|sra|srta|ingeniero|doctora?) )?",
    "en": r"(?:mr |mrs |ms |miss |dr |doctor )?",
}
#: Cues so plain that the next word is a name even when nothing else says so.
_SURE = {
    "agent": {
        "es": r"(?:mi nombre es|me llamo|(?:le|les|lo|la|te) (?:atiende|saluda|habla|asiste)"
        r"|(?:habla|hablando|habla usted) con)",
        "en": r"(?:my name is|my name's|(?:you'?re|you are) (?:speaking|talking) (?:with|to))",
    },
    "customer": {
        "es": r"(?:mi nombre es|me llamo|a nombre de|mi nombre completo es)",
        "en": r"(?:my name is|my name's|the name is|the name's)",
    },
}
#: Cues that also introduce other things ("soy cliente"): only before a marked name.
_LIKELY = {
    "agent": {
        "es": r"(?:soy|(?<!estoy )aqui|(?<!estoy )aca|habla|atiende|saluda)",
        "en": r"(?:this is|i'm|i am|it's|here is)",
    },
    "customer": {
        "es": r"(?:soy|habla|le habla|de parte de|es|aqui|con|nombre)",
        "en": r"(?:this is|i'm|i am|it's|it is|speaking is|name)",
    },
}
#: What an agent says behind the own name, on answering.
_SIGNED = {
    "es": r"(?:al habla|al aparato|por aqui|a la orden|para servirle|a sus ordenes)",
    "en": r"(?:speaking|here|on the line|at your service)",
}
#: Cues of a caller before a name that nothing marks as one.
_SAYS_WHO = {
    "es": r"(?:soy|habla|le habla|de parte de|mi nombre es|me llamo|a nombre de)",
    "en": r"(?:this is|my name is|my name's|the name is|the name's)",
}
#: How the agent asks whether it is them that they speak to.
_ASKS_FOR = {
    "es": r"\| (?:hablo con|me comunico con|es usted|usted es|eres|sos)",
    "en": r"(?:am i (?:speaking|talking) (?:with|to)|\| is (?:that|this))",
}
_NO_NAME = {
    "es": r"(?!(?:el|la|los|las|un|una|de|del|por|que|su|nuestra?|usted|quien|alguien|mi|otra?)"
    rf"{PROPER}? )",
    "en": r"(?!(?:the|a|an|not|on|in|my|our|your|someone|somebody)" rf"{PROPER}? )",
}
_TITLES = {
    "es": frozenset(
        ["don", "doña", "señor", "señora", "señorita", "sr", "sra", "srta", "señorito"]
    ),
    "en": frozenset(["mr", "mrs", "ms", "miss", "sir", "madam", "dr"]),
}
#: Titles that nothing but a name follows.
_NAMING_TITLES = {"es": frozenset({"don", "doña"}), "en": frozenset({"mr", "mrs"})}
_FILLERS = {
    "es": frozenset(
        [
            "si",
            "claro",
            "bueno",
            "eh",
            "pues",
            "mi",
            "nombre",
            "es",
            "soy",
            "me",
            "llamo",
            "el",
            "la",
            "señor",
            "señora",
            "y",
            "con",
            "por",
            "favor",
            "como",
            "no",
            "ah",
            "mire",
            "este",
            "hola",
            "buenas",
            "buenos",
            "dias",
            "tardes",
            "noches",
            "vale",
            "ok",
            "aja",
            "a",
            "le",
            "les",
            "habla",
            "ay",
            "oiga",
            "perdon",
            "disculpe",
            "gracias",
            "correcto",
            "listo",
            "ella",
        ]
    ),
    "en": frozenset(
        [
            "yes",
            "sure",
            "well",
            "uh",
            "um",
            "my",
            "name",
            "is",
            "it's",
            "i'm",
            "the",
            "of",
            "course",
            "and",
            "so",
            "hi",
            "hello",
            "hey",
            "okay",
            "ok",
            "oh",
            "speaking",
            "good",
            "morning",
            "afternoon",
            "right",
            "yeah",
            "thanks",
            "he",
            "she",
        ]
    ),
}
#: What goes right before a name one calls somebody by: "perdone, Inmaculada", "thanks for calling".
_CALLS_UPON = frozenset(
    {"perdone", "perdon", "disculpe", "gracias", "hola", "llamar", "llamarnos", "esperar", "mire"}
    | {"thanks", "calling", "waiting", "holding", "sorry", "hello", "hi", "morning", "afternoon"}
)
_PARTICLES = frozenset({"de", "del", "la", "las", "los", "y", "van", "von", "o'"})


@dataclass(frozen=True, slots=True)
class NameCues:
    """Expressions on token strings, with a group ``name``, and small word lists.

    `introduces_anyone` goes before any word, and needs other proof that it is a name.
    """

    introduces_agent: re.Pattern[str]
    signed: re.Pattern[str]
    introduces_caller: re.Pattern[str]
    introduces_anyone: re.Pattern[str]
    asks_by_name: re.Pattern[str]
    titles: frozenset[str]
    naming_titles: frozenset[str]
    fillers: frozenset[str]
    particles: frozenset[str]
    calls_upon: frozenset[str]

    @classmethod
    def of(cls, language: str) -> "NameCues":
        """Those of "es" or "en"."""
        return cls(
            introduces_agent=_introduces("agent", language),
            signed=re.compile(rf"(?<= )(?P<name>{_MARKED['agent']}){_SIGNED[language]} (?!\?)"),
            introduces_caller=_introduces("customer", language),
            introduces_anyone=_says_who(language),
            asks_by_name=_before_name(_ASKS_FOR[language], language),
            titles=_TITLES[language],
            naming_titles=_NAMING_TITLES[language],
            fillers=_FILLERS[language],
            particles=_PARTICLES,
            calls_upon=_CALLS_UPON,
        )


def _before_name(cue: str, language: str) -> re.Pattern[str]:
    """`cue`, and a name with which the clause ends."""
    name = rf"(?P<name>{_MARKED['customer']})(?=[|?])"
    return re.compile(rf"(?:^|(?<= )){cue} {_TITLE[language]}{name}")


def _says_who(language: str) -> re.Pattern[str]:
    """A caller's cue before a word that nothing marks as a name."""
    name = rf"{_TITLE[language]}{_NO_NAME[language]}(?P<name>{_WORD} )"
    return re.compile(rf"(?<= ){_SAYS_WHO[language]} {name}")


def _introduces(party: str, language: str) -> re.Pattern[str]:
    sure, likely = _SURE[party][language], _LIKELY[party][language]
    title, bare = _TITLE[language], _NO_NAME[language]
    marked = rf"(?<= )(?:{sure}|{likely}) {title}(?P<name>{_MARKED[party]})"
    unmarked = rf"(?<= ){sure} {title}{bare}(?P<unmarked>{_WORD} )"
    return re.compile(f"{marked}|{unmarked}")
