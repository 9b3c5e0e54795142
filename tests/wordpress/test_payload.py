"""JSON and XML as sites really send them, and as attackers might."""

import json
import time
from collections.abc import Callable
from xmlrpc.client import dumps

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.wordpress.payload import Fault, NoPayload, json_object, json_rows, xmlrpc_result

NOTICE = b"<br />\n<b>Notice</b>:  Undefined index: a in <b>/x/plugin.php</b> on line <b>3</b><br />\n"
NOISES: list[Callable[[bytes], bytes]] = [
    lambda body: body,
    lambda body: NOTICE + body,
    lambda body: NOTICE * 20 + body,
    lambda body: b"\xef\xbb\xbf" + body,
    lambda body: b"\n\n\n" + body,
    lambda body: body + b"\n<!-- cached by a plugin -->",
    lambda body: b"[22-Nov-2026 09:00:00 UTC] PHP Warning: x\n{broken\n" + body + b"\n</html>",
    lambda body: b"\xef\xbb\xbf\n" + NOTICE + body + NOTICE,
]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON), st.sampled_from(NOISES))
def test_json_objects_are_found_in_noise(value: dict[str, object], noise: Callable[[bytes], bytes]) -> None:
    assert json_object(noise(json.dumps(value).encode())) == value


@given(st.lists(st.dictionaries(st.text(), JSON), min_size=1), st.sampled_from(NOISES))
def test_json_rows_are_found_in_noise(value: list[dict[str, object]], noise: Callable[[bytes], bytes]) -> None:
    assert json_rows(noise(json.dumps(value).encode())) == value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"null",
        b"12",
        b"[1, 2]",
        b'{"a": ',
        b"\xff\xfe{",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"{\n" * 200_000,
        b"9" * 9999,
        b"<!DOCTYPE html><title>Welcome</title><script>\n[].forEach.call(document.links, mark)\n</script>",
        b'<html><script type="application/ld+json">\n[{"@type": "Blog"}]\n</script>',
        b'<html><script type="application/ld+json">\n{"@type": "Blog"}\n</script>',
    ],
    ids=lambda body: body[:8].decode("latin-1"),
)
def test_json_that_is_none(body: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(NoPayload):
        json_rows(body)
    with pytest.raises(NoPayload):
        json_object(body.replace(b"[1", b"[2"))
    assert time.monotonic() - began < 2


XML_VALUES = st.recursive(
    st.booleans()
    | st.integers(-(2**31), 2**31 - 1)
    | st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]).filter(lambda c: c not in "\ufffe\uffff")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=8,
)


def answer(value: object) -> bytes:
    return dumps((value,), methodresponse=True, allow_none=True).encode()  # type: ignore[arg-type]


@given(XML_VALUES, st.sampled_from(NOISES))
def test_xmlrpc_values_are_found_in_noise(value: object, noise: Callable[[bytes], bytes]) -> None:
    assert xmlrpc_result(noise(answer(value))) == value


def test_types_of_xmlrpc() -> None:
    body = (
        b"<methodResponse><params><param><value><array><data><value>bare</value><value/><value><nil/></value>"
        b"<value><i8>9007199254740993</i8></value><value><double>1.5</double></value><value><boolean>0</boolean></value>"
        b"<value><dateTime.iso8601>20261110T23:00:00</dateTime.iso8601></value><value><string/></value>"
        b"<value><struct><member><name/><value>v</value></member><member/></struct></value>"
        b"</data></array></value></param></params></methodResponse>"
    )
    expected = ["bare", "", None, 9007199254740993, 1.5, False, "20261110T23:00:00", "", {"": "v"}]
    assert xmlrpc_result(body) == expected


def test_what_xml_forbids_is_cleaned_away() -> None:
    body = answer("MARK").replace(b"MARK", b"a\x00\x08b&#8;c&#x1F;d\te&#38;\xff")
    assert xmlrpc_result(body) == "abcd\te&\ufffd"
    latin = (
        answer("MARK")
        .replace(b"MARK", b"caf\xe9")
        .replace(b"<?xml version='1.0'?>", b"<?xml version='1.0' encoding='ISO-8859-1'?>", 1)
    )
    assert xmlrpc_result(latin) == "café"


def test_faults() -> None:
    body = (
        b"<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>403</int></value></member>"
        b"<member><name>faultString</name><value><string>No &lt;b&gt;</string></value></member></struct></value>"
        b"</fault></methodResponse>"
    )
    with pytest.raises(Fault) as caught:
        xmlrpc_result(body)
    assert (caught.value.code, caught.value.text) == (403, "No <b>")


BOMB = b"""<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">%s]>
<methodResponse><params><param><value><string>&j;</string></value></param></params></methodResponse>""" % b"".join(
    b'<!ENTITY %c "%s">' % (name, b"&%c;" % (name - 1) * 10) for name in b"bcdefghij"
)
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<methodResponse><params><param><value><string>&x;</string></value></param></params></methodResponse>"""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b"</methodResponse><methodResponse>",
        b"<methodResponse></methodResponse>",
        b"<methodResponse><params/></methodResponse>",
        b"<methodResponse><fault/></methodResponse>",
        b"<methodResponse><fault><value>x</value></fault></methodResponse>",
        b"<methodResponse><params><param><value><int>x</int></value></param></params></methodResponse>",
        b"<methodResponse><params><param><value><wild>x</wild></value></param></params></methodResponse>",
        b"<?xml version='1.0'?><other></methodResponse>",
        b"<?xml version='1.0'?><other><methodResponse></methodResponse></other></methodResponse>",
        answer("x").replace(b"</value>", b""),
        answer("x").replace(b"<string>", b"<string>" * 5_000),
        BOMB,
        OUTSIDE,
    ],
    ids=range(15),
)
def test_xml_that_is_no_answer(body: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(NoPayload):
        xmlrpc_result(body)
    assert time.monotonic() - began < 1
