"""What conversations need: open questions, the waiting list, attachments, deposits, shapes of buttons,
what was not understood, and how the house speaks."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "content",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("sid", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content")),
        sa.UniqueConstraint("account", "shape", name=op.f("uq_content_account_shape")),
    )
    op.create_table(
        "not_understood",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_understood")),
        sa.UniqueConstraint("text", name=op.f("uq_not_understood_text")),
    )
    with op.batch_alter_table("not_understood", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_not_understood_last_at"), ["last_at"], unique=False)

    op.create_table(
        "wait_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("windows", sa.JSON(), nullable=False),
        sa.Column("beneficiary", sa.String(), nullable=True),
        sa.Column("moving_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("waiting", "booked", "left", "lapsed", name="waitstatus", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_wait_entry_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_wait_entry_service_id_service")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["resource.id"], name=op.f("fk_wait_entry_staff_id_resource")),
        sa.ForeignKeyConstraint(
            ["moving_id"], ["appointment.id"], name=op.f("fk_wait_entry_moving_id_appointment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_entry")),
    )
    with op.batch_alter_table("wait_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wait_entry_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wait_entry_until"), ["until"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("claimed_type", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "stored",
                "too_big",
                "refused",
                "failed",
                name="mediastatus",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_attachment_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_attachment_message_id_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("message_id", "position", name=op.f("uq_attachment_message_id_position")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_appointment_id"), ["appointment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_next_try_at"), ["next_try_at"], unique=False)

    op.create_table(
        "open_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reminder",
                "survey",
                "waitlist",
                "proposal",
                name="questionkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_open_question_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_open_question_message_id_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_question")),
    )
    with op.batch_alter_table("open_question", schema=None) as batch_op:
        batch_op.create_index(
            "ix_open_question_conversation", ["conversation_id", "answered_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_open_question_message_id"), ["message_id"], unique=False)

    op.create_table(
        "freed_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("freed_by", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("freed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["freed_by"], ["appointment.id"], name=op.f("fk_freed_place_freed_by_appointment")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["resource.id"], name=op.f("fk_freed_place_staff_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freed_place")),
    )
    with op.batch_alter_table("freed_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_freed_place_due_at"), ["due_at"], unique=False)

    op.create_table(
        "wait_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "offered",
                "taken",
                "declined",
                "lost",
                "expired",
                "left_to_owner",
                name="offerstatus",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["wait_entry.id"], name=op.f("fk_wait_offer_entry_id_wait_entry")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["freed_place.id"], name=op.f("fk_wait_offer_place_id_freed_place")
        ),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_wait_offer_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["resource.id"], name=op.f("fk_wait_offer_staff_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_offer")),
        sa.UniqueConstraint("entry_id", "place_id", name=op.f("uq_wait_offer_entry_id_place_id")),
    )
    with op.batch_alter_table("wait_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wait_offer_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wait_offer_place_id"), ["place_id"], unique=False)

    op.create_table(
        "deposit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "awaited",
                "claimed",
                "received",
                "released",
                name="depositstatus",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_deposit_appointment_id_appointment")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_deposit_attachment_id_attachment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_deposit_appointment_id")),
    )
    with op.batch_alter_table("deposit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deposit_due_at"), ["due_at"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_proposal_appointment_id_appointment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_appointment_id"), ["appointment_id"], unique=False)

    with op.batch_alter_table("attention", schema=None) as batch_op:
        batch_op.add_column(sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("alerted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("excused_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("business", schema=None) as batch_op:
        batch_op.add_column(sa.Column("location", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("greeting", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("signature", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("emoji", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("max_no_shows", sa.Integer(), nullable=False, server_default="0"))

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("disowned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("introduced_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("location", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("transcript", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("transcript")
        batch_op.drop_column("location")

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_column("introduced_at")
        batch_op.drop_column("disowned_at")
        batch_op.drop_column("held_at")
        batch_op.drop_column("waits_until")

    with op.batch_alter_table("business", schema=None) as batch_op:
        batch_op.drop_column("max_no_shows")
        batch_op.drop_column("emoji")
        batch_op.drop_column("signature")
        batch_op.drop_column("greeting")
        batch_op.drop_column("location")

    with op.batch_alter_table("attention", schema=None) as batch_op:
        batch_op.drop_column("excused_at")
        batch_op.drop_column("alerted_at")
        batch_op.drop_column("promised_at")

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_appointment_id"))

    op.drop_table("proposal")
    with op.batch_alter_table("deposit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deposit_due_at"))

    op.drop_table("deposit")
    with op.batch_alter_table("wait_offer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wait_offer_place_id"))
        batch_op.drop_index(batch_op.f("ix_wait_offer_entry_id"))

    op.drop_table("wait_offer")
    with op.batch_alter_table("freed_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_freed_place_due_at"))

    op.drop_table("freed_place")
    with op.batch_alter_table("open_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_open_question_message_id"))
        batch_op.drop_index("ix_open_question_conversation")

    op.drop_table("open_question")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_next_try_at"))
        batch_op.drop_index(batch_op.f("ix_attachment_appointment_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("wait_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wait_entry_until"))
        batch_op.drop_index(batch_op.f("ix_wait_entry_conversation_id"))

    op.drop_table("wait_entry")
    with op.batch_alter_table("not_understood", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_not_understood_last_at"))

    op.drop_table("not_understood")
    op.drop_table("content")
