"""With what a user signs in on the command line: typed, piped, or given by WordPress in his browser."""

import argparse
import getpass
import os
import sys
import threading
import webbrowser
from collections.abc import Callable

from desktop_app.cli.given import first_line
from desktop_app.cli.output import say
from desktop_app.core.errors import WrongInput
from desktop_app.core.site import Credentials, Endpoints
from desktop_app.services.authorize import Page
from desktop_app.services.desk import Desk


def add_ways(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say where the password comes from."""
    parser.add_argument("--browser", action="store_true", help="let WordPress ask you in your browser, and wait for it")
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the (application) password from the first line of standard input instead of asking for it",
    )


def credentials(
    desk: Desk, arguments: argparse.Namespace, user: str | None, find: Callable[[], Endpoints]
) -> Credentials:
    """Return user name and password for the site that ``find`` finds. Raises `WrongInput` where one is missing.

    With ``--browser`` this waits for the user, and raises as `Authorizer.ask` does.
    """
    if arguments.browser:
        return _from_browser(desk, arguments, user, find())
    if user is None:
        raise WrongInput("Say who signs in: --user NAME, or --browser to be asked by WordPress in your browser.")
    return Credentials(user, _password_given(arguments, f"Application password of {user}: "))


def _from_browser(desk: Desk, arguments: argparse.Namespace, user: str | None, endpoints: Endpoints) -> Credentials:
    found = desk.authorizer.ask(endpoints, _show, cancelled=threading.Event())
    if found is not None:
        return found
    if user is None and not sys.stdin.isatty():
        raise WrongInput("This site's WordPress does not tell who approved: pass --user NAME as well.")
    return Credentials(user or input("User name: "), _password_given(arguments, "Password that WordPress shows: "))


def _show(page: Page) -> None:
    say("Open this page in your browser and approve the connection there:")
    say(page.address)
    say("Waiting for your answer …" if page.comes_back else "WordPress then shows a password: paste it here.")
    if _has_display():
        webbrowser.open(page.address)


def _has_display() -> bool:
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _password_given(arguments: argparse.Namespace, prompt: str) -> str:
    """Return the password from standard input, piped or typed. Raises `WrongInput` where there is none."""
    if arguments.password_stdin:
        return first_line()
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    raise WrongInput("No password was given. Pass it on standard input with --password-stdin.")
