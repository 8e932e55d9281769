"""A shelf for contents that lasts as long as a test."""

from dataclasses import dataclass, field


@dataclass
class Shelf:
    sids: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def sid_of(self, shape: str) -> str | None:
        return self.sids.get(shape)

    def is_wanted(self, shape: str) -> bool:
        return shape not in self.sids and shape not in self.refused

    def keep(self, shape: str, sid: str) -> None:
        self.sids.setdefault(shape, sid)

    def refuse(self, shape: str, error: str) -> None:
        self.sids.pop(shape, None)
        self.refused[shape] = error
