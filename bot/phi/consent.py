"""What an attached consent releases, as far as records tell; names also need the vault's key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.phi.model import Identifier

if TYPE_CHECKING:
    from bot.model import Post
    from bot.records import Records
    from bot.records.model import Consent

#: Numbers that no consent of a public post sensibly releases are not in here.
RELEASABLE = frozenset(
    {Identifier.NAME, Identifier.PLACE, Identifier.DATE, Identifier.AGE, Identifier.IMAGE}
)


#: Words for a name that consent forms use; which name it is, the keyed digests say.
_NAME_WORDS = frozenset({"name", "names", "first name", "full name", "initials"})


def releasing(
    post: Post, records: Records, platform: str, identifier: Identifier
) -> Consent | None:
    """The post's active consent for ``platform`` whose scope lists ``identifier``, or None.

    Whether the record is complete and in time is the consent gate's to judge; a record that
    cannot be read is not there.
    """
    consent = telling(post, records, platform)
    if consent is None or identifier not in RELEASABLE:
        return None
    listed = {word.casefold() for word in consent.scope.identifiers}
    named = identifier is Identifier.NAME and bool(listed & _NAME_WORDS)
    return consent if named or identifier.value in listed else None


def telling(post: Post, records: Records, platform: str) -> Consent | None:
    """The post's active consent that lets the story be told on ``platform``, or None.

    It says that the person is a patient and what is singular about them: without any of that
    there is no story to consent to. Names, places, dates and ages need their own word in it.
    """
    consent = records.consents.get(post.consent) if post.consent else None
    if consent is None or consent.status.value != "active":
        return None
    return consent if platform in consent.scope.platforms else None
