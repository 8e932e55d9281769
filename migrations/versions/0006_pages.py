"""What the owner's pages keep: accounts, invitations, notes, labels, tags, own texts, settings,
and what is half filled in."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _plain() -> dict[str, list[sa.Column[Any]]]:
    return {
        "business": [sa.Column("monthly_cap", sa.Integer(), nullable=False, server_default="0")],
        "customer": [
            sa.Column("personal", sa.Boolean(), nullable=False, server_default=sa.false()),
            sa.Column("allergies", sa.String(), nullable=True),
            sa.Column("note", sa.String(), nullable=True),
        ],
        "consent": [sa.Column("said", sa.String(), nullable=True)],
        "outbox": [
            sa.Column("template", sa.String(), nullable=True),
            sa.Column("short", sa.String(), nullable=True),
        ],
        "conversation": [
            sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
            sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        ],
        "appointment": [
            sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        ],
    }


# Tables that are of the catalogue too (see 0005).
STAMPED = ("service_resource", "special_hours")
CHANGES = ("INSERT", "UPDATE", "DELETE")
DRAW_ON_SQLITE = "UPDATE business SET stamp = random()"


def _stamp() -> None:
    for table in STAMPED:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_stamp AFTER INSERT OR UPDATE OR DELETE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION stamp_catalogue()"
            )
            continue
        for change in CHANGES:
            op.execute(
                f"CREATE TRIGGER {table}_{change.lower()}_stamp AFTER {change} ON {table}"
                f" BEGIN {DRAW_ON_SQLITE}; END"
            )


def _unstamp() -> None:
    for table in STAMPED:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP TRIGGER {table}_stamp ON {table}")
            continue
        for change in CHANGES:
            op.execute(f"DROP TRIGGER {table}_{change.lower()}_stamp")


def _role() -> sa.Enum:
    return sa.Enum("owner", "staff", name="role", native_enum=False, length=20)


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "first_owner", "account", "password", name="invitationpurpose", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("role", _role(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_invitation_account_id_account")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["resource.id"], name=op.f("fk_invitation_staff_id_resource")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_account_id"), "recovery_code", ["account_id"])
    op.create_table(
        "customer_tag",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_tag_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("customer_id", "tag", name=op.f("pk_customer_tag")),
    )
    op.create_table(
        "conversation_label",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_conversation_label_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", "label", name=op.f("pk_conversation_label")),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_note_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_conversation_id"), "note", ["conversation_id"])
    op.create_table(
        "canned_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shortcut", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_reply")),
        sa.UniqueConstraint("shortcut", name=op.f("uq_canned_reply_shortcut")),
    )
    op.create_table(
        "own_text",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_own_text")),
    )
    op.create_table(
        "secret_setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret_setting")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("name", sa.String(), nullable=True))
        account.add_column(sa.Column("staff_id", sa.Integer(), nullable=True))
        account.add_column(sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
        account.add_column(sa.Column("totp_secret", sa.String(), nullable=True))
        account.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
        account.create_foreign_key(op.f("fk_account_staff_id_resource"), "resource", ["staff_id"], ["id"])
    for table, columns in _plain().items():
        for column in columns:
            op.add_column(table, column)
    _stamp()
    op.create_index(op.f("ix_notice_message_id"), "notice", ["message_id"])


def downgrade() -> None:
    _unstamp()
    op.drop_index(op.f("ix_notice_message_id"), "notice")
    for table, columns in _plain().items():
        for column in columns:
            op.drop_column(table, column.name)
    with op.batch_alter_table("account") as account:
        account.drop_constraint(op.f("fk_account_staff_id_resource"), type_="foreignkey")
        for name in ("totp_step", "totp_secret", "active", "staff_id", "name"):
            account.drop_column(name)
    for table in (
        "draft", "secret_setting", "own_text", "canned_reply", "note", "conversation_label", "customer_tag",
        "recovery_code", "invitation",
    ):  # fmt: skip
        op.drop_table(table)
