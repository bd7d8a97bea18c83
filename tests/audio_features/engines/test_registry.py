import re
import subprocess
import sys

import pytest

from audio_features.engines.registry import EngineSettings, engine_fingerprint, load_engines
from audio_features.errors import ConfigurationError


def test_importing_the_registry_loads_no_heavy_library():
    code = (
        "import sys, audio_features.engines.registry;"
        "print(sorted({'torch', 'faster_whisper', 'pyannote.audio', 'senko'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_fingerprint_follows_model_and_options_and_not_the_device(tmp_path):
    base = EngineSettings(cache_dir=tmp_path)
    same = engine_fingerprint(base)
    assert same == engine_fingerprint(EngineSettings(cache_dir=tmp_path, device="cpu"))
    assert same != engine_fingerprint(EngineSettings(cache_dir=tmp_path, asr_model="large-v3"))
    assert same != engine_fingerprint(EngineSettings(cache_dir=tmp_path, asr_beam_size=1))


@pytest.mark.parametrize(
    "model",
    [
        "{here}/nothing",
        "./nothing",
        "../nothing",
        "~/no-such-folder-of-anybody",
        "whisper-es/",
        "models/whisper/es",
        "models\\whisper",
        "models/whispr",
    ],
)
@pytest.mark.parametrize("setting", ["asr_model", "diarization_model"])
def test_a_path_that_leads_nowhere_is_refused_and_never_asked_of_the_hub(
    tmp_path, monkeypatch, setting, model
):
    (tmp_path / "models/whisper").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match=r"does not exist .* mend the path, or say"):
        EngineSettings(cache_dir=tmp_path, **{setting: model.format(here=tmp_path)})


@pytest.mark.parametrize("model", ["large-v3-turbo", "openai/whisper-small", "models/whisper"])
def test_hub_names_and_folders_that_are_there_are_taken(tmp_path, monkeypatch, model):
    (tmp_path / "models/whisper").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert EngineSettings(cache_dir=tmp_path, asr_model=model).asr_model == model


def model_folder(place, *, weights):
    place.mkdir(parents=True)
    (place / "config.json").write_text('{"same": "in all"}')
    (place / "model.bin").write_bytes(weights)
    return place


@pytest.mark.parametrize("setting", ["asr_model", "diarization_model"])
def test_a_model_in_a_folder_is_known_by_what_is_in_it_not_by_its_name(tmp_path, setting):
    size = 3 << 20  # larger than what is read of it
    plain = bytes(size)
    retrained = bytes(size - 100_000) + bytes(range(250)) * 400
    folders = [
        model_folder(tmp_path / place / "whisper", weights=weights)
        for place, weights in (("a", plain), ("b", retrained), ("c", plain), ("d", plain + b"1"))
    ]
    found = [
        engine_fingerprint(EngineSettings(cache_dir=tmp_path, **{setting: str(folder)}))
        for folder in folders
    ]
    assert found[0] == found[2]
    assert len(set(found)) == 3


def test_results_name_the_folder_and_its_content_and_no_path(tmp_path):
    folder = model_folder(tmp_path / "mine/whisper-es", weights=b"1")
    settings = EngineSettings(cache_dir=tmp_path, asr_model=str(folder))
    name = load_engines(settings).transcriber.info.name
    assert re.fullmatch(r"whisper-es@[0-9a-f]{12}", name)
