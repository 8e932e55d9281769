"""Why the shop says no to what was asked of its agenda.

Refused
├── SlotTaken            someone else has that time now
├── TooSoon              inside the shop's minimum notice, or already past
├── BeyondHorizon        further ahead than the agenda is open
├── ClosedThen           the shop, or that member of staff, does not work then
│   ├── ClosedDay        the shop is closed that day
│   ├── OutsideHours     it is open that day, but not from then on for long enough
│   ├── StaffAway        the shop is open, but nobody asked for works then
│   ├── NotTheirService  whoever was asked for does not do that
│   ├── OutsideDropOff   what is left here is brought at other hours
│   └── OffGrid          appointments begin a little earlier or later
├── NoSuchService        there is none with that id, or it is offered no more
├── TooManyOpen          the customer holds as many appointments as the shop allows
├── Overlapping          the customer already has an appointment at that time
├── NoSuchAppointment    there is none with that id that is theirs
├── AlreadyOver          it is cancelled, or its time has passed
├── Outdated             it was changed since: its revision is another
├── TooLateToChange      the shop's notice for changes has run out
├── NeedsTheOwner        they did not come too often: the shop says itself when they may come instead
└── NoSuchPlace          no place of that number was offered to them
"""

from datetime import datetime, timedelta


class Refused(Exception):
    """What was asked breaks a rule of the shop; nothing was changed."""


class SlotTaken(Refused):
    def __init__(self, start: datetime) -> None:
        super().__init__(f"{start.isoformat()} is taken")
        self.start = start


class TooSoon(Refused):
    def __init__(self, start: datetime, earliest: datetime) -> None:
        super().__init__(f"{start.isoformat()} lies before {earliest.isoformat()}")
        self.start = start
        self.earliest = earliest


class BeyondHorizon(Refused):
    def __init__(self, start: datetime, latest: datetime) -> None:
        super().__init__(f"{start.isoformat()} lies after {latest.isoformat()}")
        self.start = start
        self.latest = latest


class ClosedThen(Refused):
    def __init__(self, start: datetime) -> None:
        super().__init__(f"{start.isoformat()} is outside the hours worked")
        self.start = start


class ClosedDay(ClosedThen):
    """`reason` is the closure's own words, empty on a day on which the shop never opens."""

    def __init__(self, start: datetime, reason: str = "") -> None:
        super().__init__(start)
        self.reason = reason


class OutsideHours(ClosedThen):
    pass


class StaffAway(ClosedThen):
    pass


class NotTheirService(ClosedThen):
    pass


class OutsideDropOff(ClosedThen):
    pass


class OffGrid(ClosedThen):
    pass


class NoSuchService(Refused):
    def __init__(self, service_id: int) -> None:
        super().__init__(f"service {service_id} does not exist or is offered no more")
        self.service_id = service_id


class TooManyOpen(Refused):
    """`stranger` is set where the shop does not know them yet, and would let others hold more."""

    def __init__(self, limit: int, *, stranger: bool = False) -> None:
        super().__init__(f"the customer already holds {limit} open appointments")
        self.limit = limit
        self.stranger = stranger


class Overlapping(Refused):
    def __init__(self, start: datetime) -> None:
        super().__init__(f"the customer has another appointment at {start.isoformat()}")
        self.start = start


class NoSuchAppointment(Refused):
    def __init__(self, appointment_id: int) -> None:
        super().__init__(f"appointment {appointment_id} is not theirs or does not exist")
        self.appointment_id = appointment_id


class AlreadyOver(Refused):
    def __init__(self, appointment_id: int, status: str) -> None:
        super().__init__(f"appointment {appointment_id} is {status} or its time has passed")
        self.appointment_id = appointment_id
        self.status = status


class Outdated(Refused):
    def __init__(self, appointment_id: int, revision: int) -> None:
        super().__init__(f"appointment {appointment_id} is now at revision {revision}")
        self.appointment_id = appointment_id
        self.revision = revision


class TooLateToChange(Refused):
    def __init__(self, appointment_id: int, notice: timedelta) -> None:
        super().__init__(f"appointment {appointment_id} may only be changed {notice} before its start")
        self.appointment_id = appointment_id
        self.notice = notice


class NeedsTheOwner(Refused):
    def __init__(self, appointment_id: int) -> None:
        super().__init__(f"the shop decides itself about appointment {appointment_id}")
        self.appointment_id = appointment_id


class NoSuchPlace(Refused):
    def __init__(self, number: int) -> None:
        super().__init__(f"place {number} was not offered to them")
        self.number = number


class NoSuchProposal(Refused):
    def __init__(self, number: int) -> None:
        super().__init__(f"no other time was proposed under the number {number}")
        self.number = number
