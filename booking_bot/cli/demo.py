import click

from booking_bot import app, demo
from booking_bot.cli import common
from booking_bot.serving import OneMachine

HOST = "127.0.0.1"


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), help="[default: PORT, else 8000]")
def command(port: int | None) -> None:
    """An invented hairdresser's, phones to write to it from, and its owner's page."""
    port = port or common.port()
    with common.right_settings():
        settings = demo.demo_settings()
    with common.failures():
        demo.furnish(settings).database.dispose()
    click.echo(
        f"The phones:        http://{HOST}:{port}/simulator/\n"
        f"The owner's page:  http://{HOST}:{port}/admin/   {demo.EMAIL} / {demo.PASSWORD}\n"
        "Ctrl-C ends it."
    )
    OneMachine(lambda: app.create_app(parts=demo.furnish(settings), demo=True), host=HOST, port=port).run()
