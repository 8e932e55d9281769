"""What a token of a program may do."""

from enum import StrEnum


class Scope(StrEnum):
    READ = "read"  # look at everything
    WRITE = "write"  # change everything
    ORDERS = "orders"  # look at orders and change them, and nothing else


USUAL = (Scope.READ, Scope.WRITE)
