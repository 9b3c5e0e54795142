"""Error answers and the errors they become: the right kind, a plain sentence, nothing of the server's HTML."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from desktop_app.core.errors import (
    LinkbackGone,
    LoginRefused,
    MalformedReply,
    NotAllowed,
    OutcomeUnknown,
    PingdeskError,
    SiteUnreachable,
    Unsupported,
)
from desktop_app.wordpress.failures import Call, SiteBusy, http_failure, plain, rest_failure, retry_after_s
from desktop_app.wordpress.transport import Reply

READ, CHANGE = Call("blog.example"), Call("blog.example", changes=True)
HTML = b"<!DOCTYPE html><title>x</title><p>nginx"


def refusal(status: int, code: str, message: str = "<strong>Error:</strong> a &amp; b") -> Reply:
    return Reply(status, {"content-type": "application/json"}, json.dumps({"code": code, "message": message}).encode())


@pytest.mark.parametrize(
    ("reply", "reading", "changing"),
    [
        (refusal(401, "rest_not_logged_in"), LoginRefused, LoginRefused),
        (refusal(401, "incorrect_password"), LoginRefused, LoginRefused),
        (refusal(401, "rest_forbidden_param"), LoginRefused, LoginRefused),
        (refusal(403, "rest_forbidden_context"), NotAllowed, NotAllowed),
        (refusal(403, "rest_cannot_edit"), NotAllowed, NotAllowed),
        (refusal(403, "some_plugin"), NotAllowed, NotAllowed),
        (refusal(404, "rest_comment_invalid_id"), LinkbackGone, LinkbackGone),
        (refusal(404, "rest_post_invalid_id"), LinkbackGone, LinkbackGone),
        (refusal(404, "rest_no_route"), Unsupported, Unsupported),
        (refusal(501, "rest_trash_not_supported"), Unsupported, Unsupported),
        (refusal(400, "rest_invalid_param"), Unsupported, Unsupported),
        (refusal(500, "rest_comment_failed_edit"), Unsupported, Unsupported),
        (refusal(500, "internal_server_error"), SiteUnreachable, OutcomeUnknown),
        (refusal(503, "wp_die"), SiteUnreachable, OutcomeUnknown),
        (replace(refusal(503, "wp_die"), headers={"retry-after": "600"}), SiteBusy, SiteBusy),
        (Reply(503, {"retry-after": "5"}, HTML), SiteBusy, OutcomeUnknown),  # Varnish, of a WordPress still at work
        (Reply(408, {}, HTML), SiteUnreachable, OutcomeUnknown),
        (Reply(503, {}, HTML), SiteBusy, OutcomeUnknown),
        (Reply(429, {}, HTML), SiteBusy, SiteBusy),
        (Reply(500, {}, b""), SiteUnreachable, OutcomeUnknown),
        (Reply(502, {}, HTML), SiteUnreachable, OutcomeUnknown),
        (Reply(504, {}, HTML), SiteUnreachable, OutcomeUnknown),
        (Reply(401, {"www-authenticate": "Basic"}, HTML), Unsupported, Unsupported),
        (Reply(403, {}, HTML), Unsupported, Unsupported),
        (Reply(404, {}, HTML), Unsupported, Unsupported),
        (Reply(405, {}, HTML), Unsupported, Unsupported),
        (Reply(301, {"location": "https://other.example/secret"}, HTML), SiteUnreachable, SiteUnreachable),
        (Reply(307, {}, b""), SiteUnreachable, SiteUnreachable),
        (Reply(204, {}, b""), MalformedReply, OutcomeUnknown),
    ],
)
def test_kinds(reply: Reply, reading: type[PingdeskError], changing: type[PingdeskError]) -> None:
    for call, kind in ((READ, reading), (CHANGE, changing)):
        error = rest_failure(reply, call)
        assert type(error) is kind or (kind is SiteUnreachable and type(error) is SiteBusy)
        assert not set("<>\n") & set(str(error))
        assert "secret" not in str(error)
        assert str(error).endswith((".", ")", "&", "b"))


def test_a_plugins_own_words_are_shown_as_plain_text() -> None:
    assert "Error: a & b" in str(rest_failure(refusal(403, "some_plugin"), READ))
    assert len(str(rest_failure(refusal(403, "some_plugin", "x" * 10_000), READ))) < 400
    assert plain("<p>a&nbsp;<b>b</b>\n c") == "a b c"


def test_how_long_to_wait() -> None:
    def wait(value: str) -> float | None:
        return retry_after_s(Reply(503, {"retry-after": value}))

    assert wait("600") == 600
    assert wait("9" * 400) == 999_999_999
    assert wait("-5") is None
    assert wait("soon") is None
    assert wait("") is None
    assert wait(f"Mon, 23 Nov {'9' * 20} 10:00:00 GMT") is None
    assert wait(f"Mon, 23 Nov 2026 10:00:00 +{'9' * 20}") is None
    later = wait(format_datetime(datetime.now(UTC) + timedelta(minutes=5)))
    assert later is not None
    assert 290 < later <= 300
    assert wait("Sun, 06 Nov 1994 08:49:37 -0000") == 0.0


def test_sentences_say_when_to_come_back() -> None:
    assert "in 10 min" in str(http_failure(Reply(503, {"retry-after": "600"}), READ))
    assert "later" in str(http_failure(Reply(429), READ))
