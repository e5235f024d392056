"""Sending to Instagram: a container, its status, the publish, and looking for it afterwards.

Facts from Instagram's content publishing guide and IG User Media reference (2026-06-30 and
2026-09-11). Instagram fetches pictures from a URL; it takes no picture's bytes.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from bot.errors import BadMedia
from bot.http import Answer, Effect, Remedy
from bot.model import (
    Attachment,
    Delivered,
    Outcome,
    Part,
    Rejected,
    Sighting,
    Steps,
    Unknown,
    Unreadable,
)
from bot.platforms.base import Health, Job
from bot.platforms.instagram import errors
from bot.platforms.readback import PAGES, SKEW, Seen, moment, sighting
from bot.platforms.sending import LOOKS, Sender, Stop, is_set

log = logging.getLogger(__name__)

DEFAULT_VERSION = "v26.0"
OPTIONS = frozenset({"is_ai_generated", "is_paid_partnership"})
#: Only the Facebook login grants this; with it come deleting and the paid-partnership flag.
MANAGES = "instagram_manage_contents"
MOST_PICTURES = 10
PAGE = 50
_ID = re.compile(r"[0-9]{1,30}\Z")
_VERSIONED = re.compile(r"/v\d+\.\d+\Z")


class Client(Sender):
    """One Instagram professional account."""

    platform: ClassVar[str] = "instagram"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._served: list[str] = []  # what this attempt put on the media host

    def refused(self, answer: Answer, effect: Effect) -> Stop:
        """What Instagram's no means."""
        return Stop(errors.outcome(answer, effect, self.now()), errors.refusal(answer).remedy)

    def _call(self, method: str, path: str, effect: Effect, **options: Any) -> Answer:
        versioned = _VERSIONED.search(self.door.base_url)
        prefix = "" if versioned else f"/{self.settings.version or DEFAULT_VERSION}"
        result = self.door.send(
            method, f"{prefix}{path}", effect=effect, token=self._token, **options
        )
        return self.passed(result, effect)

    def _user(self) -> str:
        if _ID.match(self.account.remote_id):
            return self.account.remote_id
        raise Stop(
            Rejected(
                "instagram:no-user",
                "The account's Instagram user id is not on file",
                "Set remote_id in accounts.toml to the number that Instagram gives the account.",
                held=True,
            )
        )

    # ------------------------------------------------------------ publish
    def publish(self, job: Job, steps: Steps) -> Outcome:
        """Prepare a container or go on with the saved one, wait for it, publish it once."""
        self.begin()
        self._served = []
        try:
            user, part = self._user(), self.part(job)
            _check_pictures(part)
            flags = self._flags(job)
            container = self._ready(user, part, flags, steps)
            self.in_time()
            remote_id = self._create(user, container, steps)
        except Stop as stop:
            if isinstance(stop.outcome, Rejected):
                self._tidy()
            return stop.outcome
        outcome = Delivered(remote_id, self._permalink(remote_id))
        self._tidy()
        return outcome

    def _flags(self, job: Job) -> dict[str, str]:
        options = self.options(job, OPTIONS)
        names = {"is_ai_generated"}
        if MANAGES in self.account.scopes:
            names.add("is_paid_partnership")  # the other login has no such field
        return {name: "true" for name in sorted(names) if is_set(options, name)}

    def _ready(self, user: str, part: Part, flags: Mapping[str, str], steps: Steps) -> str:
        """A container that Instagram has finished; an expired one is made again, once."""
        looks = iter(LOOKS)
        saved = steps.get("container") or ""
        if saved:
            if self._finished(saved, looks, steps, resumed=True):
                return saved
            _forget(steps)
        container = self._container(user, part, flags, looks, steps)
        self._finished(container, looks, steps)
        return container

    def _container(
        self,
        user: str,
        part: Part,
        flags: Mapping[str, str],
        looks: Iterator[float],
        steps: Steps,
    ) -> str:
        form = {"caption": part.wire, **flags}
        if len(part.attachments) == 1:
            form |= self._picture(part.attachments[0])
        else:
            children = [
                self._child(user, attachment, number, steps)
                for number, attachment in enumerate(part.attachments)
            ]
            for child in children:
                self._finished(child, looks, steps)
            form |= {"media_type": "CAROUSEL", "children": ",".join(children)}
        return self._made(user, form, "container", steps)

    def _child(self, user: str, attachment: Attachment, number: int, steps: Steps) -> str:
        saved = steps.get(f"child:{number}") or ""
        if saved:
            return saved
        form = {"is_carousel_item": "true", **self._picture(attachment)}
        return self._made(user, form, f"child:{number}", steps)

    def _picture(self, attachment: Attachment) -> dict[str, str]:
        try:
            url = self.media.url(attachment.sha256, attachment.mime)
        except BadMedia as error:
            raise Stop(self.unreadable(error)) from None
        self._served.append(url)
        alt = {"alt_text": attachment.alt} if attachment.alt else {}
        return {"image_url": url, **alt}

    def _made(self, user: str, form: Mapping[str, str], step: str, steps: Steps) -> str:
        self.in_time()
        answer = self._call("POST", f"/{user}/media", Effect.PREPARE, form=form)
        container = answer.text("id")
        if not _ID.match(container):
            raise Stop(self.later("no-container", "Instagram named no prepared post"))
        steps.put(step, container)
        return container

    def _finished(
        self, container: str, looks: Iterator[float], steps: Steps, *, resumed: bool = False
    ) -> bool:
        """Wait until a container is finished; False when a resumed one is of no more use."""
        while True:
            status = self._status(container, steps)
            if status == "FINISHED":
                return True
            if status == "PUBLISHED":
                # An earlier attempt got through although its answer did not.
                raise Stop(Unknown("instagram:container-published", "It was published before"))
            if status in ("ERROR", "EXPIRED"):
                if resumed:
                    return False
                _forget(steps)
                raise Stop(self.later(f"container-{status.lower()}", "The preparation failed"))
            self.pause(looks, "container-waiting", "Instagram is still preparing the post")

    def _status(self, container: str, steps: Steps) -> str:
        params = {"fields": "status_code,status"}
        try:
            return self._call("GET", f"/{container}", Effect.READ, params=params).text(
                "status_code"
            )
        except Stop as stop:
            if stop.remedy is Remedy.RECREATE:
                _forget(steps)
            raise

    def _create(self, user: str, container: str, steps: Steps) -> str:
        form = {"creation_id": container}
        try:
            answer = self._call("POST", f"/{user}/media_publish", Effect.CREATE, form=form)
        except Stop as stop:
            if stop.remedy is Remedy.RECREATE:
                _forget(steps)
            raise
        remote_id = answer.text("id")
        if not _ID.match(remote_id):
            raise Stop(Unknown("instagram:no-id", "Instagram said yes but named no post"))
        return remote_id

    def _permalink(self, remote_id: str) -> str:
        """Where the post can be seen, or "": the post is out, so nothing here may fail."""
        try:
            self.in_time()
            answer = self._call(
                "GET", f"/{remote_id}", Effect.READ, params={"fields": "id,permalink"}
            )
        except Stop:
            return ""
        link = answer.text("permalink")
        return link if link.startswith(("https://", "http://")) else ""

    def _tidy(self) -> None:
        for url in self._served:
            try:
                self.media.withdraw(url)
            except (OSError, BadMedia):
                log.warning("instagram: a picture stays on the media host until it is swept")

    # ------------------------------------------------------------ afterwards
    def find(self, job: Job, since: datetime) -> Sighting:
        """Look through the account's own posts since then."""
        try:
            seen = list(self._own_posts(since))
        except Stop as stop:
            return Unreadable(f"Instagram did not show the account's posts ({stop.outcome.code})")
        return sighting((self.part(job).wire,), seen, since)

    def _own_posts(self, since: datetime) -> Iterator[Seen]:
        path = f"/{self._user()}/media"
        params: dict[str, Any] = {
            "fields": "id,caption,timestamp,permalink",
            "since": int((since - SKEW).timestamp()),
            "limit": PAGE,
        }
        for _page in range(PAGES):
            answer = self._call("GET", path, Effect.READ, params=params)
            if not isinstance(answer.at("data"), list):
                raise Stop(Unknown("instagram:no-list", "Instagram showed no list"))
            for post in answer.rows("data"):
                at = moment(str(post.get("timestamp", "")))
                link = str(post.get("permalink", ""))
                yield Seen(str(post.get("id", "")), str(post.get("caption", "")), at, link)
            after = answer.text("paging", "cursors", "after")
            if not after or not answer.text("paging", "next"):
                return
            params["after"] = after
        raise Stop(Unknown("instagram:too-many", "Instagram showed too many posts"))

    def delete(self, remote_id: str) -> Outcome:
        """Delete the post where the login allows it; one that is gone counts as deleted."""
        if MANAGES not in self.account.scopes:
            return Rejected(
                "instagram:no-delete",
                "Instagram does not let this login delete a post",
                "A person must delete it in the Instagram app.",
                held=True,
            )
        if not _ID.match(remote_id):
            return Rejected("instagram:no-such-id", "That is not the id of an Instagram post")
        try:
            answer = self._call("DELETE", f"/{remote_id}", Effect.PREPARE)
        except Stop as stop:
            return stop.outcome
        if answer.at("success") is False:
            return Rejected(
                "instagram:not-deleted",
                "Instagram did not delete the post",
                "A person must delete it in the Instagram app.",
                held=True,
            )
        return Delivered(remote_id)

    def check(self) -> Health:
        """Ask how many posts are left today, which needs the permission to publish."""
        try:
            left = self._quota()
        except Stop as stop:
            return Health(False, f"{stop.outcome.what} ({stop.outcome.code})")
        return Health(True, "Instagram accepts the token for publishing", quota_left=left)

    def quota(self) -> int | None:
        """How many posts Instagram says are left today, or None when it does not say."""
        try:
            return self._quota()
        except Stop:
            return None

    def _quota(self) -> int | None:
        path = f"/{self._user()}/content_publishing_limit"
        params = {"fields": "quota_usage,config"}
        return _left(self._call("GET", path, Effect.READ, params=params))


def _left(answer: Answer) -> int | None:
    for row in answer.rows("data"):
        used, config = row.get("quota_usage"), row.get("config")
        total = config.get("quota_total") if isinstance(config, Mapping) else None
        if isinstance(used, int) and isinstance(total, int):
            return max(0, total - used)
    return None


def _check_pictures(part: Part) -> None:
    """Raise Stop for what no container could hold, before anything is served or sent."""
    count = len(part.attachments)
    if not 1 <= count <= MOST_PICTURES:
        raise Stop(
            Rejected(
                "instagram:pictures",
                f"Instagram takes 1 to {MOST_PICTURES} pictures, and this post has {count}",
                "Change the post's media, and plan it again.",
            )
        )
    if any(attachment.mime != "image/jpeg" for attachment in part.attachments):
        raise Stop(
            Rejected(
                "instagram:jpeg",
                "Instagram takes JPEG pictures only",
                "Plan the post again: gatepost fits its pictures to JPEG.",
            )
        )


def _forget(steps: Steps) -> None:
    """Drop all saved containers, so that the next attempt makes new ones."""
    for number in range(MOST_PICTURES):
        if steps.get(f"child:{number}"):
            steps.put(f"child:{number}", "")
    if steps.get("container"):
        steps.put("container", "")
