"""What is wrong with a business file, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

Path = tuple[str | int, ...]  # to a value: ("services", 2, "price")


@dataclass(frozen=True, slots=True)
class Fault:
    path: Path
    message: str


class WrongForm(Exception):
    """What a business file would say is wrong, and where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = tuple(faults)


class BusinessFileError(Exception):
    """The file is wrong and nothing of it was taken. Its text has one line `FILE:LINE: message` a fault."""

    def __init__(self, name: str, faults: Sequence[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"{name}:{line}: {message}" for line, message in faults))
        self.faults = tuple(faults)
