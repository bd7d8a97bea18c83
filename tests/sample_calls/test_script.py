from pathlib import Path

import pytest
import yaml

from sample_calls.builder.errors import ScriptError
from sample_calls.builder.script import load_script
from sample_calls.builder.steps import SayStep

MINIMAL = {
    "call_id": "tiny",
    "story": "One greets, the other answers.",
    "language": "es",
    "country": "ES",
    "seed": 1,
    "format": {"codec": "pcm_s16", "layout": "mono"},
    "voices": {
        "agent": {"blend": {"ef_dora": 1}, "lang": "es"},
        "customer": {"blend": {"em_alex": 1}, "lang": "es"},
    },
    "steps": [{"agent": "Buenos días."}, {"customer": "Hola."}],
}


def written(folder: Path, **changes: object) -> Path:
    path = folder / "tiny.yaml"
    path.write_text(yaml.safe_dump({**MINIMAL, **changes}), encoding="utf-8")
    return path


def test_a_party_may_stand_for_say(tmp_path: Path) -> None:
    script = load_script(written(tmp_path))

    first = script.steps[0]
    assert isinstance(first, SayStep)
    assert (first.say.party, first.say.text) == ("agent", "Buenos días.")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"colour": "red"}, "colour: Extra inputs"),
        ({"steps": [{"agent": "Son 3 euros."}]}, "numbers as they are spoken"),
        ({"steps": [{"agent": "Hola.", "volume": 3}]}, "volume: Extra inputs"),
        ({"steps": [{"shout": "Hola."}]}, "a step starts with one of agent"),
        ({"steps": [{"other": "Hola."}]}, "no voice given for: other"),
        ({"steps": [{"agent": "Ajá.", "kind": "backchannel"}]}, "needs over"),
        ({"format": {"codec": "gsm", "layout": "stereo", "agent_channel": 0}}, "one channel"),
        ({"format": {"codec": "mp3", "layout": "stereo"}}, "agent_channel is required"),
        ({"expected": {"met": ["greeeted"]}}, "no such criterion in the protocol: greeeted"),
        ({"expected": {"met": ["greeted"], "not_met": ["greeted"]}}, "more than one verdict"),
        ({"call_id": "other-name"}, "it must be the file's name 'tiny'"),
        (
            {"expected": {"evidence": {"greeted": ["Adiós"]}}},
            "greeted: 'Adiós' is said 0",
        ),
    ],
)
def test_a_wrong_script_is_refused_with_file_and_cause(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(ScriptError, match=message) as refused:
        load_script(written(tmp_path, **changes))

    assert str(refused.value).startswith("tiny.yaml: ")


def test_text_that_is_not_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text("call_id: [", encoding="utf-8")

    with pytest.raises(ScriptError, match=r"tiny.yaml: not YAML"):
        load_script(path)
