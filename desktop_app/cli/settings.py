"""``pingdesk settings``: every setting of the window, by name."""

import argparse

from desktop_app.cli.commands import Commands
from desktop_app.cli.output import DONE, Output
from desktop_app.core.settings import SETTINGS, setting_named
from desktop_app.services.desk import Desk


def register(commands: Commands) -> None:
    """Add the command and its parts to the parser."""
    settings = commands.add_parser("settings", help="read and change settings", description=__doc__)
    parts = settings.add_subparsers(dest="part", required=True, metavar="PART")
    listing = parts.add_parser("list", help="every setting", description="List every setting with its meaning.")
    listing.set_defaults(run=run_list)
    get = parts.add_parser("get", help="one setting", description="Print one setting's value.")
    get.add_argument("key", metavar="KEY")
    get.set_defaults(run=run_get)
    put = parts.add_parser("set", help="change a setting", description="Change a setting.")
    put.add_argument("key", metavar="KEY")
    put.add_argument("value", metavar="VALUE")
    put.set_defaults(run=run_set)


def run_list(desk: Desk, _arguments: argparse.Namespace, output: Output) -> int:
    """Run ``settings list``."""
    for key, value in desk.settings.all().items():
        setting = SETTINGS[key]
        item = {"key": key, "value": value, "default": setting.default, "meaning": setting.meaning}
        output.tell(item, f"{key} = {value}\n    {setting.meaning}")
    return DONE


def run_get(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``settings get``."""
    value = desk.settings.get(setting_named(arguments.key).key)
    output.tell({"key": arguments.key, "value": value}, value)
    return DONE


def run_set(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``settings set``."""
    value = desk.settings.put(arguments.key, arguments.value)
    output.tell({"key": arguments.key, "value": value}, f"{arguments.key} = {value}")
    return DONE
