"""What the assistant has done in the background: finding a site, asking in the browser, testing and storing."""

from PySide6.QtCore import QObject, Signal

from desktop_app.core.errors import LoginRefused, PingdeskError
from desktop_app.core.site import Credentials, Endpoints, Site
from desktop_app.services.desk import Desk
from desktop_app.ui.tasks import Control, Task, TaskRunner
from desktop_app.ui.text import translate


class SigningIn(QObject):
    """One step at a time. ``page_ready`` carries what to open in the browser; each other signal ends a step.

    ``answered`` carries the `Credentials` that came back from the browser, or ``None`` where they are to be pasted.
    """

    found = Signal(object)
    page_ready = Signal(object)
    answered = Signal(object)
    connected = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QObject, *, site: Site | None) -> None:
        super().__init__(parent)
        self._accounts, self._authorizer = desk.accounts, desk.authorizer
        self._tasks = tasks
        self._site = site
        self._task: Task | None = None
        self.address = site.home if site is not None else ""
        self.allow_http = self.address.startswith("http:")
        self.certificate = site.endpoints.certificate if site is not None else None
        """The fingerprint of the certificate that the user trusts for this site."""

    @property
    def is_busy(self) -> bool:
        """Whether a step is under way."""
        return self._task is not None

    def look(self) -> None:
        """Find the site at ``address``."""
        accounts, address, allow_http, certificate = self._accounts, self.address, self.allow_http, self.certificate

        def job(_control: Control) -> Endpoints:
            return accounts.look(address, allow_http=allow_http, certificate=certificate)

        self._task = self._tasks.submit(job, owner=self, then=self._on_found, failed=self._on_failed)

    def ask(self, endpoints: Endpoints, *, by_pasting: bool = False) -> None:
        """Ask the user in his browser."""
        authorizer = self._authorizer

        def job(control: Control) -> Credentials | None:
            return authorizer.ask(endpoints, control.report, cancelled=control.cancelled, by_pasting=by_pasting)

        self._task = self._tasks.submit(
            job, owner=self, then=self._on_answered, failed=self._on_failed, progress=self.page_ready.emit
        )

    def connect_with(self, credentials: Credentials, *, for_this_run_only: bool) -> None:
        """Test user and password with a live call, and keep them."""
        accounts, site = self._accounts, self._site
        address, allow_http, certificate = self.address, self.allow_http, self.certificate

        def job(_control: Control) -> Site:
            if site is not None:
                accounts.sign_in_again(
                    site.site_id, credentials.password, certificate=certificate, for_this_run_only=for_this_run_only
                )
                return site
            return accounts.add(
                address,
                user=credentials.user,
                password=credentials.password,
                allow_http=allow_http,
                certificate=certificate,
                for_this_run_only=for_this_run_only,
            )

        self._task = self._tasks.submit(job, owner=self, then=self._on_connected, failed=self._on_failed)

    def stop(self) -> None:
        """Hear no more of what is under way."""
        if self._task is not None:
            self._task.forget()
            self._task = None

    def _on_found(self, endpoints: Endpoints) -> None:
        self._task = None
        self.found.emit(endpoints)

    def _on_answered(self, credentials: Credentials | None) -> None:
        self._task = None
        self.answered.emit(credentials)

    def _on_connected(self, site: Site) -> None:
        self._task = None
        self.connected.emit(site)

    def _on_failed(self, error: PingdeskError) -> None:
        self._task = None
        self.failed.emit(error)


def words_for(error: PingdeskError, brought: Credentials | None, site: Site | None) -> str:
    """Return what to say; a password that came from the browser may be another user's."""
    if not isinstance(error, LoginRefused) or brought is None or site is None:
        return str(error)
    if brought.user.casefold() == site.user.casefold():
        return str(error)
    return translate(
        "Assistant",
        "In your browser you are signed in as {other}, but this site was added for {user}. Sign out there, sign in as "
        "{user}, and try again.",
    ).format(other=brought.user, user=site.user)
