"""What the messages of a ledger cost: Meta by the kind of message that arrived, Twilio by each it took."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tests.twilio_standin.contents import Content
from tests.twilio_standin.ledger import Taken

FREE_SERVICE = 1000  # messages a month
ARRIVED = ("delivered", "read")
# Twilio charges nothing for what fails with these.
FAILED_FREE = {63010, 63012, 63013, 63018, 63021, 63024, 63032, 63038, 30036}


@dataclass(frozen=True)
class Bill:
    """Numbers of WhatsApp messages: what Meta charges by category, and what Twilio does."""

    charged: Mapping[str, int]
    free: int
    taken: int
    failed: int


def bill(messages: Iterable[Taken], contents: Mapping[str, Content], *, came: int = 0) -> Bill:
    """Of one month; `came` is how many the people wrote, for which Twilio charges too."""
    sent = [one for one in messages if one.to.startswith("whatsapp:")]
    charged = Counter(_category(one, contents) for one in sent if one.status in ARRIVED)
    free = min(charged["service"], FREE_SERVICE)
    charged["service"] -= free
    failed = sum(one.failed is not None and one.failed not in FAILED_FREE for one in sent)
    taken = sum(one.failed is None for one in sent)
    return Bill({name: number for name, number in charged.items() if number}, free, taken + came, failed)


def _category(taken: Taken, contents: Mapping[str, Content]) -> str:
    content = contents.get(taken.content)
    return content.approval["category"].lower() if content and content.approved else "service"
