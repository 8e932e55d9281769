from datetime import UTC, datetime

from tests.twilio_standin.bill import FREE_SERVICE, Bill, bill
from tests.twilio_standin.contents import Content
from tests.twilio_standin.ledger import Taken

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CONTENTS = {
    f"HX{name}": Content(f"HX{name}", {}, {"status": status, "category": category})
    for name, status, category in [
        ("reminder", "approved", "UTILITY"), ("offer", "approved", "MARKETING"),
        ("new", "received", "UTILITY"),
    ]
}  # fmt: skip


def taken(content: str = "", *, status: str = "delivered", failed: int | None = None) -> Taken:
    return Taken(
        "SM1", "whatsapp:+34600111222", "", "", "", 0, NOW, status=status, failed=failed, content=content
    )


def test_meta_charges_what_arrives_by_category_beyond_the_free_ones() -> None:
    messages = [
        *[taken() for _ in range(FREE_SERVICE + 2)],
        taken("HXreminder"), taken("HXreminder", status="read"), taken("HXoffer"), taken("HXnew"),
        taken("HXoffer", status="sent"),
    ]  # fmt: skip

    found = bill(messages, CONTENTS, came=5)

    charged = {"service": 3, "utility": 2, "marketing": 1}
    assert found == Bill(charged, free=FREE_SERVICE, taken=len(messages) + 5, failed=0)


def test_twilio_charges_what_fails_unless_it_is_to_blame() -> None:
    messages = [taken(status="failed", failed=code) for code in (63016, 63003, 63018)]

    assert bill(messages, CONTENTS) == Bill({}, free=0, taken=0, failed=2)
