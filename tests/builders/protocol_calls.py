"""Small calls for tests of the bundled protocol, and one criterion judged on them."""

from typing import Any

from scoring.findings import Finding
from scoring.judge import judge_criterion
from scoring.rubrics.reading import load_rubric

RUBRIC = load_rubric()
GOOD_DAY = "Buenos días le atiende Laura de facturación en qué puedo ayudarle"
STORY = "Pues mire que ayer vino el técnico y me dejó la casa sin luz y sin agua"
LONG = "palabra " * 40


def judged(criterion: str, context: Any) -> Finding:
    return judge_criterion(RUBRIC.criterion(criterion), context, RUBRIC)


def long_call(call: Any, **changes: Any) -> Any:
    heard = call(**changes).agent(GOOD_DAY).customer("Hola tengo un problema con la línea")
    return heard.agent("Ahora mismo lo compruebo y le digo qué ha pasado con su línea desde ayer")
