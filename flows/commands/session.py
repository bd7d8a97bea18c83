"""What every command does first: settings, privacy, a fresh start."""

import typer

from flows.privacy import confine_libraries
from flows.settings import Settings, load_settings


def start(context: typer.Context) -> Settings:
    """Read the settings and confine the libraries, before any of them is imported."""
    settings = load_settings()
    debug = bool(context.find_root().params.get("debug"))
    confine_libraries(data_dir=settings.data_dir, hub_allowed=settings.uses_hub, debug=debug)
    return settings
