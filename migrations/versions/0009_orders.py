"""Orders and the shops they come from, calendars, files on their way in, and who is told what happens."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


# Lists that rows already there must have too.
NOT_EMPTY = (
    ("api_token", "scopes", '["read", "write"]'),
    ("business", "order_notices", '["received", "ready", "shipped", "delivered", "cancelled"]'),
)
# The newest first, since they name those below.
TABLES = (
    "order_event",
    "shop_event",
    "hook_telling",
    "external_calendar",
    "customer_order",
    "calendar_feed",
    "shop_connection",
    "import",
    "hook_subscription",
)


def upgrade() -> None:
    op.create_table(
        "hook_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_subscription")),
    )
    op.create_table(
        "import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("orders", "customers", "appointments", name="importkind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("opt_in", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "preview", "running", "done", "stopped", name="importstatus", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
    )
    op.create_table(
        "shop_connection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "woocommerce",
                "shopify",
                "prestashop",
                "generic",
                name="connectionkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("states", sa.JSON(), nullable=False),
        sa.Column("opt_in", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("error_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_connection")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["resource.id"], name=op.f("fk_calendar_feed_staff_id_resource")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "customer_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "preparing",
                "ready",
                "shipped",
                "delivered",
                "cancelled",
                "refunded",
                name="orderstatus",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("total_cents", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("tracking_url", sa.String(), nullable=True),
        sa.Column("tracking_number", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("shop_status", sa.String(), nullable=True),
        sa.Column("shop_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["shop_connection.id"],
            name=op.f("fk_customer_order_connection_id_shop_connection"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_order_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_order")),
        sa.UniqueConstraint(
            "connection_id", "external_id", name=op.f("uq_customer_order_connection_id_external_id")
        ),
    )
    op.create_index(op.f("ix_customer_order_customer_id"), "customer_order", ["customer_id"])
    op.create_index(op.f("ix_customer_order_list"), "customer_order", ["status", "id"])
    op.create_index(
        op.f("ix_customer_order_own_number"),
        "customer_order",
        ["number_key"],
        unique=True,
        sqlite_where=sa.text("connection_id IS NULL"),
        postgresql_where=sa.text("connection_id IS NULL"),
    )
    op.create_index(op.f("ix_customer_order_number_key"), "customer_order", ["number_key"])

    op.create_table(
        "external_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["resource.id"], name=op.f("fk_external_calendar_staff_id_resource")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_calendar")),
    )
    op.create_index(op.f("ix_external_calendar_staff_id"), "external_calendar", ["staff_id"])

    op.create_table(
        "hook_telling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("waiting", "done", "failed", name="tellingstatus", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["hook_subscription.id"],
            name=op.f("fk_hook_telling_subscription_id_hook_subscription"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_telling")),
    )
    op.create_index(op.f("ix_hook_telling_due"), "hook_telling", ["status", "due_at", "id"])
    op.create_index(op.f("ix_hook_telling_subscription_id"), "hook_telling", ["subscription_id"])

    op.create_table(
        "shop_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["shop_connection.id"],
            name=op.f("fk_shop_event_connection_id_shop_connection"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_event")),
        sa.UniqueConstraint(
            "connection_id", "delivery_id", name=op.f("uq_shop_event_connection_id_delivery_id")
        ),
    )
    op.create_index(op.f("ix_shop_event_due"), "shop_event", ["handled_at", "id"])

    op.create_table(
        "order_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "preparing",
                "ready",
                "shipped",
                "delivered",
                "cancelled",
                "refunded",
                name="orderstatus",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("silent", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_order_event_message_id_message")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["customer_order.id"], name=op.f("fk_order_event_order_id_customer_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_event")),
    )
    op.create_index(op.f("ix_order_event_message_id"), "order_event", ["message_id"])
    op.create_index(op.f("ix_order_event_order_id"), "order_event", ["order_id"])

    # Neither engine makes the table anew for this, and its triggers stay.
    op.execute(
        "ALTER TABLE absence ADD COLUMN calendar_id INTEGER"
        " CONSTRAINT fk_absence_calendar_id_external_calendar REFERENCES external_calendar (id)"
    )
    op.create_index(op.f("ix_absence_calendar_id"), "absence", ["calendar_id"])
    op.execute(
        "ALTER TABLE attention ADD COLUMN order_id INTEGER"
        " CONSTRAINT fk_attention_order_id_customer_order REFERENCES customer_order (id)"
    )
    op.create_index(op.f("ix_attention_order_id"), "attention", ["order_id"])
    for table, name, default in NOT_EMPTY:
        op.add_column(table, sa.Column(name, sa.JSON(), nullable=False, server_default=default))
    op.add_column("outbox", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    for name in ("claimed_at", "follows_id"):
        op.create_index(op.f(f"ix_outbox_{name}"), "outbox", [name])


def downgrade() -> None:
    for name in ("claimed_at", "follows_id"):
        op.drop_index(op.f(f"ix_outbox_{name}"), "outbox")
    op.drop_column("outbox", "asked_at")
    for table, name, _default in NOT_EMPTY:
        op.drop_column(table, name)
    op.drop_index(op.f("ix_attention_order_id"), "attention")
    with op.batch_alter_table("attention") as attention:
        attention.drop_column("order_id")
    op.drop_index(op.f("ix_absence_calendar_id"), "absence")
    with op.batch_alter_table("absence") as absence:
        absence.drop_column("calendar_id")
    for table in TABLES:
        op.drop_table(table)
