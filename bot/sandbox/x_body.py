"""What X takes in the bodies of its requests (OpenAPI 2.167, 2026-08-22)."""

from __future__ import annotations

from bot.sandbox.shape import Flag, Many, Record, Text, Whole

ID = r"[0-9]{1,19}"
_ID = Text(pattern=ID)
_REPLIES = Text(choices=("following", "mentionedUsers", "subscribers", "verified"))
_VISIT = Record({"url": Text()}, open=True)
#: The body of POST /2/tweets; nothing else may be in it.
CREATE = Record(
    {
        "card_uri": Text(),
        "community_id": _ID,
        "direct_message_deep_link": Text(),
        "edit_options": Record({"previous_post_id": _ID}, ("previous_post_id",)),
        "for_super_followers_only": Flag(),
        "geo": Record({"place_id": Text()}, ("place_id",)),
        "made_with_ai": Flag(),
        "media": Record(
            {
                "call_to_actions": _VISIT,
                "embeddable": Flag(),
                "media_ids": Many(_ID, 1, 4),
                "preview_media_id": _ID,
                "tagged_user_ids": Many(_ID, 0, 10),
                "title": Text(),
            },
            ("media_ids",),
        ),
        "nullcast": Flag(),
        "paid_partnership": Flag(),
        "poll": Record(
            {
                "duration_minutes": Whole(5, 10080),
                "options": Many(Text(shortest=1, longest=25), 2, 4),
                "reply_settings": _REPLIES,
            },
            ("options", "duration_minutes"),
        ),
        "quote_tweet_id": _ID,
        "reply": Record(
            {
                "auto_populate_reply_metadata": Flag(),
                "exclude_reply_user_ids": Many(Text()),
                "in_reply_to_tweet_id": _ID,
            },
            ("in_reply_to_tweet_id",),
        ),
        "reply_settings": _REPLIES,
        "share_with_followers": Flag(),
        "text": Text(),
    }
)

_CATEGORY = Text(
    choices=(
        "tweet_image",
        "tweet_video",
        "tweet_gif",
        "dm_image",
        "dm_video",
        "dm_gif",
        "subtitles",
    )
)
ONE_SHOT = Record(
    {"media": Text(), "media_category": _CATEGORY, "additional_owners": Text()},
    ("media", "media_category"),
)
INITIALIZE = Record(
    {
        "additional_owners": Many(Text(pattern=ID)),
        "media_category": Text(choices=(*_CATEGORY.choices, "amplify_video")),
        "media_type": Text(pattern=r"[a-z]+/[a-z0-9.+-]+"),
        "total_bytes": Whole(0, 17_179_869_184),
    }
)
APPEND = Record({"media": Text(), "segment_index": Whole(0, 999)}, ("media", "segment_index"))
ALT_MAX = 1000
METADATA = Record(
    {
        "id": Text(pattern=ID),
        "metadata": Record(
            {"alt_text": Record({"text": Text(longest=ALT_MAX)}, ("text",), open=True)}, open=True
        ),
    },
    ("id",),
    open=True,
)
