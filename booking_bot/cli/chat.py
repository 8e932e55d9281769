import time

import click

from booking_bot import demo
from booking_bot.channels.numbered import with_numbers
from booking_bot.channels.simulator import address_of, message_form
from booking_bot.channels.twilio_forms import message
from booking_bot.cli import common
from booking_bot.jobs.worker import Worker
from booking_bot.models import ChannelName
from booking_bot.services import inbound, simulation
from booking_bot.services.simulation import Phone
from booking_bot.wiring import Wiring

PHONE = "+34600000199"
LONGEST_WAIT = 20  # seconds
HELP = "Write as a customer would; a number picks an option. Ctrl-D ends it."


@click.command("chat")
@click.option("--name", default="Ana", show_default=True, help="Who writes.")
def command(name: str) -> None:
    """Talk to the bot of the demo in the terminal."""
    with common.right_settings(), common.failures():
        parts = demo.furnish(demo.demo_settings())
        worker = Worker(parts)
        parts.wake = worker.wake
        worker.start()
        click.echo(HELP)
        try:
            while (line := read_line()) is not None:
                if line:
                    write(parts, name, line)
                    show(parts)
        finally:
            worker.stop()


def read_line() -> str | None:
    """What was typed, None at the end of the input."""
    try:
        return input("> ").strip()
    except EOFError:
        return None


def write(parts: Wiring, name: str, text: str) -> None:
    """Send it the way that Twilio's webhook takes."""
    now = parts.clock()
    arrived = message(message_form(PHONE, name, text), now=now)
    with parts.database.transaction() as session:
        inbound.receive(session, arrived, now, channel=ChannelName.SIMULATOR)
    parts.wake()


def show(parts: Wiring) -> None:
    """Wait for the turn, then print what was said since the customer's last words."""
    until = time.monotonic() + LONGEST_WAIT
    phone = look(parts)
    while time.monotonic() < until and (phone.typing or phone.sending):
        time.sleep(0.1)
        phone = look(parts)
    if phone.held:
        click.secho("(a person holds this conversation: the bot is silent)", dim=True)
    last = max((number for number, bubble in enumerate(phone.bubbles) if not bubble.out), default=-1)
    for bubble in phone.bubbles[last + 1 :]:
        click.secho(with_numbers(bubble.body, bubble.options), fg="green")


def look(parts: Wiring) -> Phone:
    with parts.database.reading() as session:
        return simulation.phone(session, address_of(PHONE))
