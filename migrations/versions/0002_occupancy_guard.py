"""No two occupancies of one resource and lane may overlap, whatever the code above does.

PostgreSQL: an exclusion constraint over ranges of one number each, which needs no extension.
SQLite: a pair of triggers. Rows of one lane never overlap, so the last one to start before the new
one ends is the only one that can reach into it: the check costs one step down an index.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OVERLAPS = """
    SELECT RAISE(ABORT, 'occupancy_overlap')
    WHERE (
        SELECT end_ts FROM occupancy
        WHERE resource_id = NEW.resource_id AND lane = NEW.lane AND start_ts < NEW.end_ts {others}
        ORDER BY start_ts DESC LIMIT 1
    ) > NEW.start_ts;
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """
            ALTER TABLE occupancy ADD CONSTRAINT ex_occupancy_overlap EXCLUDE USING gist (
                int4range(resource_id, resource_id, '[]') WITH &&,
                int4range(lane, lane, '[]') WITH &&,
                int8range(start_ts, end_ts) WITH &&
            )
            """
        )
        return
    insert = OVERLAPS.format(others="")
    update = OVERLAPS.format(others="AND id <> OLD.id")
    op.execute(f"CREATE TRIGGER occupancy_insert_overlap BEFORE INSERT ON occupancy BEGIN {insert} END")
    op.execute(
        "CREATE TRIGGER occupancy_update_overlap"
        f" BEFORE UPDATE OF resource_id, lane, start_ts, end_ts ON occupancy BEGIN {update} END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE occupancy DROP CONSTRAINT ex_occupancy_overlap")
        return
    op.execute("DROP TRIGGER occupancy_insert_overlap")
    op.execute("DROP TRIGGER occupancy_update_overlap")
