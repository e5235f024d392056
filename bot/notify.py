"""Telling people that they must look: the only door to apprise.

Words come without post text. A message that cannot be sent is lost with a line in the log;
delivery never waits for one and never fails by one.
"""

from __future__ import annotations

import logging
import stat
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.errors import BadRecord, GatepostError, VaultUnavailable
from bot.records.model import NotifySettings
from bot.redact import scrub
from bot.vault.base import Secret, Vault

log = logging.getLogger(__name__)

#: The same words are not told again within this time.
QUIET = timedelta(hours=6)
HOUR = timedelta(hours=1)
#: What waits to be told at most; beyond it only the number is told.
MOST = 100

#: (addresses, title, words) -> whether all of them took it. May raise anything.
Sink = Callable[[Sequence[Secret], str, str], bool]


@dataclass
class Notifier:
    """Gathers what is to be told and sends it in few messages. Threads may share it."""

    addresses: Callable[[], Sequence[Secret]]
    now: Callable[[], datetime]
    clinic: str = "gatepost"
    most_per_hour: int = 12
    sink: Sink = field(default_factory=lambda: send)
    alone: Callable[[str, str], None] = lambda _kind, _words: None  # told when nobody is named
    _waiting: deque[str] = field(default_factory=deque, init=False, repr=False)
    _dropped: int = field(default=0, init=False)
    _told: dict[tuple[str, str], datetime] = field(default_factory=dict, init=False, repr=False)
    _sent: deque[datetime] = field(default_factory=deque, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def tell(self, kind: str, words: str) -> None:
        """Take up one thing; it goes out with the next ``flush``. Never raises."""
        words, now = scrub(words), self.now()
        with self._lock:
            self._told = {key: at for key, at in self._told.items() if now - at < QUIET}
            if (kind, words) in self._told:
                return
            self._told[kind, words] = now
            if len(self._waiting) >= MOST:
                self._dropped += 1
                return
            self._waiting.append(f"{kind}: {words}")
        self.alone(kind, words)

    def flush(self) -> bool:
        """Send what waits, as one message, if this hour still has one; whether it was sent."""
        lines = self._take()
        if not lines:
            return False
        try:
            addresses = self.addresses()
            if not addresses:
                return False
            title = f"{self.clinic}: {len(lines)} to look at"
            if self.sink(addresses, title, "\n".join(lines)):
                return True
            log.warning("a notification was not taken by every address")
        except GatepostError as error:
            log.warning("nobody could be told: %s", error.what)
        except Exception as error:  # noqa: BLE001 - apprise and its plug-ins may raise anything
            log.warning("nobody could be told (%s)", type(error).__name__)
        return False

    def _take(self) -> list[str]:
        now = self.now()
        with self._lock:
            while self._sent and now - self._sent[0] >= HOUR:
                self._sent.popleft()
            if not self._waiting or len(self._sent) >= self.most_per_hour:
                return []
            self._sent.append(now)
            lines = list(self._waiting)
            if self._dropped:
                lines.append(f"and {self._dropped} more; gatepost plan shows them")
            self._waiting.clear()
            self._dropped = 0
        return lines


def read_addresses(settings: NotifySettings, vault: Vault | None, root: Path) -> list[Secret]:
    """The addresses that the settings name, one a line. Empty: nobody is to be told.

    Raises VaultUnavailable, or BadRecord for a file that is missing or that others may read.
    """
    if settings.secret:
        if vault is None:
            raise VaultUnavailable("the vault cannot be opened.", fix="Run gatepost doctor.")
        kept = vault.get(settings.secret)
        return _lines(kept.reveal()) if kept else []
    return _lines(_private(root / settings.file)) if settings.file else []


def _lines(text: str) -> list[Secret]:
    lines = (line.strip() for line in text.splitlines())
    return [Secret(line) for line in lines if line and not line.startswith("#")]


def _private(path: Path) -> str:
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise BadRecord(
                "others may read the file of notify.file, and its addresses hold passwords.",
                fix=f"chmod 600 {path}",
            )
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRecord(
            "the file of notify.file cannot be read.",
            fix="Write one address a line there, or take notify out of gatepost.toml.",
        ) from error


def send(addresses: Sequence[Secret], title: str, words: str) -> bool:
    """Hand a message to apprise; whether every address took it."""
    import apprise

    # Its log lines may hold addresses, and so passwords.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    messenger = apprise.Apprise()
    known = [messenger.add(address.reveal()) for address in addresses]
    if not all(known):
        log.warning("%d of %d addresses cannot be understood", known.count(False), len(known))
    return bool(messenger.notify(title=title, body=words)) and all(known)
