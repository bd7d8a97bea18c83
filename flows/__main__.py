"""`escucha`, the one entry point; ``python -m flows`` is the same thing."""

import flows.privacy  # noqa: F401 - first: nothing may report home

# isort: split

from flows.commands.application import app
from flows.interruption import listen_for_stop


def main() -> None:
    """Run the command line. SIGTERM ends it like Ctrl-C: tidily, Prefect's server too."""
    listen_for_stop()
    app()


if __name__ == "__main__":
    main()
