"""Runs all benchmarks, or those named: `python -m benchmarks race`. A new one is a module with `run()`."""

import importlib
import sys

BENCHMARKS = (
    "availability",
    "race",
    "turn",
    "webhook",
    "delivery",
    "kills",
    "fortnight",
    "reminders",
    "pages",
    "inbox",
    "imports",
    "understanding",
    "conversations",
    "fuzz",
)


def main(names: list[str]) -> None:
    for name in names or BENCHMARKS:
        importlib.import_module(f"benchmarks.{name}").run()


if __name__ == "__main__":
    main(sys.argv[1:])
