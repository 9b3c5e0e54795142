"""Every error Pingdesk raises on purpose, in one tree.

    PingdeskError                 shown to the user; anything else is a bug
    ├── WrongInput                what was typed cannot be used; nothing was tried
    │   └── HttpOnly              the site has no https: the user has to confirm that he wants it all the same
    ├── SiteUnreachable           no answer from the site; nothing was changed there; try again later
    │   ├── NotWordPress          an answer, but not from a WordPress site
    │   └── CertificateUntrusted  nobody vouches for the server: the user compares its fingerprint, or leaves it
    ├── OutcomeUnknown            the connection broke after a change was sent; read the site before going on
    ├── MalformedReply            the site answered, but not with what WordPress answers
    ├── LoginRefused              user name or password is not accepted
    ├── NotAllowed                logged in, but without the right
    ├── LinkbackGone              the linkback no longer exists on the site
    ├── Unsupported               this site (or transport) cannot do it
    ├── StoreUnavailable          the local store cannot be read or written
    ├── VaultUnavailable          passwords cannot be kept or read
    │   ├── NoVault               the system has no keyring Pingdesk can use
    │   └── VaultLocked           there is a keyring, but it stays locked
    ├── PasswordMissing           a keyring, but no password in it for this site
    ├── VerifierFailed            the verifier process cannot be started or does not answer
    └── Cancelled                 the user stopped it

Leaves are named by what the user can do about them. Messages are plain text in whole sentences, hold no
secrets, and say what is wrong and what to do.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.core.certificate import Certificate


class PingdeskError(Exception):
    """Something the user can be told about; ``str(error)`` is plain text, never HTML."""


class WrongInput(PingdeskError):
    """What was typed cannot be used; nothing was tried."""


class HttpOnly(WrongInput):
    """The site answers over http only, and that was not allowed: the user has to confirm it."""


class SiteUnreachable(PingdeskError):
    """DNS, TLS, timeout, connection failure or a server error; nothing was changed on the site."""


class NotWordPress(SiteUnreachable):
    """Something answers at the address, but neither REST nor XML-RPC of a WordPress site was found."""


class CertificateUntrusted(SiteUnreachable):
    """The server's certificate is not one that this computer, or the user for this site, trusts. Nothing was sent.

    ``trusted`` is the fingerprint that the user trusted before, where another ``certificate`` came instead.
    """

    def __init__(self, message: str, certificate: "Certificate", trusted: str | None = None) -> None:
        """Keep the sentence for the user and what he needs for his choice."""
        super().__init__(message)
        self.certificate = certificate
        self.trusted = trusted


class OutcomeUnknown(PingdeskError):
    """The connection broke after a change was sent: it may have happened. Read the status back."""


class MalformedReply(PingdeskError):
    """The site answered with something that is not WordPress's REST or XML-RPC."""


class LoginRefused(PingdeskError):
    """The site does not accept this user name and password."""


class NotAllowed(PingdeskError):
    """The user is known to the site but may not do this."""


class LinkbackGone(PingdeskError):
    """The linkback no longer exists on the site (deleted for good, or its post was)."""


class Unsupported(PingdeskError):
    """This site or this transport cannot do it."""


class StoreUnavailable(PingdeskError):
    """The local store cannot be opened, read or written."""


class VaultUnavailable(PingdeskError):
    """The system's keyring cannot be used now."""


class NoVault(VaultUnavailable):
    """The system offers no keyring at all."""


class VaultLocked(VaultUnavailable):
    """The keyring exists but is locked, or the user refused to unlock it."""


class PasswordMissing(PingdeskError):
    """The keyring works but holds no password for this site and user."""


class VerifierFailed(PingdeskError):
    """The verifier process cannot be started or has stopped answering."""


class Cancelled(PingdeskError):
    """The user stopped the work; what was done stays done."""
