"""The policy's options, shared by the verifier process and ``pingdesk check``."""

import argparse

from desktop_app.verifier.protocol import Policy

_DEFAULT = Policy()


def add_policy_options(parser: argparse.ArgumentParser) -> None:
    """Add the options from which ``policy_from`` reads a policy."""
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="HOST_OR_NETWORK",
        help="also fetch from this host, address or network although it is private (may be given several times)",
    )
    parser.add_argument(
        "--timeout",
        type=_positive,
        default=_DEFAULT.timeout_s,
        metavar="S",
        help="seconds for one page with all its redirects (default: %(default)g)",
    )
    parser.add_argument(
        "--concurrency",
        type=_count,
        default=_DEFAULT.concurrency,
        metavar="N",
        help="most connections at the same time, at most two of them to one host (default: %(default)s)",
    )
    parser.add_argument(
        "--max-bytes",
        type=_count,
        default=_DEFAULT.max_bytes,
        metavar="N",
        help="bytes of a page that are read (default: %(default)s)",
    )
    parser.add_argument("--proxy", metavar="URL", help="fetch through this proxy (http, https or socks5h)")


def policy_from(arguments: argparse.Namespace) -> Policy:
    """Return the policy the options ask for."""
    timeout_s: float = arguments.timeout
    return Policy(
        allow_hosts=tuple(arguments.allow_host),
        concurrency=arguments.concurrency,
        max_bytes=arguments.max_bytes,
        timeout_s=timeout_s,
        proxy=arguments.proxy,
    )


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number <= 3600:  # noqa: PLR2004 - an hour is more than anybody waits
        raise ValueError(text)
    return number


def _count(text: str) -> int:
    number = int(text)
    if not 0 < number <= 1 << 30:
        raise ValueError(text)
    return number
