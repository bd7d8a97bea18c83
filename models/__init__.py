"""How it is kept: SQLModel tables, migrations and queries. Never machine-learning weights."""
