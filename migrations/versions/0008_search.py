"""Words in all that was ever said: an index that the database itself keeps, whoever writes.

SQLite keeps a table of its own beside each (FTS5), PostgreSQL an index over words without accents. Both cut
a text into the same words, so that the same search finds the same.
"""

from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

# The columns of each table in which people look for words.
SEARCHED = {"message": ("body", "transcript"), "note": ("text",)}

# Small letters without accents; whatever is no letter and no figure parts words; of an endless word so much
# is kept that its beginning is found. By code points, lest it depend on the locale of the server.
WORDS = r"""
CREATE FUNCTION search_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT to_tsvector('pg_catalog.simple', regexp_replace(regexp_replace(
  lower(regexp_replace(normalize(said, NFD), '[\u0300-\u036f]', '', 'g')),
  '[\u0001-\u002f\u003a-\u0060\u007b-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7'
  || '\u2000-\u206f\u20a0-\u20cf\u2100-\u2bff\u3000-\u303f\ufe00-\ufe0f\U0001f000-\U0001faff]+', ' ', 'g'),
  '([^ ]{100})[^ ]+', '\1', 'g'))
$$
"""


def _is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _joined(columns: tuple[str, ...]) -> str:
    return " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)


def _keep_on_sqlite(table: str, columns: tuple[str, ...]) -> None:
    # Neither where in a text a word stands nor how long a text is: one looks for words, the newest first.
    op.execute(
        f"CREATE VIRTUAL TABLE {table}_search USING fts5({', '.join(columns)}, content='{table}',"
        " content_rowid='id', detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 2')"
    )
    names = ", ".join(columns)
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("old", "new"))
    into = f"INSERT INTO {table}_search"
    forget = f"{into} ({table}_search, rowid, {names}) VALUES ('delete', old.id, {old})"
    keep = f"{into} (rowid, {names}) VALUES (new.id, {new})"
    for name, when, deeds in (
        ("added", "INSERT", (keep,)),
        ("changed", f"UPDATE OF {names}", (forget, keep)),
        ("removed", "DELETE", (forget,)),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_search_{name} AFTER {when} ON {table} BEGIN {'; '.join(deeds)}; END"
        )
    op.execute(f"{into} ({table}_search) VALUES ('rebuild')")


def upgrade() -> None:
    if _is_postgres():
        op.execute(WORDS)
    for table, columns in SEARCHED.items():
        if _is_postgres():
            op.execute(
                f"CREATE INDEX ix_{table}_search ON {table} USING gin (search_words({_joined(columns)}))"
            )
        else:
            _keep_on_sqlite(table, columns)


def downgrade() -> None:
    for table in SEARCHED:
        if _is_postgres():
            op.execute(f"DROP INDEX ix_{table}_search")
            continue
        for name in ("added", "changed", "removed"):
            op.execute(f"DROP TRIGGER {table}_search_{name}")
        op.execute(f"DROP TABLE {table}_search")
    if _is_postgres():
        op.execute("DROP FUNCTION search_words(text)")
