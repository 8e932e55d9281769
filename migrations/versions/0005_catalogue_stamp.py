"""A stamp that changes with the shop's catalogue, so that a process knows whether what it keeps of it holds.

Whoever changes a row, by whatever way, the database itself draws a new one at random: a stamp of a
transaction that was rolled back never comes again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("service", "resource", "service_staff")
CHANGES = ("INSERT", "UPDATE", "DELETE")
DRAWN = "floor(random() * 9007199254740991)::bigint"
DRAW_ON_SQLITE = "UPDATE business SET stamp = random()"
DRAW_ON_POSTGRES = "UPDATE business SET stamp = floor(random() * 9007199254740991)::bigint"


def upgrade() -> None:
    with op.batch_alter_table("business", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stamp", sa.BigInteger(), nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "postgresql":
        _on_postgres()
        return
    op.execute(
        "CREATE TRIGGER business_insert_stamp AFTER INSERT ON business"
        f" BEGIN {DRAW_ON_SQLITE} WHERE id = NEW.id; END"
    )
    op.execute(
        "CREATE TRIGGER business_update_stamp AFTER UPDATE ON business WHEN NEW.stamp = OLD.stamp"
        f" BEGIN {DRAW_ON_SQLITE} WHERE id = NEW.id; END"
    )
    for table in TABLES:
        for change in CHANGES:
            op.execute(
                f"CREATE TRIGGER {table}_{change.lower()}_stamp AFTER {change} ON {table}"
                f" BEGIN {DRAW_ON_SQLITE}; END"
            )


def _on_postgres() -> None:
    op.execute(
        "CREATE FUNCTION stamp_business() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN NEW.stamp := {DRAWN}; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE FUNCTION stamp_catalogue() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {DRAW_ON_POSTGRES}; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER business_stamp BEFORE INSERT OR UPDATE ON business"
        " FOR EACH ROW EXECUTE FUNCTION stamp_business()"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_stamp AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION stamp_catalogue()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ("business", *TABLES):
            op.execute(f"DROP TRIGGER {table}_stamp ON {table}")
        op.execute("DROP FUNCTION stamp_catalogue()")
        op.execute("DROP FUNCTION stamp_business()")
    else:
        for table in TABLES:
            for change in CHANGES:
                op.execute(f"DROP TRIGGER {table}_{change.lower()}_stamp")
        op.execute("DROP TRIGGER business_update_stamp")
        op.execute("DROP TRIGGER business_insert_stamp")
    with op.batch_alter_table("business", schema=None) as batch_op:
        batch_op.drop_column("stamp")
