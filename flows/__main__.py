"""`escucha`, the one entry point; ``python -m flows`` is the same thing."""

import flows.privacy  # noqa: F401 - first: nothing may report home

# isort: split

from flows.commands.application import app


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
