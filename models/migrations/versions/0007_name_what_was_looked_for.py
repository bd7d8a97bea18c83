"""Call the fingerprint of the intents that were looked for what it is."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("kept_words") as table:
        table.alter_column("library", new_column_name="intents_sha256")


def downgrade() -> None:
    with op.batch_alter_table("kept_words") as table:
        table.alter_column("intents_sha256", new_column_name="library")
