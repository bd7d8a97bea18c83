"""How callers spoke, beside the findings of each scorecard."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "caller_style",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scorecard_pk", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("style", sa.String(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("evidence", JSON_DOCUMENT, nullable=False),
        sa.Column("advice", JSON_DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["scorecard_pk"],
            ["scorecard.id"],
            name=op.f("fk_caller_style_scorecard_pk"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caller_style")),
        sa.UniqueConstraint("scorecard_pk", "style", name=op.f("uq_caller_style_scorecard_pk")),
    )
    op.create_index("ix_caller_style_scorecard_pk", "caller_style", ["scorecard_pk"], unique=False)
    op.create_index("ix_caller_style_style", "caller_style", ["style"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_caller_style_style", table_name="caller_style")
    op.drop_index("ix_caller_style_scorecard_pk", table_name="caller_style")
    op.drop_table("caller_style")
