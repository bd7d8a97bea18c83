"""Calls, scorecards, batches and coaching."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "agent",
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_agent")),
    )
    op.create_index("ix_agent_team", "agent", ["team"], unique=False)

    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_index("ix_batch_status", "batch", ["status"], unique=False)

    op.create_table(
        "rubric_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("yaml_text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_version")),
        sa.UniqueConstraint("sha256", name=op.f("uq_rubric_version_sha256")),
    )
    op.create_table(
        "batch_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_pk", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_pk"], ["batch.id"], name=op.f("fk_batch_item_batch_pk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_item")),
    )
    op.create_index("ix_batch_item_batch_pk", "batch_item", ["batch_pk"], unique=False)
    op.create_index("ix_batch_item_sha256", "batch_item", ["sha256"], unique=False)

    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("sample_rate_hz", sa.Integer(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("codec", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("metadata", JSON_DOCUMENT, nullable=False),
        sa.Column("roles", JSON_DOCUMENT, nullable=False),
        sa.Column("engines", JSON_DOCUMENT, nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("analysed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.agent_id"], name=op.f("fk_call_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("call_id", name=op.f("uq_call_call_id")),
    )
    op.create_index("ix_call_agent_id", "call", ["agent_id"], unique=False)
    op.create_index("ix_call_analysed_at", "call", ["analysed_at"], unique=False)
    op.create_index("ix_call_sha256", "call", ["sha256"], unique=False)
    op.create_index("ix_call_started_at", "call", ["started_at"], unique=False)

    op.create_table(
        "coaching_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.String(), nullable=False),
        sa.Column("period_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("period_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document", JSON_DOCUMENT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.agent_id"], name=op.f("fk_coaching_record_agent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_record")),
    )
    op.create_index(
        "ix_coaching_agent_created", "coaching_record", ["agent_id", "created_at"], unique=False
    )

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_pk", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("attributes", JSON_DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["call_pk"], ["call.id"], name=op.f("fk_event_call_pk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_call_pk", "event", ["call_pk"], unique=False)
    op.create_index("ix_event_kind", "event", ["kind"], unique=False)

    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_pk", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_pk"], ["call.id"], name=op.f("fk_measure_call_pk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    op.create_index("ix_measure_call_pk", "measure", ["call_pk"], unique=False)
    op.create_index("ix_measure_name_party", "measure", ["name", "party"], unique=False)

    op.create_table(
        "scorecard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_pk", sa.Integer(), nullable=False),
        sa.Column("rubric_pk", sa.Integer(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("possible", sa.Double(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("band", sa.String(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("critical_failures", JSON_DOCUMENT, nullable=False),
        sa.Column("sections", JSON_DOCUMENT, nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_pk"], ["call.id"], name=op.f("fk_scorecard_call_pk"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rubric_pk"], ["rubric_version.id"], name=op.f("fk_scorecard_rubric_pk")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard")),
    )
    op.create_index("ix_scorecard_call_pk", "scorecard", ["call_pk"], unique=False)
    op.create_index("ix_scorecard_created_at", "scorecard", ["created_at"], unique=False)
    op.create_index(
        "ix_scorecard_one_current",
        "scorecard",
        ["call_pk"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_index("ix_scorecard_rubric_pk", "scorecard", ["rubric_pk"], unique=False)

    op.create_table(
        "turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_pk", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("words", JSON_DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["call_pk"], ["call.id"], name=op.f("fk_turn_call_pk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
    )
    op.create_index("ix_turn_call_pk", "turn", ["call_pk"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scorecard_pk", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("possible", sa.Double(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scorecard_pk"],
            ["scorecard.id"],
            name=op.f("fk_finding_scorecard_pk"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("scorecard_pk", "criterion", name=op.f("uq_finding_scorecard_pk")),
    )
    op.create_index(
        "ix_finding_criterion_verdict", "finding", ["criterion", "verdict"], unique=False
    )
    op.create_index("ix_finding_scorecard_pk", "finding", ["scorecard_pk"], unique=False)

    op.create_table(
        "phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scorecard_pk", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scorecard_pk"],
            ["scorecard.id"],
            name=op.f("fk_phase_scorecard_pk"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase")),
    )
    op.create_index("ix_phase_scorecard_pk", "phase", ["scorecard_pk"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_pk", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Double(), nullable=False),
        sa.Column("end", sa.Double(), nullable=False),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("measure", JSON_DOCUMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["finding_pk"], ["finding.id"], name=op.f("fk_evidence_finding_pk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_finding_pk", "evidence", ["finding_pk"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_evidence_finding_pk", table_name="evidence")
    op.drop_table("evidence")
    op.drop_index("ix_phase_scorecard_pk", table_name="phase")
    op.drop_table("phase")
    op.drop_index("ix_finding_scorecard_pk", table_name="finding")
    op.drop_index("ix_finding_criterion_verdict", table_name="finding")
    op.drop_table("finding")
    op.drop_index("ix_turn_call_pk", table_name="turn")
    op.drop_table("turn")
    op.drop_index("ix_scorecard_rubric_pk", table_name="scorecard")
    op.drop_index(
        "ix_scorecard_one_current",
        table_name="scorecard",
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.drop_index("ix_scorecard_created_at", table_name="scorecard")
    op.drop_index("ix_scorecard_call_pk", table_name="scorecard")
    op.drop_table("scorecard")
    op.drop_index("ix_measure_name_party", table_name="measure")
    op.drop_index("ix_measure_call_pk", table_name="measure")
    op.drop_table("measure")
    op.drop_index("ix_event_kind", table_name="event")
    op.drop_index("ix_event_call_pk", table_name="event")
    op.drop_table("event")
    op.drop_index("ix_coaching_agent_created", table_name="coaching_record")
    op.drop_table("coaching_record")
    op.drop_index("ix_call_started_at", table_name="call")
    op.drop_index("ix_call_sha256", table_name="call")
    op.drop_index("ix_call_analysed_at", table_name="call")
    op.drop_index("ix_call_agent_id", table_name="call")
    op.drop_table("call")
    op.drop_index("ix_batch_item_sha256", table_name="batch_item")
    op.drop_index("ix_batch_item_batch_pk", table_name="batch_item")
    op.drop_table("batch_item")
    op.drop_table("rubric_version")
    op.drop_index("ix_batch_status", table_name="batch")
    op.drop_table("batch")
    op.drop_index("ix_agent_team", table_name="agent")
    op.drop_table("agent")
