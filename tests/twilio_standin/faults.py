"""The ways in which the answer to a new message goes wrong."""

import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """`stores`: the message is taken all the same. `status` None: the connection is reset instead.

    `drip` is the pause between two bytes of the answer; with `half` it breaks off in the middle.
    """

    stores: bool
    status: int | None
    body: str = ""
    stall: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    half: bool = False


def error(status: int, code: int) -> str:
    """The body of one of Twilio's refusals."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return json.dumps({"code": code, "message": f"refused with {code}", "more_info": more, "status": status})


def coded(status: int, code: int) -> Fault:
    return Fault(stores=False, status=status, body=error(status, code))


BUSY = Fault(stores=False, status=429, body=error(429, 20429), headers={"Retry-After": "1"})
DOWN = Fault(stores=False, status=503, body=error(503, 20503))
LOST_AFTER = Fault(stores=True, status=500, body=error(500, 20500))
RESET_BEFORE = Fault(stores=False, status=None)
RESET_AFTER = Fault(stores=True, status=None)
WRONG_JSON = Fault(stores=True, status=201, body='{"sid": "SM')
STALL_BEFORE = Fault(stores=False, status=None, stall=1.5)
STALL_AFTER = Fault(stores=True, status=None, stall=1.5)
DRIP = Fault(stores=True, status=500, body=error(500, 20500), drip=0.05)
HALF = Fault(stores=True, status=500, body=error(500, 20500), half=True)

# All that leave open whether the message was taken, or say that it was not this time.
PASSING = {
    "busy": BUSY, "down": DOWN, "lost after": LOST_AFTER, "reset before": RESET_BEFORE,
    "reset after": RESET_AFTER, "wrong JSON": WRONG_JSON, "stall before": STALL_BEFORE,
    "stall after": STALL_AFTER, "half an answer": HALF, "stall by drips": DRIP,
}  # fmt: skip
