import subprocess
import sys

import pytest

from audio_features.engines.registry import EngineSettings, engine_fingerprint
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


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="does not exist"):
        EngineSettings(cache_dir=tmp_path, asr_model=str(tmp_path / "nothing"))
