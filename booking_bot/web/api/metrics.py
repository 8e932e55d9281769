"""`/metrics`: figures for Prometheus, counted from the tables when asked, so all processes tell the same."""

from collections.abc import Iterator

from flask import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from booking_bot.services import figures
from booking_bot.wiring import wiring


def show() -> Response:
    now = wiring().clock()
    with wiring().database.reading() as session:
        found = figures.read(session, now=now)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families(found, engine=wiring().settings.engine))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Families(Collector):
    def __init__(self, found: figures.Figures, *, engine: str) -> None:
        self._found = found
        self._engine = engine

    def collect(self) -> Iterator[GaugeMetricFamily]:
        messages = GaugeMetricFamily(
            "booking_messages", "Messages by direction and status.", labels=["direction", "status"]
        )
        for (direction, status), number in self._found.messages.items():
            messages.add_metric([direction.value, status], number)
        appointments = GaugeMetricFamily("booking_appointments", "Appointments by status.", labels=["status"])
        for state, number in self._found.appointments.items():
            appointments.add_metric([state.value], number)
        yield messages
        yield appointments
        failures = GaugeMetricFamily(
            "booking_outbox_failed", "Messages that did not arrive, by the provider's code.", labels=["code"]
        )
        for code, number in self._found.failures.items():
            failures.add_metric([code], number)
        yield failures
        engine = GaugeMetricFamily("booking_delivery_engine", "What wakes the workers.", labels=["engine"])
        engine.add_metric([self._engine], 1)
        yield engine
        for name, help_text, value in self._numbers():
            yield GaugeMetricFamily(f"booking_{name}", help_text, value=value)

    def _numbers(self) -> Iterator[tuple[str, str, float]]:
        found = self._found
        yield "outbox_queued", "Messages waiting to be sent.", found.queued
        yield (
            "outbox_oldest_due_seconds",
            "How long the oldest message that is due has been waiting.",
            found.overdue.total_seconds(),
        )
        yield "outbox_unknown", "Messages of which nobody knows whether they were sent.", found.unknown
        yield "outbox_by_hand", "Messages that wait for the owner's tap.", found.by_hand
        yield "turns_waiting", "Conversations whose messages are to be answered.", found.turns
        yield (
            "turns_oldest_due_seconds",
            "How long the oldest answer that is due has been waiting.",
            found.turns_overdue.total_seconds(),
        )
        yield "media_pending", "Files of messages to be fetched.", found.media
        yield "conversations_waiting", "Conversations that wait for a person.", found.waiting
        yield "worker_machines", "Machines that have a worker at work.", found.machines
