"""The sender's half of the two ping protocols, as a sending blog speaks them; needs no WordPress."""

import http.client
import ipaddress
import ssl
import urllib.parse
import xmlrpc.client
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from xml.parsers.expat import ExpatError

from lxml import etree

from tests.bench.values import PingReply

_TIMEOUT_S = 60.0
_PINGBACK_AGENT = "The Incutio XML-RPC PHP Library -- WordPress/6.7"


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """Status and body of an answer."""

    status: int
    body: bytes


def ping(endpoint: str, source_url: str, *, target_url: str, sender_ip: str | None = None) -> PingReply:
    """Call ``pingback.ping``; it comes from ``sender_ip``, or from the source's own loopback address."""
    body = xmlrpc.client.dumps((source_url, target_url), "pingback.ping").encode()
    headers = {"Content-Type": "text/xml", "User-Agent": _PINGBACK_AGENT}
    answer = post(endpoint, body, headers=headers, sender_ip=sender_ip or loopback_address(source_url))
    try:
        (message,), _method = xmlrpc.client.loads(answer.body)
    except xmlrpc.client.Fault as fault:
        return PingReply(accepted=False, code=int(fault.faultCode), message=unescape(str(fault.faultString)))
    except (ExpatError, xmlrpc.client.ResponseError):  # not XML, or not an answer of this protocol
        return PingReply(accepted=False, code=answer.status, message=answer.body.decode(errors="replace"))
    return PingReply(accepted=True, code=0, message=str(message))


def track(endpoint: str, fields: dict[str, str], *, sender_ip: str | None = None) -> PingReply:
    """Send a trackback with these form fields (url, title, excerpt, blog_name, charset)."""
    url = fields.get("url", "")
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "User-Agent": f"WordPress/6.7; {urllib.parse.urljoin(url, '/')}",
    }
    body = urllib.parse.urlencode(fields).encode()
    answer = post(endpoint, body, headers=headers, sender_ip=sender_ip or loopback_address(url))
    try:
        root = etree.fromstring(answer.body)
    except etree.XMLSyntaxError:
        return PingReply(accepted=False, code=answer.status, message=answer.body.decode(errors="replace"))
    error = root.findtext("error", default="").strip()
    message = root.findtext("message", default="").strip()
    if answer.status != http.client.OK or not error.isdigit():
        return PingReply(accepted=False, code=answer.status, message=message)
    return PingReply(accepted=error == "0", code=int(error), message=message)


def in_parallel(jobs: Sequence[Callable[[], PingReply]], *, at_once: int = 4) -> list[PingReply]:
    """Run the jobs, some at once, and return their answers in the order of the jobs.

    Core sleeps one second in each pingback, so the number of PHP workers is what limits the speed.
    """
    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(_call, jobs))


def _call(job: Callable[[], PingReply]) -> PingReply:
    return job()


def loopback_address(url: str) -> str | None:
    """Return the address in the URL if it is one of 127.0.0.0/8, so that the ping comes from its page's host."""
    host = urllib.parse.urlsplit(url).hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return host if address.version == 4 and address.is_loopback else None


def post(url: str, body: bytes, *, headers: dict[str, str], sender_ip: str | None = None) -> HttpAnswer:
    """POST once, following nothing, from the given loopback address (what WordPress stores as author_ip)."""
    parts = urllib.parse.urlsplit(url)
    source_address = (sender_ip, 0) if sender_ip else None
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl._create_unverified_context()  # noqa: S323 - a loopback site's certificate is its own
        connection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=_TIMEOUT_S, source_address=source_address, context=context
        )
    else:
        connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=_TIMEOUT_S, source_address=source_address
        )
    try:
        target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        connection.request("POST", target, body=body, headers=headers)
        answer = connection.getresponse()
        return HttpAnswer(answer.status, answer.read())
    finally:
        connection.close()
