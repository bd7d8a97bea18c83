"""What people say of verdicts."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_pk", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("machine_verdict", sa.String(), nullable=False),
        sa.Column("machine_confidence", sa.Double(), nullable=False),
        sa.Column("rubric_pk", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("analyst", sa.String(), nullable=False),
        sa.Column("start", sa.Double(), nullable=True),
        sa.Column("end", sa.Double(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_pk"], ["call.id"], name=op.f("fk_correction_call_pk"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rubric_pk"], ["rubric_version.id"], name=op.f("fk_correction_rubric_pk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint(
            "call_pk", "criterion", "analyst", "made_at", name=op.f("uq_correction_call_pk")
        ),
    )
    op.create_index("ix_correction_call_pk", "correction", ["call_pk"], unique=False)
    op.create_index("ix_correction_criterion", "correction", ["criterion"], unique=False)
    op.create_index("ix_correction_made_at", "correction", ["made_at"], unique=False)
    op.create_index("ix_correction_rubric_pk", "correction", ["rubric_pk"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_correction_rubric_pk", table_name="correction")
    op.drop_index("ix_correction_made_at", table_name="correction")
    op.drop_index("ix_correction_criterion", table_name="correction")
    op.drop_index("ix_correction_call_pk", table_name="correction")
    op.drop_table("correction")
