import signal
from threading import Event

import click

from booking_bot import app
from booking_bot.cli import common, first_owner, one_disk
from booking_bot.jobs.worker import Worker


@click.command("worker")
def command() -> None:
    """Scheduler and sender alone, beside any number of web processes."""
    settings = common.settings()
    with common.database() as database:
        one_disk.make_sure(database)
        first_owner.tell(database, settings.public_url or common.base_url())
    worker = Worker(app.build(settings))
    done = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    worker.start()
    done.wait()
    worker.stop()
