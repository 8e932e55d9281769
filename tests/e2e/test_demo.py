"""The demo and the chat in the terminal, from an empty folder and whatever the environment says."""

import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
import requests

from booking_bot.cli.chat import PHONE
from tests.e2e.programs import BIN, Forked, environment, free_port

# A database that nobody may touch, and a Twilio account that is none.
MISLEADING = {"DATABASE_URL": "sqlite:///real.db", "TWILIO_AUTH_TOKEN": "half a setting"}


BOOKED_HERE = """SELECT count(*) FROM appointment JOIN identity USING (customer_id)
    WHERE kind = 'phone' AND value = ? AND status = 'booked'"""


def booked(home: Path, phone: str) -> int:
    """How many appointments the demo's database has of this customer."""
    with closing(sqlite3.connect(home / "var" / "demo.db")) as connection:
        return int(connection.execute(BOOKED_HERE, (phone,)).fetchone()[0])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_the_demo_shows_phones_and_the_owners_page_until_it_is_ended(
    tmp_path: Path, number: signal.Signals
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"

    with Forked("booking-bot", "demo", "--port", str(port), home=tmp_path, **MISLEADING) as demo:
        demo.wait_until_ready(url)
        phones = requests.get(f"{url}/simulator/", timeout=10)
        owner = requests.get(f"{url}/admin/", timeout=10)
        code = demo.end(number, 5)

    assert (phones.status_code, owner.status_code) == (200, 200)
    assert "<form" in phones.text
    assert 'type="password"' in owner.text
    assert f"{url}/simulator/" in demo.output
    assert f"{url}/admin/" in demo.output
    assert (code, demo.gone) == (0, True)
    assert "Warning" not in demo.output
    assert not (tmp_path / "real.db").exists()


def test_an_appointment_is_booked_in_the_terminal(tmp_path: Path) -> None:
    chat = subprocess.run(
        [BIN / "booking-bot", "chat"],
        input="quería un corte de mujer lo antes posible\n1\nsí\n",
        cwd=tmp_path, env=environment(**MISLEADING), capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip

    assert (chat.returncode, chat.stderr) == (0, "")
    assert chat.stdout.count("> ") == 4
    assert booked(tmp_path, PHONE) == 1
    assert not (tmp_path / "real.db").exists()
