import click

from booking_bot import app
from booking_bot.cli import common
from booking_bot.serving import OneMachine


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="[default: PORT, else 8000]")
def command(host: str, port: int | None) -> None:
    """Web and scheduler in one process, for one machine."""
    settings = common.settings()
    with common.database():
        pass  # at its newest schema, or the command ends here
    OneMachine(lambda: app.create_app(settings), host=host, port=port or common.port()).run()
