"""A browser without JavaScript: keeps cookies, fills in WordPress's forms, follows where it is sent."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin

import requests
from lxml import etree

from tests.bench.values import User


@dataclass(frozen=True, slots=True)
class Shown:
    """What the browser shows in the end."""

    url: str
    status: int
    text: str

    def field(self, name: str) -> str:
        """Return the value of a form's field."""
        found = _tree(self.text).find(f".//input[@name='{name}']")
        return "" if found is None else found.get("value", "")


class Browser:
    """One person's browser."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False

    def __enter__(self) -> Self:
        """Return the browser itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close it."""
        self._session.close()

    def log_in(self, site_url: str, user: User) -> None:
        """Sign in on WordPress's own page."""
        page = f"{site_url}/wp-login.php"
        self._session.get(page)
        fields = {"log": user.login, "pwd": user.password, "testcookie": "1", "redirect_to": f"{site_url}/wp-admin/"}
        self._session.post(page, data=fields, allow_redirects=False)

    def open(self, url: str) -> Shown:
        """Open an address."""
        return _shown(self._session.get(url))

    def press(self, page: Shown, button: str) -> Shown:
        """Send the page's form by one of its buttons; ``approve`` or ``reject``."""
        (form,) = (form for form in _tree(page.text).iter("form") if form.find(".//input[@name='app_id']") is not None)
        inputs = (field for field in form.iter("input") if field.get("type") != "submit")
        fields = {field.get("name", ""): field.get("value", "") for field in inputs}
        reply = self._session.post(
            urljoin(page.url, form.get("action", "")), data=fields | {button: "x"}, allow_redirects=False
        )
        if reply.is_redirect:
            return self.open(reply.headers["Location"])
        return _shown(reply)


def _shown(reply: requests.Response) -> Shown:
    return Shown(reply.url, reply.status_code, reply.text)


def _tree(text: str) -> etree._Element:
    return etree.fromstring(text, etree.HTMLParser())
