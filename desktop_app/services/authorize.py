"""Signing in by way of the user's browser: WordPress asks him there whether Pingdesk may come in."""

import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from desktop_app.core.errors import Cancelled, NotAllowed, WrongInput
from desktop_app.core.site import Credentials, Endpoints
from desktop_app.wordpress.authorize import SCHEME, WayBack, answer_url, page_address, read_answer, relayed, way_back

_PATIENCE_S = 600.0
_HANDLER_PATIENCE_S = 3.0
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Page:
    """What to open in the user's browser. ``comes_back`` is False where he has to copy the password himself."""

    address: str = field(repr=False)
    comes_back: bool


def has_scheme_handler() -> bool:
    """Whether this system starts Pingdesk for ``pingdesk:`` addresses, as far as Pingdesk can tell (Linux only)."""
    import shutil  # noqa: PLC0415 - start-up time
    import subprocess  # noqa: PLC0415 - likewise

    ask = shutil.which("xdg-mime") if sys.platform == "linux" else None
    if ask is None:
        return False
    try:
        command = [ask, "query", "default", f"x-scheme-handler/{SCHEME}"]
        done = subprocess.run(  # noqa: S603 - a constant command
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_HANDLER_PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and bool(done.stdout.strip())


class Authorizer:
    """Asks for an application password of Pingdesk's own. Called in a worker: it waits."""

    def __init__(
        self, *, has_handler: Callable[[], bool] = has_scheme_handler, patience_s: float = _PATIENCE_S
    ) -> None:
        self._has_handler = has_handler
        self._patience_s = patience_s

    def ask(
        self,
        endpoints: Endpoints,
        show: Callable[[Page], None],
        *,
        cancelled: threading.Event,
        by_pasting: bool = False,
    ) -> Credentials | None:
        """Have ``show`` open WordPress's page, wait for the user, and return what he brings back.

        Returns ``None`` at once where he has to paste the password: because the site's WordPress gives it no way
        back, or because of ``by_pasting``. Raises ``Unsupported`` if the site has no such page (nothing is shown
        then), ``NotAllowed`` if the user said no or said nothing for ten minutes, ``WrongInput`` for an answer
        that makes no sense, and ``Cancelled``. The password is nowhere but in what is returned.
        """
        is_plain = by_pasting or endpoints.authorize_url is None
        way = WayBack.PASTE if is_plain else way_back(endpoints.version, has_handler=self._has_handler())
        if way is WayBack.PASTE:
            show(Page(page_address(endpoints, _password_name(), None), comes_back=False))
            return None
        import secrets  # noqa: PLC0415 - start-up time

        from desktop_app.wordpress.loopback import Receiver  # noqa: PLC0415 - likewise

        state = secrets.token_urlsafe(24)
        with Receiver[Credentials](lambda query: read_answer(query, state, endpoints)) as receiver:
            success_url = answer_url(way, port=receiver.port, state=state)
            show(Page(page_address(endpoints, _password_name(), success_url), comes_back=True))
            return self._wait(receiver.answer, cancelled)

    def _wait(self, answer: Callable[[], Credentials | None], cancelled: threading.Event) -> Credentials:
        until = time.monotonic() + self._patience_s
        while time.monotonic() < until:
            found = answer()
            if found is not None:
                return found
            if cancelled.is_set():
                raise Cancelled("Signing in was stopped.")
        raise NotAllowed("The connection was not approved in the browser in time. Try again, or sign in by hand.")


def _password_name() -> str:
    """Return what the user's profile will call the password: another name each time (409 up to WordPress 6.7)."""
    import secrets  # noqa: PLC0415 - start-up time
    import socket  # noqa: PLC0415 - likewise

    host = re.sub(r"[^\w.-]", "", socket.gethostname().partition(".")[0])[:_LONGEST_NAME]
    mark = secrets.token_hex(2)
    return f"Pingdesk on {host} ({mark})" if host else f"Pingdesk ({mark})"


def is_answer(word: str) -> bool:
    """Whether a word of the command line is an answer that the system passes on from the browser."""
    return word.lower().startswith(f"{SCHEME}:")


def pass_on(word: str) -> None:
    """Give an answer to the Pingdesk that waits for it. Raises `WrongInput` or `SiteUnreachable`."""
    from desktop_app.wordpress.loopback import hand_over  # noqa: PLC0415 - start-up time

    address = relayed(word)
    if address is None:
        raise WrongInput("That address is not one that Pingdesk opens.")
    hand_over(address)
