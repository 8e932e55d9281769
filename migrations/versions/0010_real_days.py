"""Days that go wrong, appointments that come back, prices asked beforehand, calls, and what is left here."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


# The newest first, since they name those below.
TABLES = ("affected", "disruption", "standing_exception", "standing", "quote")
# Flags that rows already there must have too.
FLAGS = (
    ("business", "tomorrow_by_email", sa.true()),
    ("resource", "whole_day", sa.false()),
    ("service", "recall", sa.false()),
)
PLAIN = (
    ("service", sa.Column("drop_off", sa.String(), nullable=True)),
    ("service", sa.Column("pick_up", sa.String(), nullable=True)),
    ("appointment", sa.Column("pick_up_at", sa.DateTime(timezone=True), nullable=True)),
    ("attention", sa.Column("call_at", sa.DateTime(timezone=True), nullable=True)),
    ("attention", sa.Column("phone", sa.String(), nullable=True)),
    ("import", sa.Column("corrections", sa.JSON(), nullable=True)),
    ("attention", sa.Column("turn_day", sa.Date(), nullable=True)),
)
# What may be a turn of a standing appointment, or speak of one.
COMES_BACK = ("appointment", "attention")


def kinds(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=20)


def at(name: str, *, needed: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not needed)


def number_of(
    table: str, other: str, *, column: str = "", needed: bool = False
) -> list[sa.schema.SchemaItem]:
    """A column that names a row of another table, and its constraint."""
    column = column or f"{other}_id"
    return [
        sa.Column(column, sa.Integer(), nullable=not needed),
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")),
    ]


def upgrade() -> None:
    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        *number_of("quote", "conversation", needed=True),
        *number_of("quote", "customer", needed=True),
        *number_of("quote", "appointment"),
        *number_of("quote", "service"),
        sa.Column("length", sa.Interval(), nullable=True),
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=True),
        *number_of("quote", "attachment"),
        sa.Column(
            "status",
            kinds("quotestatus", "asked", "offered", "accepted", "declined", "expired", "withdrawn"),
            nullable=False,
        ),
        at("asked_at"),
        at("offered_at"),
        at("expires_at"),
        at("answered_at"),
        *number_of("quote", "message", column="accepted_message_id"),
        sa.Column("actor", sa.String(), nullable=True),
        at("created_at", needed=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
    )
    for name in ("conversation_id", "customer_id", "appointment_id"):
        op.create_index(op.f(f"ix_quote_{name}"), "quote", [name])
    op.create_table(
        "standing",
        sa.Column("id", sa.Integer(), nullable=False),
        *number_of("standing", "customer", needed=True),
        *number_of("standing", "service", needed=True),
        *number_of("standing", "resource", column="staff_id", needed=True),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("beneficiary", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("planned_until", sa.Date(), nullable=True),
        at("created_at", needed=True),
        at("ended_at"),
        sa.CheckConstraint("every_weeks > 0", name=op.f("ck_standing_comes_back")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing")),
    )
    op.create_index(op.f("ix_standing_customer_id"), "standing", ["customer_id"])
    op.create_table(
        "standing_exception",
        *number_of("standing_exception", "standing", needed=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        at("at", needed=True),
        sa.PrimaryKeyConstraint("standing_id", "day", name=op.f("pk_standing_exception")),
    )
    op.create_table(
        "disruption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", kinds("disruptionkind", "away", "closed", "late"), nullable=False),
        *number_of("disruption", "resource", column="staff_id"),
        at("starts_at", needed=True),
        at("ends_at", needed=True),
        sa.Column("delay", sa.Interval(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        at("created_at", needed=True),
        at("ended_at"),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_disruption_ends_after_start")),
        sa.UniqueConstraint("token", name=op.f("uq_disruption_token")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disruption")),
    )
    op.create_index(op.f("ix_disruption_ended_at"), "disruption", ["ended_at"])
    op.create_table(
        "affected",
        sa.Column("id", sa.Integer(), nullable=False),
        *number_of("affected", "disruption", needed=True),
        *number_of("affected", "appointment", needed=True),
        *number_of("affected", "appointment", column="first_id", needed=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        at("from_starts_at", needed=True),
        *number_of("affected", "resource", column="from_staff_id", needed=True),
        sa.Column("placed", sa.Boolean(), nullable=False),
        at("offer_starts_at"),
        *number_of("affected", "resource", column="offer_staff_id"),
        sa.Column(
            "status",
            kinds("affectedstatus", "written", "agreed", "moved", "cancelled", "to_call", "seen_to"),
            nullable=False,
        ),
        *number_of("affected", "message"),
        at("at", needed=True),
        at("ended_at"),
        sa.UniqueConstraint(
            "disruption_id", "appointment_id", name=op.f("uq_affected_disruption_id_appointment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affected")),
    )
    for name in ("appointment_id", "message_id"):
        op.create_index(op.f(f"ix_affected_{name}"), "affected", [name])

    for table, name, default in FLAGS:
        op.add_column(table, sa.Column(name, sa.Boolean(), nullable=False, server_default=default))
    for table, column in PLAIN:
        op.add_column(table, column)
    # Neither engine makes the tables anew for this, and their triggers stay.
    for table in COMES_BACK:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN standing_id INTEGER"
            f" CONSTRAINT fk_{table}_standing_id_standing REFERENCES standing (id)"
        )
        op.create_index(op.f(f"ix_{table}_standing_id"), table, ["standing_id"])


def downgrade() -> None:
    for table in COMES_BACK:
        op.drop_index(op.f(f"ix_{table}_standing_id"), table)
        with op.batch_alter_table(table) as changed:
            changed.drop_column("standing_id")
    for table, column in reversed(PLAIN):
        op.drop_column(table, column.name)
    for table, name, _default in FLAGS:
        op.drop_column(table, name)
    for table in TABLES:
        op.drop_table(table)
