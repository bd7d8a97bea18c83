"""Opinions of a second judge, and notes on how a call was judged."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_pk", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", JSON_DOCUMENT, nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("prompt_version", sa.String(), nullable=False),
        sa.Column("question_sha256", sa.String(), nullable=False),
        sa.Column("own_verdict", sa.String(), nullable=False),
        sa.Column("own_confidence", sa.Double(), nullable=False),
        sa.Column("own_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_pk"], ["finding.id"], name=op.f("fk_opinion_finding_pk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        sa.UniqueConstraint("finding_pk", name=op.f("uq_opinion_finding_pk")),
    )
    op.add_column("scorecard", sa.Column("notes", JSON_DOCUMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("scorecard", "notes")
    op.drop_table("opinion")
