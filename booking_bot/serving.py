"""Web and scheduler in one process, for one machine: gunicorn with a single worker of many threads.

The application is built in that worker, after the fork, since neither threads nor database
connections survive one.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from booking_bot.jobs.worker import Worker
from booking_bot.wiring import EXTENSION

THREADS = 8


class OneMachine(BaseApplication):  # type: ignore[misc]
    """Serves what `make_app` builds and runs the worker beside it, until it is interrupted."""

    def __init__(self, make_app: Callable[[], Flask], *, host: str, port: int) -> None:
        self.make_app = make_app
        self.bind = f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": self.bind,
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "loglevel": "warning",
            "control_socket_disable": True,
            "worker_exit": stop_worker,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = self.make_app()
        parts = app.extensions[EXTENSION]
        worker = Worker(parts)
        worker.start()
        parts.wake = worker.wake
        app.extensions["worker"] = worker
        return app


def stop_worker(_server: Any, process: Any) -> None:
    """Let what is being sent finish before the process ends."""
    app = process.app.callable
    if isinstance(app, Flask):
        app.extensions["worker"].stop()
