"""One script → recording, sidecar and truth."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from audio_features.call_metadata import CallMetadata
from sample_calls.builder import codecs
from sample_calls.builder.consistency import settled_verdicts
from sample_calls.builder.errors import ScriptError
from sample_calls.builder.moments import true_moments
from sample_calls.builder.render import render
from sample_calls.builder.script import CallScript
from sample_calls.builder.sidecar import sidecar
from sample_calls.builder.steps import SayStep
from sample_calls.builder.timeline import lay_out
from sample_calls.builder.truth import call_truth
from sample_calls.builder.variation import varied_call
from sample_calls.builder.voices import Synthesizer

_ATTEMPTS = 6  # at speaking a varied call so that every overlap is what its script claims


def build_varied_call(
    scripts: Sequence[CallScript],
    out_dir: Path,
    synthesizer: Synthesizer,
    *,
    seed: int,
    number: int,
) -> dict[str, Any]:
    """Build one call of a varied set; returns its truth, which names condition and script.

    Other voices pause elsewhere, so that an interruption may fall into a pause: such a call is
    spoken anew by others.

    Raises
    ------
    ScriptError
        Where no attempt gave a call that the script's own definitions allow.
    """
    for attempt in range(_ATTEMPTS):
        call = varied_call(scripts, seed=seed, number=number, attempt=attempt)
        made_of = {"condition": call.condition.name, "base_script": call.base_script}
        try:
            return build_call(call.script, out_dir, synthesizer, made_of=made_of)
        except ScriptError as error:
            refused = error
    raise refused


def build_call(
    script: CallScript,
    out_dir: Path,
    synthesizer: Synthesizer,
    *,
    made_of: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """Write the call's three files below `out_dir`; returns its truth, with `made_of` in it.

    Raises
    ------
    ScriptError
        Where the script asks for what its own definitions do not allow, or expects verdicts that
        the built call contradicts.
    """
    spoken = {
        index: synthesizer.say(
            step.say.text,
            script.voices[step.say.party],
            speed=step.say.speed,
            pitch_st=step.say.pitch_st,
        )
        for index, step in enumerate(script.steps)
        if isinstance(step, SayStep)
    }
    timeline = lay_out(script, {index: said.words for index, said in spoken.items()})
    rendered = render(script, timeline, spoken, synthesizer)
    truth = call_truth(script, timeline, rendered)
    truth |= _labels(script, truth)
    beside = sidecar(script, truth)
    try:
        CallMetadata.model_validate(beside)
    except ValidationError as error:
        raise ScriptError(f"{script.call_id}: sidecar: {error.errors()[0]['msg']}") from error
    name = f"{script.call_id}.{codecs.extension(script.format.codec)}"
    out_dir.mkdir(parents=True, exist_ok=True)
    codecs.write(out_dir / name, rendered.samples, rendered.rate_hz, script.format.codec)
    truth = {
        "call_id": script.call_id,
        "recording": name,
        "sha256": hashlib.sha256((out_dir / name).read_bytes()).hexdigest(),
        **made_of,
        **truth,
    }
    _write_json(out_dir / f"{script.call_id}.json", beside)
    _write_json(out_dir / "truth" / f"{script.call_id}.json", truth)
    return truth


def relabel_call(script: CallScript, out_dir: Path) -> dict[str, Any]:
    """Write verdicts, moments and notes of a built call anew from its script; returns its truth.

    Nothing is spoken and the recording stays as it is, so only `expected` may have changed.

    Raises
    ------
    ScriptError
        Where the call was not built yet, or contradicts what the script expects.
    """
    path = out_dir / "truth" / f"{script.call_id}.json"
    if not path.is_file():
        raise ScriptError(f"{script.call_id}: has no truth {path}: build it first")
    truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    truth |= {"notes": dict(script.expected.notes), **_labels(script, truth)}
    _write_json(path, truth)
    return truth


def _labels(script: CallScript, truth: Mapping[str, Any]) -> dict[str, Any]:
    """What honest listeners make of the call: verdicts, and the moments they rest on."""
    verdicts = settled_verdicts(script, truth)
    moments = true_moments(script.expected.evidence, {**truth, "verdicts": verdicts})
    return {"verdicts": verdicts, "evidence": moments}


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_readable(content) + "\n", encoding="utf-8")


def _readable(content: dict[str, Any]) -> str:
    """JSON with one line for each field, and one for each element of a list of objects."""
    fields = []
    for name, value in content.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = ",\n".join("    " + json.dumps(row, ensure_ascii=False) for row in value)
            fields.append(f"  {json.dumps(name)}: [\n{rows}\n  ]")
        elif isinstance(value, dict) and len(value) > 3:
            rows = ",\n".join(
                f"    {json.dumps(key)}: {json.dumps(item, ensure_ascii=False)}"
                for key, item in value.items()
            )
            fields.append(f"  {json.dumps(name)}: {{\n{rows}\n  }}")
        else:
            fields.append(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(fields) + "\n}"
