"""From a signed webhook to the answer on the phone, with everything in processes of its own."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import requests

from tests.e2e.house import WISH, YES, House, tomorrow_at_eleven
from tests.e2e.programs import BIN, environment, wait_for
from tests.twilio_standin import webhooks

CARLA, MARTA, NURIA, OLGA = "+34600111222", "+34600111333", "+34600111444", "+34600111555"
EVA = "+34600111666"
THREE = ("+34600222001", "+34600222002", "+34600222003")


def wait_until_answered(house: House, phone: str, *, replies: int) -> None:
    """Until so many replies were sent and their receipts have come back."""

    def look() -> bool:
        said = [one for one in house.ask("messages", phone=phone) if one["direction"] == "out"]
        return [one["status"] for one in said] == ["delivered"] * replies

    wait_for(look)


def starts(house: House, *phones: str) -> list[datetime]:
    """When the open appointments of these customers begin."""
    return [
        datetime.fromisoformat(one["start"])
        for phone in phones
        for one in house.ask("appointments", phone=phone)
    ]


def test_two_messages_book_an_appointment_that_the_api_shows(running: House) -> None:
    eleven = tomorrow_at_eleven()
    token = subprocess.run(
        [BIN / "booking-bot", "token", "add", "till"],
        env=environment(**running.settings), cwd=running.home, check=True, capture_output=True, text=True,
    )  # fmt: skip

    running.write(WISH, phone=CARLA)
    wait_until_answered(running, CARLA, replies=1)
    running.write(YES, phone=CARLA)
    wait_until_answered(running, CARLA, replies=2)

    (appointment,) = running.ask("appointments", token=token.stdout.strip(), phone=CARLA)
    proposal, receipt = running.seen(CARLA)
    assert datetime.fromisoformat(appointment["start"]) == eleven
    assert (appointment["status"], appointment["source"]) == ("booked", "bot")
    assert appointment["customer"] == {"phone": CARLA, "name": "Ana"}
    assert "a las 11:00" in proposal
    assert "a las 11:00" in receipt
    assert token.stderr == ""


def test_a_tap_on_a_list_and_one_on_a_button_book(running: House) -> None:
    running.write("quería pedir cita para mañana por la tarde, por favor", phone=OLGA)
    wait_until_answered(running, OLGA, replies=1)
    running.tap("Corte", phone=OLGA)
    wait_until_answered(running, OLGA, replies=2)
    *_, times = (one for one in running.twilio.ledger.messages if one.to.endswith(OLGA))
    running.tap(times.options[0][0], phone=OLGA)
    wait_until_answered(running, OLGA, replies=3)

    (appointment,) = running.ask("appointments", phone=OLGA)
    bubbles = [one for one in running.twilio.ledger.messages if one.to.endswith(OLGA)]
    assert [one.kind for one in bubbles] == ["list-picker", "quick-reply", "text"]
    assert [title for title, _ in bubbles[0].options] == ["Corte", "Tinte", "Mechas", "Peinado"]
    assert (appointment["status"], appointment["service"]) == ("booked", "corte")
    assert datetime.fromisoformat(appointment["start"]).date() == tomorrow_at_eleven().date()


def test_a_message_posted_many_times_at_once_is_answered_once(running: House) -> None:
    sid = webhooks.new_sid()

    with ThreadPoolExecutor(8) as posts:
        for _ in range(16):
            posts.submit(running.write, "¿cuánto cuesta un corte?", phone=MARTA, sid=sid)
    wait_until_answered(running, MARTA, replies=1)
    running.write("¿cuánto cuesta un corte?", phone=MARTA, sid=sid)
    running.write("¿y dónde estáis exactamente?", phone=MARTA)
    wait_until_answered(running, MARTA, replies=2)

    said = [one["body"] for one in running.ask("messages", phone=MARTA) if one["direction"] == "in"]
    assert sorted(said) == ["¿cuánto cuesta un corte?", "¿y dónde estáis exactamente?"]
    assert len(running.seen(MARTA)) == 2


def test_of_three_who_want_the_same_start_at_once_one_gets_it(running: House) -> None:
    nine = tomorrow_at_eleven().replace(hour=9)

    for text in (WISH.replace("11", "9"), YES):
        before = {phone: len(running.seen(phone)) for phone in THREE}
        with ThreadPoolExecutor(3) as posts:
            for phone in THREE:
                posts.submit(running.write, text, phone=phone)
        for phone in THREE:
            wait_until_answered(running, phone, replies=before[phone] + 1)

    assert starts(running, *THREE).count(nine) == 1
    assert len(starts(running, *THREE)) == len(set(starts(running, *THREE)))


def test_what_twilio_did_not_sign_is_refused_and_not_stored(running: House) -> None:
    form = webhooks.text_form(running.twilio.account, WISH, From=f"whatsapp:{NURIA}", WaId=NURIA[1:])

    refused = requests.post(
        f"{running.url}/twilio/whatsapp", data=form, headers={"X-Twilio-Signature": "AAAA"}, timeout=10
    )

    assert refused.status_code == 403
    assert running.ask("messages", phone=NURIA) == []


def test_of_a_whole_order_each_state_is_on_the_phone_once(running: House) -> None:
    link = "https://envios.example/1042"
    told: list[dict[str, Any]] = [
        {"status": "received", "customer": {"phone": EVA}},
        {"status": "received"},
        {"status": "preparing"},
        {"status": "shipped", "tracking_url": link},
        {"status": "received"},
        {"status": "delivered"},
        {"status": "delivered"},
    ]
    running.write("hola, ¿estáis?", phone=EVA)
    wait_until_answered(running, EVA, replies=1)

    for number, body in enumerate(told):
        running.put("orders/1042", body)
        if number in (0, 3):  # what still waited would be left out
            wait_until_answered(running, EVA, replies=number // 3 + 2)
    wait_until_answered(running, EVA, replies=4)
    running.write("¿ha llegado ya mi pedido 1042?", phone=EVA)
    wait_until_answered(running, EVA, replies=5)

    (order,) = running.ask("orders", phone=EVA)
    assert [one["status"] for one in order["history"]] == ["received", "preparing", "shipped", "delivered"]
    assert [one.split(".")[0].split("\n")[0] for one in running.seen(EVA)[1:4]] == [
        "Hemos recibido tu pedido 1042",
        "Tu pedido 1042 ya va de camino",
        "Tu pedido 1042 consta como entregado",
    ]
    assert running.seen(EVA)[2].endswith(link)
    assert running.seen(EVA)[4].startswith("Tu pedido 1042 consta como entregado el")
