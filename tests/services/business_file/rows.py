"""The rows that a business file makes, to compare them whole."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from booking_bot import models
from booking_bot.services.file_form.form import BusinessFile
from booking_bot.services.file_form.reading import parse

HERE = Path(__file__).parent
DEMO = HERE.parents[2] / "booking_bot" / "demo" / "peluqueria.toml"
TABLES = (
    models.Business,
    models.SpecialHours,
    models.Faq,
    models.Resource,
    models.Service,
    models.ServiceStaff,
    models.ServiceResource,
    models.Absence,
)


def everything() -> BusinessFile:
    """A file with every key there is."""
    return parse((HERE / "everything.toml").read_text(encoding="utf-8"))


def rows(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that the file fills, ids included, without what the database draws."""
    tables = [models.metadata.tables[str(table.__tablename__)] for table in TABLES]
    said = {table: [column for column in table.columns if column.name != "stamp"] for table in tables}
    return {
        table.name: sorted(map(tuple, session.connection().execute(sa.select(*columns)).all()), key=repr)
        for table, columns in said.items()
    }
