"""Sending to X: v2 uploads, alt texts and posts, and looking for them afterwards.

Facts from X's OpenAPI 2.167 (2026-08-22). tweepy 4.17 makes the JSON calls; it has no v2
upload and does not know two disclosure flags, so posts go through its ``request``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import quote

import tweepy

from bot.http import Answer, Door, Effect
from bot.model import (
    Absent,
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
from bot.platforms.readback import PAGES, SKEW, Seen, moment, sighting
from bot.platforms.sending import Sender, Stop, is_set
from bot.platforms.x import errors

#: The base that tweepy insists on; the door puts the configured one in its place.
TWEEPY_BASE = "https://api.twitter.com"
FLAGS = ("made_with_ai", "paid_partnership")
OPTIONS = frozenset({*FLAGS, "reply_settings"})
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
_ID = re.compile(r"[0-9]{1,20}\Z")


class XClient(tweepy.Client):  # type: ignore[misc]  # tweepy has no types
    """tweepy's client on our session. It never holds the token, so no log of its can show it."""

    def __init__(self, door: Door, token: str) -> None:
        super().__init__("kept-by-the-session", wait_on_rate_limit=False)
        self.session = door.session(token, alias=TWEEPY_BASE)

    def reply(self, method: str, route: str, params: Any, json: Any) -> Any:
        """The response to one call, refusals included."""
        try:
            return self.request(method, route, params=params, json=json)
        except tweepy.HTTPException as error:
            return error.response


class Client(Sender):
    """One X account."""

    platform: ClassVar[str] = "x"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._api = XClient(self.door, self._token)

    def refused(self, answer: Answer, effect: Effect) -> Stop:
        """What X's no means."""
        return Stop(errors.outcome(answer, effect, self.now()), errors.refusal(answer).remedy)

    def _call(
        self, method: str, route: str, effect: Effect, *, params: Any = None, json: Any = None
    ) -> Answer:
        result = self.door.settle(
            lambda: self._api.reply(method, route, params, json), f"{method} {route}", effect
        )
        return self.passed(result, effect)

    # ------------------------------------------------------------ publish
    def publish(self, job: Job, steps: Steps) -> Outcome:
        """Upload what is not yet uploaded, then make the post once."""
        self.begin()
        try:
            part = self.part(job)
            payload = self._payload(job, part)
            resumed = steps.get("media:0") or ""
            if part.attachments:
                payload["media"] = {"media_ids": self._media(part, steps)}
            self.in_time()
            return self._create(payload, steps, resumed=bool(resumed))
        except Stop as stop:
            return stop.outcome

    def _payload(self, job: Job, part: Part) -> dict[str, Any]:
        options = self.options(job, OPTIONS)
        payload: dict[str, Any] = {"text": part.wire}
        payload.update({name: True for name in FLAGS if is_set(options, name)})
        if options.get("reply_settings"):
            payload["reply_settings"] = options["reply_settings"]
        if job.reply_to:
            payload["reply"] = {"in_reply_to_tweet_id": job.reply_to}
        return payload

    def _create(self, payload: dict[str, Any], steps: Steps, *, resumed: bool) -> Outcome:
        result = self.door.settle(
            lambda: self._api.reply("POST", "/2/tweets", None, payload),
            "POST /2/tweets",
            Effect.CREATE,
        )
        if isinstance(result, Answer) and result.status == 400 and resumed:
            return self._forget_media(payload, steps)
        answer = self.passed(result, Effect.CREATE)
        remote_id = answer.text("data", "id")
        if _ID.match(remote_id):
            return Delivered(remote_id, self._url(remote_id))
        if answer.rows("errors") and answer.at("data") is None:
            return errors.outcome(answer, Effect.CREATE, self.now())
        return Unknown("x:no-id", "X said yes but named no post")

    def _forget_media(self, payload: dict[str, Any], steps: Steps) -> Outcome:
        # Uploads live for a day (expires_after_secs). One from an earlier attempt may be the
        # whole reason for the refusal, so the next attempt starts with fresh ones.
        for number in range(len(payload["media"]["media_ids"])):
            steps.put(f"media:{number}", "")
            steps.put(f"alt:{number}", "")
        return self.later("400:old-media", "X no longer takes the pictures uploaded earlier")

    def _media(self, part: Part, steps: Steps) -> list[str]:
        ids = []
        for number, attachment in enumerate(part.attachments):
            media_id = steps.get(f"media:{number}") or ""
            if not media_id:
                media_id = self._upload(self.picture(attachment), attachment.mime)
                steps.put(f"media:{number}", media_id)
            if attachment.alt and not steps.get(f"alt:{number}"):
                alt = {"id": media_id, "metadata": {"alt_text": {"text": attachment.alt}}}
                self._call("POST", "/2/media/metadata", Effect.PREPARE, json=alt)
                steps.put(f"alt:{number}", media_id)
            ids.append(media_id)
        return ids

    def _upload(self, data: bytes, mime: str) -> str:
        # The file's name is ours: the author's may name a patient.
        name = f"picture.{EXTENSIONS.get(mime, 'bin')}"
        result = self.door.send(
            "POST",
            "/2/media/upload",
            effect=Effect.PREPARE,
            token=self._token,
            form={"media_category": "tweet_gif" if mime == "image/gif" else "tweet_image"},
            files={"media": (name, data, mime)},
        )
        answer = self.passed(result, Effect.PREPARE)
        media_id = answer.text("data", "id")
        if not _ID.match(media_id):
            raise Stop(errors.outcome(answer, Effect.PREPARE, self.now()))
        return media_id

    def _url(self, remote_id: str) -> str:
        return f"https://x.com/{quote(self.account.handle.lstrip('@'))}/status/{remote_id}"

    # ------------------------------------------------------------ afterwards
    def find(self, job: Job, since: datetime) -> Sighting:
        """Look through the account's own posts since then."""
        if not _ID.match(self.account.remote_id):
            return Unreadable("The account's X user id is not on file")
        try:
            found = sighting((self.part(job).wire,), self._own_posts(since), since)
            # X shows anybody's posts: that ours is not among a stranger's proves nothing.
            ours = not isinstance(found, Absent) or self._me() == self.account.remote_id
        except Stop as stop:
            return Unreadable(f"X did not show the account's posts ({stop.outcome.code})")
        return found if ours else Unreadable("The token belongs to another X account")

    def _me(self) -> str:
        return self._call("GET", "/2/users/me", Effect.READ).text("data", "id")

    def _own_posts(self, since: datetime) -> Iterator[Seen]:
        start = (since - SKEW).astimezone(UTC)
        params: dict[str, Any] = {
            "max_results": 100,
            "start_time": f"{start:%Y-%m-%dT%H:%M:%SZ}",
            "tweet.fields": "created_at,entities",
        }
        for _page in range(PAGES):
            route = f"/2/users/{self.account.remote_id}/tweets"
            answer = self._call("GET", route, Effect.READ, params=params)
            if not answer.text("meta", "result_count").isdigit():
                raise self._unclear("no-count")
            for post in answer.rows("data"):
                remote_id = str(post.get("id", ""))
                at = moment(str(post.get("created_at", "")))
                yield Seen(remote_id, shown(post), at, self._url(remote_id))
            following = answer.text("meta", "next_token")
            if not following:
                return
            params["pagination_token"] = following
        raise self._unclear("too-many")

    def _unclear(self, why: str) -> Stop:
        return Stop(Unknown(f"x:{why}", "X's list of posts cannot be relied on"))

    def delete(self, remote_id: str) -> Outcome:
        """Delete the post; one that is gone already counts as deleted."""
        if not _ID.match(remote_id):
            return Rejected("x:no-such-id", "That is not the id of an X post")
        try:
            answer = self._call("DELETE", f"/2/tweets/{remote_id}", Effect.PREPARE)
        except Stop as stop:
            gone = stop.outcome.code.startswith("x:404")
            return Delivered(remote_id) if gone else stop.outcome
        if answer.at("data", "deleted") is True:
            return Delivered(remote_id)
        return errors.outcome(answer, Effect.PREPARE, self.now())

    def check(self) -> Health:
        """Ask X whose token this is, and whether it may read the posts back."""
        try:
            me = self._me()
            if self.account.remote_id and me != self.account.remote_id:
                return Health(False, "The token belongs to another X account")
            self._call("GET", f"/2/users/{quote(me, safe='')}/tweets", Effect.READ)
        except Stop as stop:
            return Health(False, f"{stop.outcome.what} ({stop.outcome.code})")
        return Health(True, f"X accepts the token (user id {me})")


def shown(post: Mapping[str, Any]) -> str:
    """A post's text as its author wrote it: links put back, picture links dropped, unescaped."""
    text = html.unescape(str(post.get("text", "")))
    entities = post.get("entities")
    listed = entities.get("urls") if isinstance(entities, Mapping) else None
    urls = [url for url in listed if isinstance(url, Mapping)] if isinstance(listed, list) else []
    for url in sorted(urls, key=lambda url: -len(str(url.get("url", "")))):
        short = url.get("url")
        if not isinstance(short, str) or not short:
            continue
        picture = "media_key" in url or str(url.get("display_url", "")).startswith("pic.")
        text = text.replace(short, "" if picture else str(url.get("expanded_url") or short))
    return text
