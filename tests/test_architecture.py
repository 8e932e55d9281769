"""Imports point downwards: the map in the package's docstring, held by reading the source."""

import ast
from functools import cache
from pathlib import Path

import booking_bot

ROOT = Path(booking_bot.__file__).parent

DOMAIN_LIBRARIES = {"dateutil", "phonenumbers", "holidays"}
BOTTOM = {"domain"}
RULES = {"domain", "language", "language.frame", "dialogue", "models", "channels.base"}
# What each part may import of ours; what is not named here (app, wiring, cli …) may import all.
ALLOWED: dict[str, set[str]] = {
    "domain": BOTTOM,
    "language": {"language", "language.frame", *BOTTOM},
    "dialogue": {"dialogue", "language.frame", *BOTTOM},  # it knows what is understood, not how
    "models": {"models", *BOTTOM},
    "channels": {"channels", "channels.base", "config", *BOTTOM},
    "services": {"services", "db", *RULES},
}
ENTRANCES = {"flask": {"web"}, "click": {"cli"}, "apscheduler": {"jobs"}, "procrastinate": {"jobs"}}
ANYWHERE = {"app", "serving", "wiring", "__init__", "__main__", "config", "db"}


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@cache
def imports(path: Path) -> set[str]:
    """Every module that a file imports, relative ones excluded since the project has none."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def ours(path: Path) -> set[str]:
    """The parts of ours that a file imports: "domain", "models", "channels.base", "language.frame" …"""
    found: set[str] = set()
    for name in imports(path):
        pieces = name.split(".")
        if pieces[0] != "booking_bot" or len(pieces) == 1:
            continue
        whole = ".".join(pieces[1:3])
        found.add(whole if whole in {"channels.base", "language.frame"} else pieces[1])
    return found


FILES = sorted(ROOT.rglob("*.py"))


def test_every_import_points_downwards() -> None:
    wrong: list[str] = []
    for path in FILES:
        allowed = ALLOWED.get(part_of(path))
        if allowed is None:
            continue
        wrong += [f"{path.relative_to(ROOT)} imports {name}" for name in sorted(ours(path) - allowed)]

    assert wrong == []


def test_the_domain_knows_the_standard_library_and_three_more() -> None:
    import sys

    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in FILES
        if part_of(path) == "domain"
        for name in sorted(imports(path))
        if name.split(".")[0] not in {"booking_bot", *sys.stdlib_module_names, *DOMAIN_LIBRARIES}
    ]

    assert wrong == []


def test_web_scheduler_and_command_line_stop_at_the_entrances() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {library}"
        for path in FILES
        for library, places in ENTRANCES.items()
        if part_of(path) not in places | ANYWHERE
        and any(name.split(".")[0] == library for name in imports(path))
    ]

    assert wrong == []
