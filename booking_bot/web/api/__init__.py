"""The JSON API under `/api/v1`, and `/metrics` with the same tokens.

`routes.ROUTES` is the map, and a module a noun. Views read the request (`inputs`), open a transaction, call
a use case, and write what it gives (`services/objects`). Everything that goes wrong is a problem
(`problems`).
"""

from flask import Blueprint, Flask

from booking_bot.web.api import auth, description, limits, metrics, problems
from booking_bot.web.api.routes import ROUTES

blueprint = Blueprint("api", __name__, url_prefix=problems.PREFIX)
metrics_blueprint = Blueprint("metrics", __name__)
open_blueprint = Blueprint("api_description", __name__, url_prefix=problems.PREFIX)


def register(app: Flask) -> None:
    limits.register(app)
    app.register_blueprint(blueprint)
    app.register_blueprint(metrics_blueprint)
    app.register_blueprint(open_blueprint)
    problems.handle_addresses(app)


for _route in ROUTES:
    blueprint.add_url_rule(_route.address, _route.endpoint, _route.view, methods=[_route.method])
metrics_blueprint.add_url_rule("/metrics", "show", metrics.show)
open_blueprint.add_url_rule("/openapi.json", "show", description.show)
auth.guard(blueprint, {f"{blueprint.name}.{route.endpoint}": route.scopes for route in ROUTES})
auth.guard(metrics_blueprint, {})
for _blueprint in (blueprint, metrics_blueprint, open_blueprint):
    problems.handle(_blueprint)
