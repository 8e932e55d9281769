"""The command line, `booking-bot …`: a module a command, loaded when it is called.

So `understand` starts without the web, Twilio or a database. A new command is a module with a
`command` and a line here.
"""

from importlib import import_module

import click

# Command by name: the module of this package whose `command` it is.
COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "worker": "worker",
    "migrate": "migrate",
    "business": "business",
    "owner": "owner",
    "token": "token",
    "connection": "connection",
    "understand": "understand",
    "templates": "templates",
    "check": "check",
    "backup": "backup",
    "restore": "restore",
    "chat": "chat",
}


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"booking_bot.cli.{COMMANDS[cmd_name]}").command
        return command


@click.group(cls=Commands)
@click.version_option(package_name="booking-bot", prog_name="booking-bot")
def commands() -> None:
    """A WhatsApp receptionist for small businesses."""


def main() -> None:
    commands(prog_name="booking-bot")
