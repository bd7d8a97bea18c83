"""Alembic migrations, run by `models.database.upgrade_database`."""
