"""Sending to LinkedIn: pictures, posts, and looking for them where LinkedIn allows it.

Facts from LinkedIn's Posts and Images documentation as compiled 2026-09-19. A member's own
posts cannot be read back (r_member_social is closed to new apps); a page's can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from bot.http import Answer, Effect
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
from bot.platforms.linkedin import errors, version
from bot.platforms.readback import PAGES, SKEW, Seen, sighting
from bot.platforms.sending import LOOKS, Sender, Stop

OPTIONS = frozenset({"visibility"})
#: A token that may only post may not ask whether a picture is ready, so we wait instead.
#: LinkedIn names no figure; this is ours, well above what processing a picture takes.
GRACE_SECONDS = 10.0
PAGE = 50
_AUTHOR = re.compile(r"urn:li:(?:person|organization):[A-Za-z0-9_-]{1,64}\Z")
_POST = re.compile(r"urn:li:(?:share|ugcPost):\d{1,25}\Z")
_IMAGE = re.compile(r"urn:li:image:[A-Za-z0-9_-]{1,128}\Z")
_ESCAPED = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")
_HASHTAG = re.compile(r"\{hashtag\|#\|([^}]+)\}")


class Client(Sender):
    """One LinkedIn member or page."""

    platform: ClassVar[str] = "linkedin"

    def refused(self, answer: Answer, effect: Effect) -> Stop:
        """What LinkedIn's no means."""
        return Stop(errors.outcome(answer, effect, self.now()), errors.refusal(answer).remedy)

    def _exchange(self, method: str, path: str, effect: Effect, **options: Any) -> Any:
        number, sunset = version.chosen(self.settings)
        if sunset is not None and self.now().date() >= sunset:
            raise Stop(
                Rejected(
                    "linkedin:version-sunset",
                    f"LinkedIn's API version {number} ended on {sunset}",
                    "Set platforms.linkedin.version in gatepost.toml to a living one (YYYYMM).",
                    held=True,
                )
            )
        headers = {"LinkedIn-Version": number, "X-Restli-Protocol-Version": "2.0.0"}
        headers.update(options.pop("headers", {}))
        return self.door.send(
            method, path, effect=effect, token=self._token, headers=headers, **options
        )

    def _call(self, method: str, path: str, effect: Effect, **options: Any) -> Answer:
        return self.passed(self._exchange(method, path, effect, **options), effect)

    def _author(self) -> str:
        if _AUTHOR.match(self.account.remote_id):
            return self.account.remote_id
        raise Stop(
            Rejected(
                "linkedin:no-author",
                "The account's LinkedIn URN is not on file",
                "Set remote_id in accounts.toml to urn:li:person:… or urn:li:organization:….",
                held=True,
            )
        )

    # ------------------------------------------------------------ publish
    def publish(self, job: Job, steps: Steps) -> Outcome:
        """Upload what is not yet uploaded, wait until it can be shown, then post once."""
        self.begin()
        try:
            author = self._author()
            part = self.part(job)
            visibility = self.options(job, OPTIONS).get("visibility") or "PUBLIC"
            images = self._images(author, part, steps)
            body = {
                "author": author,
                "commentary": part.wire,
                "visibility": visibility,
                "distribution": {
                    "feedDistribution": "MAIN_FEED",
                    "targetEntities": [],
                    "thirdPartyDistributionChannels": [],
                },
                "lifecycleState": "PUBLISHED",
                "isReshareDisabledByAuthor": False,
                **_content(part, images),
            }
            self.in_time()
            return self._create(body)
        except Stop as stop:
            return stop.outcome

    def _create(self, body: Mapping[str, Any]) -> Outcome:
        # The id comes in a header, and the body of a success is empty.
        answer = self._call("POST", "/rest/posts", Effect.CREATE, json=body, bare=True)
        remote_id = answer.headers.get("x-restli-id", "")
        if not _POST.match(remote_id):
            return Unknown("linkedin:no-id", "LinkedIn said yes but named no post")
        return Delivered(remote_id, url_of(remote_id))

    def _images(self, author: str, part: Part, steps: Steps) -> list[str]:
        images = [
            self._image(author, attachment, number, steps)
            for number, attachment in enumerate(part.attachments)
        ]
        looks = iter(LOOKS)
        for image in images:
            if not self._available(image, looks):
                break  # this token may not ask: one wait covers them all
        return images

    def _image(self, author: str, attachment: Attachment, number: int, steps: Steps) -> str:
        saved = steps.get(f"media:{number}") or ""
        if saved and steps.get(f"sent:{number}") == saved:
            return saved
        data = self.picture(attachment)
        answer = self._call(
            "POST",
            "/rest/images?action=initializeUpload",
            Effect.PREPARE,
            json={"initializeUploadRequest": {"owner": author}},
        )
        image, target = answer.text("value", "image"), answer.text("value", "uploadUrl")
        if not _IMAGE.match(image) or not self.door.allows(target):
            raise Stop(
                Rejected(
                    "linkedin:upload-place",
                    "LinkedIn named no place of its own to send a picture to",
                    "Try again later; if it stays so, report it.",
                    held=True,
                )
            )
        steps.put(f"media:{number}", image)
        self._call(
            "PUT",
            target,
            Effect.PREPARE,
            body=data,
            headers={"Content-Type": "application/octet-stream"},
            bare=True,
        )
        steps.put(f"sent:{number}", image)
        return image

    def _available(self, image: str, looks: Iterator[float]) -> bool:
        """Wait until a picture can be shown; False when this token may not ask."""
        path = f"/rest/images/{quote(image, safe='')}"
        while True:
            result = self._exchange("GET", path, Effect.READ)
            if isinstance(result, Answer) and result.status == 403:
                self.sleep(GRACE_SECONDS)
                return False
            status = self.passed(result, Effect.READ).text("status")
            if status == "AVAILABLE":
                return True
            if status == "PROCESSING_FAILED":
                raise self.refused(_FAILED, Effect.PREPARE)
            self.pause(looks, "picture-waiting", "LinkedIn is still working on a picture")

    # ------------------------------------------------------------ afterwards
    def find(self, job: Job, since: datetime) -> Sighting:
        """Look through a page's posts since then; a member's cannot be read."""
        if ":organization:" not in self.account.remote_id:
            return Unreadable("LinkedIn shows nobody a member's own posts: a person must look")
        try:
            seen = list(self._own_posts(self._author(), since))
        except Stop as stop:
            return Unreadable(f"LinkedIn did not show the page's posts ({stop.outcome.code})")
        part = self.part(job)
        return sighting((part.text, shown(part.wire)), seen, since)

    def _own_posts(self, author: str, since: datetime) -> Iterator[Seen]:
        for page in range(PAGES):
            answer = self._call(
                "GET",
                "/rest/posts",
                Effect.READ,
                headers={"X-RestLi-Method": "FINDER"},
                params={
                    "q": "author",
                    "author": author,
                    "count": PAGE,
                    "start": page * PAGE,
                    "sortBy": "LAST_MODIFIED",
                },
            )
            if not isinstance(answer.at("elements"), list):
                raise Stop(Unknown("linkedin:no-list", "LinkedIn showed no list"))
            posts = answer.rows("elements")
            for post in posts:
                remote_id = str(post.get("id", ""))
                text = shown(str(post.get("commentary", "")))
                yield Seen(remote_id, text, _moment(post.get("createdAt")), url_of(remote_id))
            changed = _moment(posts[-1].get("lastModifiedAt")) if posts else None
            if len(posts) < PAGE or (changed is not None and changed < since - SKEW):
                return
        raise Stop(Unknown("linkedin:too-many", "LinkedIn showed too many posts to look through"))

    def delete(self, remote_id: str) -> Outcome:
        """Delete the post; one that is gone already counts as deleted."""
        if not _POST.match(remote_id):
            return Rejected("linkedin:no-such-id", "That is not the URN of a LinkedIn post")
        try:
            path = f"/rest/posts/{quote(remote_id, safe='')}"
            self._call("DELETE", path, Effect.PREPARE, bare=True)
        except Stop as stop:
            if not stop.outcome.code.startswith("linkedin:404"):
                return stop.outcome
        return Delivered(remote_id)

    def check(self) -> Health:
        """Ask for an upload place: the one call without effect that needs version and scope both.

        /v2/userinfo has no version, so it goes on saying yes when posting has long ended.
        """
        try:
            author = self._author()
            self._call(
                "POST",
                "/rest/images?action=initializeUpload",
                Effect.PREPARE,
                json={"initializeUploadRequest": {"owner": author}},
            )
        except Stop as stop:
            return Health(False, f"{stop.outcome.what} ({stop.outcome.code})")
        number, sunset = version.chosen(self.settings)
        what = f"LinkedIn accepts the token for posting, with API version {number}"
        if sunset is not None and sunset - self.now().date() <= timedelta(version.WARN_DAYS):
            what += f", which ends on {sunset}: choose a newer one in gatepost.toml"
        return Health(True, what)


_FAILED = Answer(400, body={"code": "MEDIA_ASSET_PROCESSING_FAILED"})


def _content(part: Part, images: list[str]) -> dict[str, Any]:
    """The ``content`` of a post; a link card's words are plain strings, never escaped."""
    pictures = [
        {"id": image, **({"altText": attachment.alt} if attachment.alt else {})}
        for image, attachment in zip(images, part.attachments, strict=True)
    ]
    if len(pictures) > 1:
        return {"content": {"multiImage": {"images": pictures}}}
    if pictures:
        return {"content": {"media": pictures[0]}}
    if part.link:
        article = {"source": part.link, "title": part.link_title or part.link}
        return {"content": {"article": article}}
    return {}


def shown(commentary: str) -> str:
    """Little text as a reader sees it: unescaped, hashtag templates as plain hashtags."""
    return _HASHTAG.sub(r"#\1", _ESCAPED.sub(r"\1", commentary))


def url_of(remote_id: str) -> str:
    """Where a post can be seen."""
    return f"https://www.linkedin.com/feed/update/{remote_id}/"


def _moment(value: Any) -> datetime | None:
    """An aware time out of milliseconds since 1970, or None."""
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
