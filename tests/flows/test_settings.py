import traceback
from pathlib import Path

import pytest

from audio_features.errors import ConfigurationError
from flows.settings import MAY_BE, Settings, load_settings


@pytest.fixture(autouse=True)
def bare_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, "config"):
        monkeypatch.delenv(f"ESCUCHA_{name}".upper(), raising=False)


def test_defaults_keep_everything_in_one_folder_here(tmp_path: Path) -> None:
    settings = load_settings()

    assert settings.data_dir == tmp_path / "escucha_data"
    assert settings.database == f"sqlite:///{tmp_path}/escucha_data/escucha.db"
    assert (settings.country, settings.language, settings.device) == ("ES", None, "auto")
    assert not settings.uses_hub


def test_the_environment_beats_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "escucha.toml").write_text('country = "MX"\nLANGUAGE = "en"\n')
    monkeypatch.setenv("ESCUCHA_COUNTRY", "co")

    settings = load_settings()

    assert (settings.country, settings.language) == ("CO", "en")


def test_escucha_config_names_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('database_url = "postgresql+psycopg://db/escucha"')
    monkeypatch.setenv("ESCUCHA_CONFIG", str(tmp_path / "mine.toml"))

    assert load_settings().database == "postgresql+psycopg://db/escucha"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("device", "gpu"),
        ("country", "Spain"),
        ("country", "UK"),
        ("language", "spanish"),
        ("language", "ca"),
        ("asr_model", ""),
        ("judge_url", "localhost:8000"),
        ("judge_url", "ftp://localhost/v1"),
        ("judge_url", "http://ana:secret@localhost/v1"),
        ("judge_url", "http://localhost/v1?key=secret"),
        ("judge_url", "http://localhost:port/v1"),
        ("judge_timeout_s", "0"),
        ("judge_timeout_s", "soon"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name_and_what_it_may_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"ESCUCHA_{name}".upper(), value)

    with pytest.raises(ConfigurationError) as caught:
        load_settings()

    shown = {"localhost:8000": "…"}.get(value, f"{value.split(':', maxsplit=1)[0]}://localhost/…")
    given = shown if name == "judge_url" else value
    assert str(caught.value) == f"ESCUCHA_{name.upper()}={given!r}: it may be {MAY_BE[name]}"


def test_wrong_and_unknown_names_in_the_file_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "escucha.toml").write_text(
        'divice = "cpu"\nescucha_rubric = "r.yaml"\nzzzz = 1\ndevice = "gpu"\ncountry = 34\n'
    )

    with pytest.raises(ConfigurationError) as caught:
        load_settings()

    said = str(caught.value)
    assert "escucha.toml: divice is not a setting; did you mean device?" in said
    assert "escucha.toml: escucha_rubric is not a setting; did you mean rubric?" in said
    assert "escucha.toml: zzzz is not a setting; it may be one of data_dir" in said
    assert "escucha.toml: device='gpu': it may be auto, cpu or cuda" in said
    assert "escucha.toml: country=34" in said


def test_a_misspelt_variable_is_refused_with_the_likely_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ESCUCHA_COUNTRI", "MX")
    monkeypatch.setenv("ESCUCHA_ZZZZZZZZ", "1")

    with pytest.raises(ConfigurationError) as caught:
        load_settings()

    said = str(caught.value)
    assert "ESCUCHA_COUNTRI: is not a setting; did you mean ESCUCHA_COUNTRY?" in said
    assert "ESCUCHA_ZZZZZZZZ: is not a setting; it may be one of ESCUCHA_DATA_DIR" in said


def test_a_region_of_a_language_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCUCHA_LANGUAGE", "es_MX")

    assert load_settings().language == "es"


@pytest.mark.parametrize("content", ["device = ", "\xff"])
def test_a_file_that_is_not_toml_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "escucha.toml").write_bytes(content.encode("latin-1"))

    with pytest.raises(ConfigurationError, match=r"escucha.toml: cannot be read as TOML"):
        load_settings()


def test_a_missing_settings_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCUCHA_CONFIG", "nowhere.toml")

    with pytest.raises(ConfigurationError, match=r"ESCUCHA_CONFIG=nowhere.toml: no such file"):
        load_settings()


def test_only_a_hub_name_needs_the_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ESCUCHA_ASR_MODEL", str(tmp_path))
    assert not load_settings().uses_hub

    monkeypatch.setenv("ESCUCHA_ASR_MODEL", "large-v3-turbo")
    assert load_settings().uses_hub


def test_every_setting_says_what_it_may_be() -> None:
    assert set(MAY_BE) == set(Settings.model_fields)


def test_a_second_judge_is_off_by_default_and_its_address_is_taken_as_people_copy_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_settings().judge_url is None

    monkeypatch.setenv("ESCUCHA_JUDGE_MODEL", "casa-7b")
    for given in ("", "v1", "v1/", "v1/chat/completions"):
        monkeypatch.setenv("ESCUCHA_JUDGE_URL", f"http://localhost:8000/{given}")
        assert load_settings().judge_url in ("http://localhost:8000", "http://localhost:8000/v1")
    monkeypatch.setenv("ESCUCHA_JUDGE_URL", "")
    assert load_settings().judge_url is None


def test_an_address_without_a_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCUCHA_JUDGE_URL", "http://localhost:8000/v1")

    with pytest.raises(ConfigurationError, match="ESCUCHA_JUDGE_MODEL is not: name the model"):
        load_settings()


@pytest.mark.parametrize(
    "url",
    [
        "https://ana:sk-secret@judge.example/v1",
        "https://ana:0/sk-secret@judge.example/v1",
        "https://ana:sk-secret/0@judge.example/v1",
        "https://sk-secret/0@judge.example/v1?",
        "https://sk-secret@judge.example/v1",
        "https://judge.example/v1?key=sk-secret",
        "https://judge.example/v1#sk-secret",
        "https://judge.example:sk-secret/v1",
        "https://[sk-secret/v1",
        "sk-secret",
    ],
)
def test_a_secret_in_an_address_is_never_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str
) -> None:
    monkeypatch.setenv("ESCUCHA_JUDGE_URL", url)
    (tmp_path / "escucha.toml").write_text(f'judge_url = "{url}"')
    for _ in range(2):
        with pytest.raises(ConfigurationError) as caught:
            load_settings()
        shown = "".join(traceback.format_exception(caught.value))
        assert "OpenAI-compatible" in shown
        assert "sk-secret" not in shown
        monkeypatch.delenv("ESCUCHA_JUDGE_URL", raising=False)


def test_a_key_is_never_shown_not_even_a_wrong_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ESCUCHA_JUDGE_KEY", "sk-secret")
    assert "sk-secret" not in repr(load_settings())

    monkeypatch.setenv("ESCUCHA_JUDGE_KEY", "sk-secret\nX: y")
    (tmp_path / "escucha.toml").write_text("judge_key = 12345")
    for given in ("sk-secret", None):
        if given is None:
            monkeypatch.delenv("ESCUCHA_JUDGE_KEY")
        with pytest.raises(ConfigurationError) as caught:
            load_settings()
        shown = "".join(traceback.format_exception(caught.value))
        assert "printable ASCII" in shown
        assert "sk-secret" not in shown
        assert "12345" not in shown
