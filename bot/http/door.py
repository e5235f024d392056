"""One platform's way out: where it may send, what it sends, and what a lost answer means."""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from requests.adapters import BaseAdapter
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from bot import clock
from bot.errors import WrongEnvironment
from bot.http.answer import Answer, Effect
from bot.http.refusal import SOON
from bot.http.transport import (
    CONNECT,
    READ,
    TOTAL,
    ForbiddenTransport,
    Lost,
    NotSent,
    Reply,
    Session,
    Transport,
)
from bot.model import Deferred, Environment, Rejected, Unknown

log = logging.getLogger(__name__)

_NOT_SENT = {
    "refused": "The platform could not be reached",
    "dns": "The platform's name could not be looked up",
    "tls": "The platform's certificate could not be trusted",
    "connect-timeout": "The platform did not take the connection in time",
}
_LOST = {
    "timeout": "The request was sent and no answer came in time",
    "reset": "The request was sent and the connection broke before the answer was whole",
    "too-large": "The request was sent and the answer was larger than any real one",
}


@dataclass(frozen=True, slots=True)
class Home:
    """Where a platform lives when it is the real one."""

    base_url: str
    hosts: tuple[str, ...]  # all hosts that its API sends us to


#: Where posts may go, in one place that a reviewer reads in one look. Hosts: X API docs
#: (OpenAPI 2.167), LinkedIn Posts and Images API (pictures go to www), Instagram content
#: publishing guide (its two logins have a host each); read 2026-11-22.
HOMES: dict[str, Home] = {
    "x": Home("https://api.x.com", ("api.x.com",)),
    "linkedin": Home("https://api.linkedin.com", ("api.linkedin.com", "www.linkedin.com")),
    "instagram": Home("https://graph.instagram.com", ("graph.instagram.com", "graph.facebook.com")),
}


class _Reached(Protocol):
    @property
    def base_url(self) -> str: ...


class _Settings(Protocol):
    """The part of the settings that says where a platform is reached."""

    @property
    def environment(self) -> Environment: ...

    @property
    def platforms(self) -> Mapping[Any, _Reached]: ...


class Door:
    """The way to one platform in one environment; safe to share between threads.

    Raises WrongEnvironment when ``base_url`` does not belong to ``environment``: live takes
    https to ``allow_hosts`` only, sandbox takes loopback only.
    """

    def __init__(
        self,
        platform: str,
        base_url: str,
        environment: Environment,
        allow_hosts: tuple[str, ...],
        *,
        now: Callable[[], datetime] = clock.now,
        connect: float = CONNECT,
        read: float = READ,
        total: float = TOTAL,
        transport: BaseAdapter | None = None,
    ) -> None:
        self.platform = platform
        self.base_url = base_url.rstrip("/")
        self.environment = environment
        self.now = now
        self._hosts = frozenset(host.lower() for host in allow_hosts)
        self._timeouts = (connect, read, total)
        self._transport = transport
        self._checked(self.base_url)

    def __repr__(self) -> str:
        return f"Door({self.platform}, {self.environment.value})"

    # ------------------------------------------------------------ where
    def allows(self, url: str) -> bool:
        """Whether this door may send to an absolute URL."""
        try:
            parts = parse_url(url)
        except LocationParseError:
            return False
        host = (parts.host or "").strip("[]").lower()
        if parts.auth or parts.scheme not in ("http", "https") or not host:
            return False
        if self.environment is Environment.SANDBOX:
            return is_loopback(host)
        return parts.scheme == "https" and parts.port in (None, 443) and host in self._hosts

    def place(self, url: str, alias: str = "") -> str:
        """The absolute URL to send to. Raises WrongEnvironment for any that is not allowed.

        ``alias`` is a base that a library insists on; it is replaced by ours.
        """
        if alias and (url == alias or url.startswith((f"{alias}/", f"{alias}?"))):
            url = self.base_url + url[len(alias) :]
        return self._checked(url)

    def _checked(self, url: str) -> str:
        if self.allows(url):
            return url
        if self.environment is Environment.SANDBOX:
            raise WrongEnvironment(
                f"The sandbox sends to this machine only, and {self.platform} points elsewhere.",
                fix=f"Remove platforms.{self.platform}.base_url or set it to http://127.0.0.1:….",
            )
        raise WrongEnvironment(
            f"Live posts to {self.platform} go over https to its own hosts only.",
            fix=f"Remove platforms.{self.platform}.base_url, or set environment to sandbox.",
        )

    # ------------------------------------------------------------ sending
    def session(self, token: str = "", alias: str = "") -> Session:
        """A session for a library that wants one; it sends only where this door may."""
        return Session(
            lambda url: self.place(url, alias),
            self._transport or Transport(),
            token,
            timeouts=self._timeouts,
        )

    def send(
        self,
        method: str,
        path: str,
        *,
        effect: Effect,
        token: str = "",
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        bare: bool = False,
    ) -> Answer | Rejected | Deferred | Unknown:
        """Send one request; an Answer (2xx or 4xx), or what its failure means for the post.

        ``path`` starts with "/" and follows the base URL, or is an absolute URL. ``bare``: a
        success needs no JSON body. Raises WrongEnvironment before anything leaves.
        """
        url = path if "://" in path else f"{self.base_url}{path}"
        with self.session(token) as session:
            return self.settle(
                lambda: session.request(
                    method,
                    url,
                    headers=dict(headers or {}),
                    params=params,
                    json=json,
                    data=form if body is None else body,
                    files=files,
                ),
                f"{method} {_named(path)}",
                effect,
                bare=bare,
            )

    def settle(
        self, exchange: Callable[[], Any], name: str, effect: Effect, *, bare: bool = False
    ) -> Answer | Rejected | Deferred | Unknown:
        """Run one exchange of a session of ours and say what came of it; as ``send``."""
        started = time.monotonic()
        try:
            reply = exchange()
        except NotSent as error:
            log.debug("%s %s (%s): not sent, %s", self.platform, name, effect.value, error.kind)
            return self._not_sent(error.kind)
        except Lost as error:
            log.debug("%s %s (%s): lost, %s", self.platform, name, effect.value, error.kind)
            return self._in_doubt(f"lost:{error.kind}", _LOST[error.kind], effect)
        took = (time.monotonic() - started) * 1000
        answer = reply.answer if isinstance(reply, Reply) else Answer(0)
        log.debug(
            "%s %s (%s): %d in %.0f ms", self.platform, name, effect.value, answer.status, took
        )
        return self._judge(answer, effect, bare=bare)

    def _judge(
        self, answer: Answer, effect: Effect, *, bare: bool
    ) -> Answer | Rejected | Deferred | Unknown:
        if answer.ok:
            if answer.body is not None or bare:
                return answer
            return self._in_doubt(
                f"{answer.status}:unreadable",
                "The platform said yes in a form that cannot be read",
                effect,
            )
        if 400 <= answer.status < 500 and answer.status != 408:
            return answer
        what = f"The platform answered {answer.status}, which does not say whether it acted"
        return self._in_doubt(str(answer.status), what, effect)

    def _not_sent(self, kind: str) -> Rejected | Deferred:
        if kind == "unsendable":
            return Rejected(
                f"{self.platform}:not-sent:unsendable",
                "The account's token or address has characters that no request can carry",
                "Sign the account in again with gatepost account add.",
                held=True,
            )
        return Deferred(f"{self.platform}:not-sent:{kind}", SOON, _NOT_SENT[kind])

    def _in_doubt(self, code: str, what: str, effect: Effect) -> Deferred | Unknown:
        if effect is Effect.CREATE:
            return Unknown(f"{self.platform}:{code}", what)
        return Deferred(f"{self.platform}:{code}", SOON, what)


def _named(path: str) -> str:
    """A request's place for the log: of an absolute URL the host only, for it may be a key."""
    parts = urlsplit(path)
    return parts.hostname or parts.path


def is_loopback(host: str) -> bool:
    """Whether a host names this machine and nothing else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def door_for(platform: str, settings: _Settings, **options: Any) -> Door:
    """The door that the settings ask for; without a base URL, the platform's own home.

    Raises WrongEnvironment when the two do not go together, and for a platform without a home.
    """
    home = HOMES.get(platform, Home("", ()))
    reached = settings.platforms.get(platform)
    base_url = (reached.base_url if reached else "") or home.base_url
    return Door(platform, base_url, settings.environment, home.hosts, **options)


def dry_door(platform: str) -> Door:
    """A door that cannot send, for plans, previews and dry runs."""
    return Door(
        platform, "http://127.0.0.1:9", Environment.SANDBOX, (), transport=ForbiddenTransport()
    )
