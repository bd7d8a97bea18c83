"""Where all parts meet: Prefect flows, settings and the `escucha` command."""
