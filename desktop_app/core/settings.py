"""Every setting by name, with its default, its limits and what it means."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from desktop_app.core.errors import WrongInput


class SettingKind(StrEnum):
    """How a setting is written and edited."""

    CHOICE = "choice"
    NUMBER = "number"
    HOSTS = "hosts"
    PROXY = "proxy"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. Values are stored and typed as text; numbers have inclusive limits."""

    key: str
    kind: SettingKind
    default: str
    meaning: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0

    def checked(self, value: str) -> str:
        """Return ``value`` in its canonical form. Raises `WrongInput` with what would be right."""
        value = value.strip()
        if self.kind is SettingKind.CHOICE and value not in self.choices:
            raise WrongInput(f"{self.key} is one of: {', '.join(self.choices)}. “{value}” is not.")
        if self.kind is SettingKind.NUMBER:
            return self._number(value)
        if self.kind is SettingKind.HOSTS:
            return ",".join(host_or_network(part) for part in value.split(",") if part.strip())
        if self.kind is SettingKind.PROXY and value and not _PROXY.fullmatch(value):
            raise WrongInput(
                f"{self.key} is http://host:port, https://host:port or socks5h://host:port, without user name and "
                "password (a setting is no place for a password)."
            )
        return value

    def _number(self, value: str) -> str:
        if not re.fullmatch(r"\d{1,9}", value) or not self.least <= int(value) <= self.most:
            raise WrongInput(f"{self.key} is a whole number from {self.least} to {self.most}. “{value}” is not.")
        return str(int(value))


_HOST = re.compile(r"(?!-)[a-z0-9_-]+(?<!-)(\.[a-z0-9_-]+)*\.?")


_PROXY = re.compile(r"(https?|socks5h)://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?/?")


def host_or_network(text: str) -> str:
    """Return a host name, address or network in its canonical form. Raises `WrongInput`."""
    text = text.strip().lower()
    try:
        return str(ipaddress.ip_network(text, strict=False)) if "/" in text else str(ipaddress.ip_address(text))
    except ValueError:
        if _HOST.fullmatch(text):
            return text
    raise WrongInput(f"“{text}” is not a host name, an address or a network such as 192.168.0.0/16.")


_ALL = (
    Setting(
        "verification.mode",
        SettingKind.CHOICE,
        "automatic",
        "When sources are fetched: by itself, only when asked for, or by itself but only through the proxy.",
        choices=("automatic", "on-demand", "proxy"),
    ),
    Setting(
        "verification.allow_hosts",
        SettingKind.HOSTS,
        "",
        "Host names, addresses or networks, separated by commas, that may be fetched although they are not public.",
    ),
    Setting(
        "verification.concurrency", SettingKind.NUMBER, "32", "How many sources are fetched at once.", least=1, most=64
    ),
    Setting(
        "verification.max_kib",
        SettingKind.NUMBER,
        "2048",
        "How much of a source page is read, in KiB.",
        least=64,
        most=16384,
    ),
    Setting(
        "verification.timeout_s",
        SettingKind.NUMBER,
        "20",
        "How long one source may take, in seconds.",
        least=1,
        most=120,
    ),
    Setting(
        "verification.lifetime_days",
        SettingKind.NUMBER,
        "30",
        "After how many days a verdict counts as expired.",
        least=1,
        most=365,
    ),
    Setting(
        "verification.proxy",
        SettingKind.PROXY,
        "",
        "Proxy for fetching sources: http://, https:// or socks5h://host:port.",
    ),
    Setting(
        "sending.hold_back_s",
        SettingKind.NUMBER,
        "8",
        "How long the window holds a decision back before it is sent, in seconds, so that undo costs nothing.",
        least=0,
        most=120,
    ),
    Setting(
        "refresh.interval_min",
        SettingKind.NUMBER,
        "15",
        "How often the window looks for new linkbacks, in minutes; 0 for only when asked.",
        least=0,
        most=1440,
    ),
    Setting(
        "refresh.reconcile_minutes",
        SettingKind.NUMBER,
        "60",
        "After how many minutes a refresh compares everything again, and not only what is new or pending, "
        "so that what was decided elsewhere is found; 0 for every time.",
        least=0,
        most=10080,
    ),
    Setting(
        "refresh.decided_limit",
        SettingKind.NUMBER,
        "500",
        "How many approved, spam and trashed linkbacks (each) are fetched per site beside all pending ones.",
        least=0,
        most=100000,
    ),
    Setting(
        "window.theme",
        SettingKind.CHOICE,
        "system",
        "Colours of the window.",
        choices=("system", "light", "dark"),
    ),
)

SETTINGS: Mapping[str, Setting] = MappingProxyType({setting.key: setting for setting in _ALL})


def setting_named(key: str) -> Setting:
    """Return the setting. Raises `WrongInput` for an unknown name."""
    if key not in SETTINGS:
        raise WrongInput(f"There is no setting “{key}”. “pingdesk settings list” shows them all.")
    return SETTINGS[key]
