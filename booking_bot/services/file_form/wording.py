"""What a fault that pydantic found is called."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from booking_bot.services.file_form import form
from booking_bot.services.file_form.faults import Fault, Path

# The keys of each table, by its path without the numbers of rows.
_TABLES: Mapping[Path, type[form.Table]] = {
    (): form.BusinessFile,
    ("business",): form.Business,
    ("rules",): form.Rules,
    ("hours",): form.Week,
    ("closed",): form.Closed,
    ("special",): form.Special,
    ("faq",): form.Faq,
    ("resources",): form.Resource,
    ("services",): form.Service,
    ("services", "processing"): form.Processing,
    ("services", "questions"): form.Question,
    ("services", "deposit"): form.Deposit,
    ("staff",): form.Staff,
    ("staff", "hours"): form.Week,
    ("staff", "absences"): form.Absence,
}
_ARRAYS_OF_TABLES = ("special", "faq", "resources", "services", "staff")

_WANTED: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "string_type": lambda _: "wants text in quotes",
    "string_too_short": lambda _: "is empty",
    "int_type": lambda _: "wants a whole number",
    "bool_type": lambda _: "wants true or false",
    "list_type": lambda _: "wants a list in [ ]",
    "dict_type": lambda _: "wants a table",
    "model_type": lambda _: "wants a table",
    "literal_error": lambda told: f"wants {told['expected']}",
    "greater_than_equal": lambda told: f"wants {told['ge']} or more",
    "less_than_equal": lambda told: f"wants {told['le']} or less",
    "too_short": lambda _: "wants at least one",
    "missing": lambda _: "is missing",
    "value_error": lambda told: str(told["error"]),
}


def fault(error: ErrorDetails) -> Fault:
    """The fault with its path in the file; the message begins with the names of table and key."""
    path: Path = tuple(error["loc"])
    if error["type"] == "extra_forbidden":
        return Fault(path, _unknown(path))
    if error["type"] in {"list_type", "model_type"} and len(path) == 1:
        name = str(path[0])
        brackets = f"[[{name}]]" if name in _ARRAYS_OF_TABLES else f"[{name}]"
        wanted = "a list in [ ]" if name == "closed" else f"the form {brackets}"
        return Fault(path, f"{name} wants {wanted}")
    tell = _WANTED.get(error["type"])
    return Fault(path, f"{named(path)}: {tell(error.get('ctx', {})) if tell else error['msg']}")


def named(path: Path) -> str:
    """The names on the way to a value: "services.processing.after"."""
    return ".".join(part for part in path if isinstance(part, str))


def _unknown(path: Path) -> str:
    *table, key = path
    names = tuple(part for part in table if isinstance(part, str))
    if key == "closed":
        return f"closed stands in [{named(names)}]: it wants the top of the file, before the first table"
    known = [field.alias or name for name, field in _TABLES[names].model_fields.items()]
    near = get_close_matches(str(key), known, 1)
    hint = f"; did you mean {near[0]}?" if near else f"; it has {', '.join(known)}"
    place = f"{named(names)} has" if names else "the file has"
    return f"{place} no {key}{hint}"
