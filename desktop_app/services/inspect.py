"""Verifying linkbacks: what is due, running the verifier, keeping the evidence with an opinion."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from desktop_app.core.evidence import Evidence
from desktop_app.core.linkback import LinkbackId
from desktop_app.judgement.score import opinion_of
from desktop_app.services.settings import Settings
from desktop_app.store.evidence import EvidenceTable
from desktop_app.store.sites import SitesTable
from desktop_app.verifier.pool import Verifier
from desktop_app.verifier.protocol import CheckRequest, Policy


class Inspector:
    """Runs the verifier process over linkbacks. One verification at a time; `verify` waits for its turn."""

    def __init__(
        self,
        evidence: EvidenceTable,
        sites: SitesTable,
        settings: Settings,
        start_verifier: Callable[[Policy], Verifier] = Verifier,
    ) -> None:
        self._evidence = evidence
        self._sites = sites
        self._settings = settings
        self._start_verifier = start_verifier
        self._turn = threading.Lock()
        self._running: tuple[Policy, Verifier] | None = None

    def due(self) -> list[LinkbackId]:
        """Return the linkbacks that want checking: pending ones, newest first, then spam never looked at."""
        now = datetime.now(UTC)
        lifetime = timedelta(days=self._settings.number("verification.lifetime_days"))
        return self._evidence.due(expired_before=now - lifetime, now=now)

    def verify(
        self,
        ids: Sequence[LinkbackId],
        *,
        cancelled: threading.Event,
        on_checked: Callable[[LinkbackId, Evidence], None] = lambda _id, _evidence: None,
        allow_hosts: Sequence[str] = (),
    ) -> int:
        """Check each linkback's source, keep the evidence, and return how many were checked.

        ``on_checked`` is called in this thread, after the evidence is stored. ``allow_hosts`` adds to the
        setting for this run only. Raises `VerifierFailed` or `StoreUnavailable`.
        """
        claims = self._evidence.claims(ids)
        homes = tuple(site.home for site in self._sites.all())
        requests = [
            CheckRequest(
                id=int(claim.linkback_id),
                source=claim.source,
                target=claim.target,
                # The target's own site first: its home is what a link to "your site" means.
                homes=(claim.home, *(home for home in homes if home != claim.home)),
                aliases=(f"{claim.home}/?p={claim.post_id}", f"{claim.home}/?page_id={claim.post_id}"),
                target_text=claim.post_text or None,
                kind=claim.kind,
            )
            for claim in (claims[linkback_id] for linkback_id in ids if linkback_id in claims)
        ]
        checked = 0

        def keep(request_id: object, evidence: Evidence) -> None:
            nonlocal checked
            linkback_id = LinkbackId(int(str(request_id)))
            self._evidence.keep(linkback_id, evidence, opinion_of(evidence), datetime.now(UTC))
            checked += 1
            on_checked(linkback_id, evidence)

        with self._turn:
            if requests and not cancelled.is_set():
                self._verifier(allow_hosts).check(requests, on_evidence=keep, cancelled=cancelled)
        return checked

    def _verifier(self, allow_hosts: Sequence[str]) -> Verifier:
        policy = self._policy(allow_hosts)
        if self._running is not None and self._running[0] != policy:
            self._running[1].close()
            self._running = None
        if self._running is None:
            self._running = (policy, self._start_verifier(policy))
        return self._running[1]

    def _policy(self, allow_hosts: Sequence[str]) -> Policy:
        settings = self._settings
        return Policy(
            allow_hosts=(*settings.hosts("verification.allow_hosts"), *allow_hosts),
            concurrency=settings.number("verification.concurrency"),
            max_bytes=settings.number("verification.max_kib") * 1024,
            timeout_s=float(settings.number("verification.timeout_s")),
            proxy=settings.get("verification.proxy") or None,
        )

    def close(self) -> None:
        """End the verifier process."""
        if self._running is not None:
            self._running[1].close()
            self._running = None
