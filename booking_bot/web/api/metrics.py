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
    registry.register(_Families(found))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Families(Collector):
    def __init__(self, found: figures.Figures) -> None:
        self._found = found

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
        yield GaugeMetricFamily(
            "booking_outbox_queued", "Messages waiting to be sent.", value=self._found.queued
        )
        yield GaugeMetricFamily(
            "booking_outbox_oldest_due_seconds",
            "How long the oldest message that is due has been waiting.",
            value=self._found.overdue.total_seconds(),
        )
        yield GaugeMetricFamily(
            "booking_conversations_waiting",
            "Conversations that wait for a person.",
            value=self._found.waiting,
        )
