"""`escucha`, the one entry point; ``python -m flows`` is the same thing."""

import flows.privacy  # noqa: F401 - first: nothing may report home

# isort: split

import signal

from flows.commands.application import app


def main() -> None:
    """Run the command line. SIGTERM ends it like Ctrl-C: tidily, Prefect's server too."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()


if __name__ == "__main__":
    main()
