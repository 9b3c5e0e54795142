"""Where a browser's parse of a malformed page decides, the browser is right: our tree beside Chromium's."""

import json
from typing import Any, Final

import pytest

from desktop_app.verifier.facts import read_facts
from desktop_app.verifier.page import collapsed, view
from desktop_app.verifier.tree import parse_html
from tests.verifier.ask_chromium import KEPT, ORIGIN

PAGES: Final[list[dict[str, Any]]] = json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("number", range(len(PAGES)))
def test_links_are_those_that_chromium_shows(number: int) -> None:
    html = PAGES[number]["html"].removeprefix("\ufeff")
    document = parse_html(html)
    facts = read_facts(document, f"{ORIGIN}/at/page", ())
    found = view(document, facts.base, has_stylesheet=False).links
    assert [[link.url, collapsed(link.text)] for link in found] == PAGES[number]["links"], html
