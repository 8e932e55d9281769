"""What a database promises whichever it is: it keeps quiet, and nobody waits who only looks."""

import traceback

import pytest
from sqlalchemy.exc import IntegrityError

from booking_bot.db import Database
from booking_bot.models import Customer, Identity, IdentityKind, row_id
from tests.shop import NOW


def test_no_error_tells_what_was_to_be_stored(database: Database) -> None:
    def store() -> None:
        with database.transaction() as session:
            ana = Customer(name="Ana Secreta", created_at=NOW)
            session.add(ana)
            session.flush()
            for _ in range(2):
                session.add(
                    Identity(
                        customer_id=row_id(ana), kind=IdentityKind.PHONE, value="+34600111222", created_at=NOW
                    )
                )

    with pytest.raises(IntegrityError) as refused:
        store()

    told = "".join(traceback.format_exception(refused.value))
    assert "identity" in told
    assert [secret for secret in ("600111222", "Ana Secreta") if secret in told] == []
