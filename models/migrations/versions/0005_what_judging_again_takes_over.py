"""What judging again takes over: the program that judged, credits, what was found in the words."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("scorecard", sa.Column("judged_with", sa.String(), nullable=True))
    op.add_column("finding", sa.Column("credit", sa.Double(), nullable=True))
    op.create_table(
        "kept_words",
        sa.Column("call_pk", sa.Integer(), nullable=False),
        sa.Column("judged_with", sa.String(), nullable=False),
        sa.Column("library", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_pk"], ["call.id"], name=op.f("fk_kept_words_call_pk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_pk", name=op.f("pk_kept_words")),
    )


def downgrade() -> None:
    op.drop_table("kept_words")
    op.drop_column("finding", "credit")
    op.drop_column("scorecard", "judged_with")
