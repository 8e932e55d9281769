"""The JSON API under `/api/v1`, and `/metrics` with the same tokens.

A module a noun; `ROUTES` is the map. Views read the request (`inputs`), open a transaction, call a
use case, and write what it gives (`as_json`). Everything that goes wrong is a problem (`problems`).
"""

from collections.abc import Callable

from flask import Blueprint, Flask, Response

from booking_bot.web.api import appointments, auth, availability, customers, messages, metrics, problems

ROUTES: tuple[tuple[str, str, Callable[..., Response]], ...] = (
    ("GET", "/availability", availability.index),
    ("GET", "/appointments", appointments.index),
    ("POST", "/appointments", appointments.create),
    ("GET", "/appointments/<appointment_id>", appointments.show),
    ("PATCH", "/appointments/<appointment_id>", appointments.update),
    ("GET", "/customers", customers.index),
    ("GET", "/customers/<who>", customers.show),
    ("GET", "/messages", messages.index),
)

blueprint = Blueprint("api", __name__, url_prefix=problems.PREFIX)
metrics_blueprint = Blueprint("metrics", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.register_blueprint(metrics_blueprint)
    problems.handle_addresses(app)


for _method, _address, _view in ROUTES:
    blueprint.add_url_rule(
        _address, f"{_view.__module__.rpartition('.')[2]}_{_view.__name__}", _view, methods=[_method]
    )
metrics_blueprint.add_url_rule("/metrics", "show", metrics.show)
for _blueprint in (blueprint, metrics_blueprint):
    auth.guard(_blueprint)
    problems.handle(_blueprint)
