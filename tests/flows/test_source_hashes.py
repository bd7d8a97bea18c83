import re
import shutil
from pathlib import Path

import pytest

import audio_features
from audio_features.call_metadata import CallMetadata
from flows import fingerprints, source_hashes
from flows.source_hashes import hash_of_files, hearing_sources

PACKAGE = Path(audio_features.__path__[0])


def test_hearing_hangs_on_listening_and_engines_but_not_on_interpretation() -> None:
    names = {path.relative_to(PACKAGE).as_posix() for path in hearing_sources()}

    assert {
        "listening.py",
        "crosstalk.py",
        "decoding.py",
        "hearing.py",
        "engines/whisper_asr.py",
        "engines/sigh_weights.npz",
        "events/sighs.py",
    } <= names
    assert not {"interpretation.py", "roles.py", "lexicons/role_cues.es.yaml"} & names


def test_a_changed_or_renamed_file_is_another_hash(tmp_path: Path) -> None:
    source = tmp_path / "a.py"
    source.write_text("1")
    before = hash_of_files((source,), root=tmp_path)
    assert hash_of_files((source,), root=tmp_path) == before

    source.write_text("2")
    changed = hash_of_files((source,), root=tmp_path)
    renamed = hash_of_files((source.rename(tmp_path / "b.py"),), root=tmp_path)

    assert len({before, changed, renamed}) == 3


def test_a_changed_listener_reuses_no_hearing_and_leaves_no_call_unchanged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def keys() -> tuple[str, str]:
        return (
            fingerprints.hearing_key(sha256="ab", engines="e", language=None, vocabulary=()),
            fingerprints.call_fingerprint(
                engines="e", metadata=CallMetadata(), country="ES", language=None
            ),
        )

    before = keys()
    assert keys() == before
    changed = hash_of_files(hearing_sources()[1:], root=PACKAGE)
    monkeypatch.setattr(fingerprints, "hearing_sources_hash", lambda: changed)
    monkeypatch.setattr(fingerprints, "listening_sources_hash", lambda: changed)

    assert not set(keys()) & set(before)


def test_every_file_of_hearing_is_among_those_of_the_call() -> None:
    everything = {path for path in PACKAGE.rglob("*") if source_hashes._is_source(path)}

    assert set(hearing_sources()) < everything


def test_a_cached_hearing_is_found_by_the_hash_of_its_recording() -> None:
    key = fingerprints.hearing_key(sha256="5e" * 32, engines="e", language=None, vocabulary=())

    assert re.fullmatch(f"{'5e' * 32}-[0-9a-f]{{64}}", key)


def test_a_changed_judge_or_listener_is_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged_with = source_hashes.judging_hash.__wrapped__
    before = judged_with()
    assert judged_with() == before

    changed = tmp_path / "scoring"
    shutil.copytree(source_hashes._SCORING, changed, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(source_hashes, "_SCORING", changed)
    assert judged_with() == before
    for name in ("judge.py", "intents/es/courtesy.yaml", "statement_weights/new.npz"):
        place = changed / name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes((place.read_bytes() if place.exists() else b"") + b"\n# changed")
        assert judged_with() != before
        before = judged_with()

    monkeypatch.setattr(source_hashes, "listening_sources_hash", lambda: "another")
    assert judged_with() != before
