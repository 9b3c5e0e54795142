"""The post's address in a page's text: where it is a mention, and where it is none."""

import pytest

from tests.verifier.pages import HOME, LINK, PROSE, TARGET, judged, page

MENTIONS = [
    (f"<p>See {TARGET}.", True),
    ("<p>See blog.example/2026/05/bread for more", True),
    ("<p>(http://www.blog.example/2026/05/bread/?utm_source=x)", True),
    ("<p>https://<b>blog.example</b>/2026/05/<wbr>bread/", True),
    ("<p>Das Brot:https://blog.example/2026/05/bread/", True),
    ("<p>详见https://blog.example/2026/05/bread/。", True),
    ("<p>「https://blog.example/2026/05/bread/」", True),
    (f"<xmp>{LINK}</xmp>", True),
    (f"<p>{LINK.replace('<', '&lt;')}", True),
    (f"<xmp><a href={TARGET}>x</a></xmp>", True),
    ("<p>https://evil.example/x?u=blog.example/2026/05/bread/", False),
    (f'<a href="https://other.example/">{TARGET}</a>', True),
    (f"<p>{TARGET}#comments", True),
    (f"<p>{TARGET}more/", False),
    ("<p>https://blog.example/2026/05/breads", False),
    ("<p>https://evil.example/https://blog.example/2026/05/bread/", False),
    ("<p>https://evil.example/?u=https://blog.example/2026/05/bread/", False),
    ("<p>notblog.example/2026/05/bread/", False),
    ("<p>me@blog.example/2026/05/bread/", False),
    (f"<p hidden>{TARGET}", False),
    (f'<img src="x" alt="{TARGET}" title="{TARGET}">', False),
    (f"<textarea>{TARGET}</textarea>", False),
    (f"<script>'{TARGET}'</script><!-- {TARGET} -->", False),
    ("<p>https://blog.example/", False),
]


@pytest.mark.parametrize(("body", "expected"), MENTIONS)
def test_mention(body: str, expected: bool) -> None:  # noqa: FBT001
    assert judged(page(body)).verdict == ("mention" if expected else "absent")


def test_mention_in_the_title_does_not_count() -> None:
    assert judged(f"<title>{TARGET}</title>{PROSE}").verdict == "absent"


def test_mention_of_an_international_host() -> None:
    html = page("<p>Siehe https://bäckerei.example/brot/ dazu.")
    assert judged(html, target="https://xn--bckerei-5wa.example/brot/", homes=(HOME,)).verdict == "mention"
