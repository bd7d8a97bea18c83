"""Nothing leaves the machine: every library's telemetry off, before any of them is imported.

Import this module before Prefect, pyannote or huggingface_hub; they read their environment once.
"""

import os
from pathlib import Path

from audio_features.errors import ConfigurationError

#: Off whatever the surroundings say: calls are personal data.
_ALWAYS = {
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "OTEL_SDK_DISABLED": "true",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PYANNOTE_METRICS_ENABLED": "0",
}

#: For the server that Prefect starts for one command. The recorder would only print tracebacks
#: when that server stops, and nobody reads logs that go with it.
#: Ctrl-C ends that server too: asking it again and again would keep the user waiting for minutes.
_TEMPORARY_SERVER = {
    "PREFECT_CLIENT_MAX_RETRIES": "1",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED": "false",
}


def turn_off_telemetry() -> None:
    """Switch off what libraries report home, in this process and those it starts."""
    os.environ.update(_ALWAYS)


def confine_libraries(*, data_dir: Path, hub_allowed: bool, debug: bool = False) -> None:
    """Keep what libraries write inside `data_dir`, and their logs off the terminal.

    With `hub_allowed` models may be fetched by name from their hub; without it, nothing is. A
    Prefect server of one's own (``PREFECT_API_URL``) is used as it is.
    """
    turn_off_telemetry()
    if not hub_allowed:
        os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("PREFECT_HOME", str(data_dir / "prefect"))
    _make_folder(Path(os.environ["PREFECT_HOME"]))
    os.environ.setdefault("PREFECT_LOCAL_STORAGE_PATH", str(data_dir / "cache" / "results"))
    if not debug:
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    if "PREFECT_API_URL" not in os.environ:
        for name, value in _TEMPORARY_SERVER.items():
            os.environ.setdefault(name, value)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"{folder}: cannot be made: {error.strerror}; set data_dir (ESCUCHA_DATA_DIR) to a "
            "folder that may be written"
        ) from error


turn_off_telemetry()
