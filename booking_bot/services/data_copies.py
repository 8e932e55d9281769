"""What is held on a customer, as one file to hand to them: the rows as JSON, and what they sent beside it."""

import json
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from sqlmodel import Session

from booking_bot.models import Customer
from booking_bot.services import privacy
from booking_bot.services.media_files import locate

ROWS, FOLDER = "datos.json", "archivos"


class NoSuchCustomer(Exception):
    """There is none of that number."""


def write(session: Session, customer_id: int, media: Path, target: IO[bytes], *, now: datetime) -> None:
    """Write the archive; files that are gone are left out. Raises NoSuchCustomer."""
    if session.get(Customer, customer_id) is None:
        raise NoSuchCustomer(customer_id)
    rows = privacy.export(session, customer_id)
    paths = {str(one["path"]) for one in rows.get("attachment", ()) if one.get("path")}
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        told = {"written_at": now.isoformat(), **rows}
        archive.writestr(ROWS, json.dumps(told, ensure_ascii=False, indent=1))
        for path in sorted(paths):
            if found := locate(media, path):
                archive.write(found, f"{FOLDER}/{path}")
