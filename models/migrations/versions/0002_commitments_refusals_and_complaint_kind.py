"""Commitments, refusals and the kind of complaint of a judgement."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("scorecard", sa.Column("complaint_kind", sa.String(), nullable=True))
    op.add_column("scorecard", sa.Column("complaint_confidence", sa.Double(), nullable=True))
    op.add_column("scorecard", sa.Column("complaint_evidence", JSON_DOCUMENT, nullable=True))
    op.create_index("ix_scorecard_complaint_kind", "scorecard", ["complaint_kind"], unique=False)

    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scorecard_pk", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Text(), nullable=True),
        sa.Column("vague", sa.Boolean(), nullable=False),
        sa.Column("due_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scorecard_pk"],
            ["scorecard.id"],
            name=op.f("fk_commitment_scorecard_pk"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    op.create_index("ix_commitment_party_due_by", "commitment", ["party", "due_by"], unique=False)
    op.create_index("ix_commitment_scorecard_pk", "commitment", ["scorecard_pk"], unique=False)

    op.create_table(
        "refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scorecard_pk", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("reason", JSON_DOCUMENT, nullable=True),
        sa.Column("alternative", JSON_DOCUMENT, nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answer_evidence", JSON_DOCUMENT, nullable=True),
        sa.Column("held_calmly", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["scorecard_pk"],
            ["scorecard.id"],
            name=op.f("fk_refusal_scorecard_pk"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal")),
    )
    op.create_index("ix_refusal_scorecard_pk", "refusal", ["scorecard_pk"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_refusal_scorecard_pk", table_name="refusal")
    op.drop_table("refusal")
    op.drop_index("ix_commitment_scorecard_pk", table_name="commitment")
    op.drop_index("ix_commitment_party_due_by", table_name="commitment")
    op.drop_table("commitment")
    op.drop_index("ix_scorecard_complaint_kind", table_name="scorecard")
    op.drop_column("scorecard", "complaint_evidence")
    op.drop_column("scorecard", "complaint_confidence")
    op.drop_column("scorecard", "complaint_kind")
