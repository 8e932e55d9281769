import click

from booking_bot import app
from booking_bot.cli import common, first_owner, one_disk
from booking_bot.serving import OneMachine

HERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - what one opens where all addresses listen


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="[default: PORT, else 8000]")
def command(host: str, port: int | None) -> None:
    """Web and scheduler in one process, for one machine."""
    settings = common.settings()
    port = port or common.port()
    with common.database() as database:  # at its newest schema, or the command ends here
        one_disk.make_sure(database)
        first_owner.tell(database, settings.public_url or f"http://{HERE.get(host, host)}:{port}")
    OneMachine(lambda: app.create_app(settings), host=host, port=port).run()
