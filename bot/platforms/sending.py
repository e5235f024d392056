"""What the sending halves of all platforms share: one account, one door, one way to stop.

Preparing (uploads, containers, polling) is bounded, because the claim behind a send is a
lease: what takes longer is deferred with its ids saved, and goes on where it was.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import ClassVar

from bot import clock
from bot.errors import BadMedia
from bot.http import SOON, Answer, Door, Effect, Remedy
from bot.model import Attachment, Deferred, Part, Rejected, Unknown
from bot.platforms.base import Job, MediaLink
from bot.records.model import Account, PlatformSettings, Settings

#: A create may start this long after its publish began and still end inside the lease.
PREPARE_SECONDS = 30.0
#: Seconds between looks at a picture that a platform is still working on; 29 s in all.
LOOKS = (1.0, 2.0, 3.0, 5.0, 8.0, 10.0)


class Stop(Exception):
    """An attempt ends here with ``outcome``; caught by the client, never seen above it."""

    def __init__(
        self, outcome: Rejected | Deferred | Unknown, remedy: Remedy | None = None
    ) -> None:
        super().__init__(outcome.code)
        self.outcome = outcome
        self.remedy = remedy


class Sender(ABC):
    """One account on one platform, for as long as its token lasts."""

    platform: ClassVar[str]

    def __init__(
        self,
        account: Account,
        token: str,
        door: Door,
        media: MediaLink,
        settings: Settings,
        *,
        now: Callable[[], datetime] = clock.now,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.account = account
        self.door = door
        self.media = media
        self.settings = settings.platforms.get(self.platform) or PlatformSettings()  # type: ignore[call-overload]
        self.now = now
        self.sleep = sleep
        self.monotonic = monotonic
        self._token = token
        self._started = monotonic()

    def __repr__(self) -> str:
        return f"{type(self).__module__}.Client({self.account.name})"

    # ------------------------------------------------------------ one request
    def passed(self, answer: Answer | Rejected | Deferred | Unknown, effect: Effect) -> Answer:
        """The answer when it is a success. Raises Stop with what anything else means."""
        if not isinstance(answer, Answer):
            raise Stop(answer)
        if answer.ok:
            return answer
        raise self.refused(answer, effect)

    @abstractmethod
    def refused(self, answer: Answer, effect: Effect) -> Stop:
        """What a platform's no means; each platform has its own table."""

    # ------------------------------------------------------------ one attempt
    def begin(self) -> None:
        """Start the clock of an attempt."""
        self._started = self.monotonic()

    def later(self, code: str, what: str) -> Deferred:
        """Refused or unfinished before any effect: go on in a minute."""
        return Deferred(f"{self.platform}:{code}", SOON, what)

    def in_time(self) -> None:
        """Raise Stop when preparing has used up its time; call it before each upload and create."""
        if self.monotonic() - self._started > PREPARE_SECONDS:
            raise Stop(
                self.later("preparing", "Uploading took too long to go on safely; it is kept")
            )

    def pause(self, looks: Iterator[float], code: str, what: str) -> None:
        """Sleep before the next look. Raises Stop when it has been looked often enough."""
        self.in_time()
        seconds = next(looks, None)
        if seconds is None:
            raise Stop(self.later(code, what))
        self.sleep(seconds)

    def picture(self, attachment: Attachment) -> bytes:
        """A picture's bytes, proved. Raises Stop when they are gone, changed, or too late."""
        self.in_time()
        try:
            return self.media.read(attachment.sha256)
        except BadMedia as error:
            raise Stop(self.unreadable(error)) from None

    def unreadable(self, error: BadMedia) -> Rejected:
        """The outcome for a picture that cannot be had."""
        return Rejected(f"{self.platform}:picture", error.what, error.fix, held=True)

    def part(self, job: Job) -> Part:
        """The part to send."""
        return job.rendition.parts[job.part]

    def options(self, job: Job, known: Collection[str]) -> dict[str, str]:
        """The rendition's native fields. Raises Stop for one that this client cannot send.

        Leaving out what was checked (a disclosure flag, say) would be another post.
        """
        options = dict(job.rendition.options)
        odd = sorted(set(options) - set(known))
        if odd:
            raise Stop(
                Rejected(
                    f"{self.platform}:option:{odd[0]}",
                    f"The post asks for {odd[0]}, which {self.platform} cannot be sent",
                    "Run gatepost plan again with the version that made the post.",
                    held=True,
                )
            )
        return options


def is_set(options: dict[str, str], name: str) -> bool:
    """Whether a flag among the options is on."""
    return options.get(name, "").casefold() in {"true", "1", "yes"}
