"""Gets JSON and XML out of what sites really send: PHP notices before, comments after, stray control characters.

The rules are those of wordpress-api.md section 4 (run on WordPress 6.1 to 7.1). Nothing here knows what the
values mean.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias, cast

from lxml import etree

from desktop_app.core.errors import MalformedReply

JsonObject: TypeAlias = Mapping[str, object]
XmlValue: TypeAlias = "str | float | bool | Sequence[XmlValue] | Mapping[str, XmlValue] | None"

Element: TypeAlias = etree._Element  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001 - its only name

_MAX_STARTS: Final = 50
"""How many lines are tried as the beginning of the answer; a PHP notice takes a few."""
_MAX_TRIED: Final = 64 * 1024 * 1024
"""How many characters are tried in all, so that a large answer is not read over and over."""
_MAX_PARTS: Final = 500_000
"""Values or elements of an answer, punctuation in its texts included. Each takes many times its length in memory; the
largest honest answers, a thousand comments over XML-RPC, have less than a fifth of it."""
_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
"""How a page for people begins, whose scripts may have lines that are JSON. PHP's notices are mere fragments."""
_CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\r"))
_TEXTS: Final = frozenset({"string", "base64", "dateTime.iso8601"})
_CONTROL_REFERENCE = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));")


class NoPayload(MalformedReply):
    """The body holds no value of the kind that was asked for."""


def json_object(body: bytes) -> JsonObject:
    """Return the first JSON object in ``body``; raises `NoPayload`."""
    for value in _json_values(body):
        if isinstance(value, dict):
            return cast("JsonObject", value)
    raise NoPayload("No JSON object.")


def json_rows(body: bytes) -> Sequence[JsonObject]:
    """Return the first JSON list of objects in ``body``, as WordPress's collections are; raises `NoPayload`."""
    for value in _json_values(body):
        if isinstance(value, list) and all(isinstance(row, dict) for row in cast("list[object]", value)):
            return cast("Sequence[JsonObject]", value)
    raise NoPayload("No JSON list.")


def _json_values(body: bytes) -> Iterator[object]:
    """Yield what can be read as JSON: the whole text, else one value from each line that may begin one."""
    if sum(map(body.count, (b",", b"[", b"{"))) > _MAX_PARTS:
        return
    text = body.decode("utf-8-sig", errors="replace")
    try:
        yield json.loads(text)
    except (ValueError, RecursionError):
        yield from _values_by_line(text)


def _values_by_line(text: str) -> Iterator[object]:
    decoder, tried, page = json.JSONDecoder(), 0, _PAGE.search(text)
    for count, start in enumerate(re.finditer(r"^[ \t]*(?=[\[{])", text, re.MULTILINE)):
        tried += len(text) - start.end()
        if count == _MAX_STARTS or tried > _MAX_TRIED or (page is not None and start.end() > page.start()):
            return
        try:
            yield decoder.raw_decode(text, start.end())[0]
        except (ValueError, RecursionError):
            continue


class Fault(Exception):
    """The server answered an XML-RPC call with a fault. ``text`` is as sent: it may hold HTML."""

    def __init__(self, code: int, text: str) -> None:
        """Keep the fault's number and words."""
        super().__init__(f"fault {code}")
        self.code = code
        self.text = text


def xmlrpc_result(body: bytes) -> XmlValue:
    """Return the one value of an XML-RPC answer; raises `Fault` for a fault and `NoPayload` for anything else.

    Dates come as the text that was sent. Document type definitions are refused, so that entities cannot grow
    into gigabytes or read files.
    """
    if body.count(b"<") > 2 * _MAX_PARTS:  # a beginning and an end each
        raise NoPayload("An XML-RPC answer with more values than were asked for.")
    start, end = body.find(b"<?xml"), body.rfind(b"</methodResponse>")
    if start < 0:
        start = body.find(b"<methodResponse")
    if start < 0 or end < start:
        raise NoPayload("No XML-RPC answer.")
    root = xml_root(body[start:end] + b"</methodResponse>")
    if root.tag != "methodResponse" or not len(root):
        raise NoPayload("No XML-RPC answer.")
    if root[0].tag == "fault":
        raise _fault(root[0])
    values = root.findall("params/param/value")
    if not values:
        raise NoPayload("An XML-RPC answer without a value.")
    return _value(values[0])


def xml_root(text: bytes) -> Element:
    """Return the root of well-formed XML without a DTD.

    Control characters, which imported comments may hold and XML forbids, are cleaned away first; a text that
    is not in the encoding it claims is read as UTF-8 with replacement characters.
    """
    cleaned = _CONTROL_REFERENCE.sub(b"", text.translate(None, _CONTROLS))
    try:
        return _parsed(cleaned)
    except etree.XMLSyntaxError:
        declaration_end = cleaned.find(b"?>") + 2 if cleaned.startswith(b"<?xml") else 0
        recoded = cleaned[declaration_end:].decode("utf-8", errors="replace").encode()
    try:
        return _parsed(recoded)
    except etree.XMLSyntaxError as error:
        raise NoPayload("The XML of the answer is broken.") from error


def _parsed(text: bytes) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(text, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise NoPayload("The XML of the answer holds a document type definition.")
    return root


def _fault(element: Element) -> Fault:
    value = element.find("value")
    fields = _value(value) if value is not None else None
    if not isinstance(fields, Mapping):
        raise NoPayload("An XML-RPC fault without its fields.")
    code = fields.get("faultCode")
    return Fault(code if isinstance(code, int) else 0, str(fields.get("faultString", "")))


def _value(element: Element) -> XmlValue:
    """Return a ``<value>``'s Python value. Raises `NoPayload` for what XML-RPC does not know."""
    if not len(element):
        return element.text or ""  # a value without a type is a string
    typed = element[0]
    if typed.tag in _TEXTS:  # most of a list of comments
        return typed.text or ""
    match typed.tag:
        case "struct":
            return _members(typed)
        case "array":
            return [_value(item) for item in typed.findall("data/value")]
        case "nil":
            return None
        case "int" | "i4" | "i8" | "double" | "boolean":
            return _number(str(typed.tag), typed.text or "")
        case _:
            raise NoPayload("An XML-RPC answer with a value of unknown type.")


def _members(struct: Element) -> Mapping[str, XmlValue]:
    """Return a struct's members. Walks by hand: lists are made of structs, and ``find`` takes three times as long."""
    members: dict[str, XmlValue] = {}
    for member in struct:
        if member.tag != "member":
            continue
        name = value = None
        for part in member:
            if part.tag == "name":
                name = part
            elif part.tag == "value":
                value = part
        if name is not None and value is not None:
            members[name.text or ""] = _value(value)
    return members


def _number(kind: str, text: str) -> int | float | bool:
    try:
        if kind == "double":
            return float(text)
        number = int(text)
    except ValueError as error:
        raise NoPayload("An XML-RPC answer with a number that is none.") from error
    return bool(number) if kind == "boolean" else number
