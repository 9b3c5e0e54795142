"""What a site is: its addresses, its user, its transport and how it is doing."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desktop_app.core.linkback import SiteId


class TransportKind(StrEnum):
    """The way Pingdesk talks to a site."""

    REST = "rest"
    XMLRPC = "xmlrpc"


class SiteState(StrEnum):
    """How a site did when it was last asked."""

    NEW = "new"
    FINE = "fine"
    OFFLINE = "offline"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a WordPress site answers. ``None`` means that it does not, or not to us.

    ``home`` is the site's own idea of its address (no trailing slash); ``rest_root`` ends in ``/`` or in
    ``?rest_route=/`` (plain permalinks).
    """

    home: str
    name: str
    rest_root: str | None
    xmlrpc_url: str | None
    icon_url: str | None = None
    application_passwords: bool | None = None
    """Whether the site says that application passwords can be used; ``None`` where it does not say."""
    authorize_url: str | None = None
    """WordPress's page on which the user lets a program in with an application password of its own."""
    time_zone: str = ""
    """The site's own: a name of the IANA database, or an offset such as ``UTC+05:30``; empty where unknown."""
    version: str | None = None
    """WordPress's, as far as the site tells it to strangers."""
    has_learning_filter: bool = False
    """Whether a spam filter there learns from what is decided over REST (Akismet)."""
    certificate: str | None = None
    """SHA-256 (lower-case hex) of the one certificate that the user trusts for this site; ``None``: the system's."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What was found out about a site by using it; ``None``: not known yet. Refined by every client."""

    multicall: bool = False
    """XML-RPC lets the user in beside REST, and understands ``system.multicall``."""
    has_trash: bool | None = None
    quicker_bulk: TransportKind | None = None
    """What changes of status were quicker by, when both were last timed."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user as the site knows him. ``version`` is WordPress's, where the transport tells it."""

    user: str
    display_name: str
    may_moderate: bool
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a user signs in with."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a live test of a user's password found: the way that lets him in, who he is, what can be done."""

    transport: TransportKind
    account: Account
    capabilities: Capabilities


@dataclass(frozen=True, slots=True)
class Site:
    """One WordPress site of the user. Holds no password: that is in the vault, under ``home`` and ``user``.

    ``key`` is the short name, unique in the profile, used in ``KEY:COMMENT_ID``.
    """

    site_id: SiteId
    key: str
    name: str
    endpoints: Endpoints
    user: str
    transport: TransportKind
    state: SiteState = SiteState.NEW
    state_reason: str = ""
    refreshed: datetime | None = None
    capabilities: Capabilities = Capabilities()
    colour: int = 0
    """Which of the palette's accents marks this site."""

    @property
    def home(self) -> str:
        """The site's address."""
        return self.endpoints.home
