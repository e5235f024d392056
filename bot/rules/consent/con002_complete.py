"""CON002: an authorization that lacks what the law asks of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model import Finding, Severity
from bot.records.model import Consent
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register

_NO_END = {"", "none", "no", "never", "n/a", "no expiration", "no expiry", "unlimited", "forever"}
_STORY = "Meet one of our patients, who relearned to walk. She told us what helped her most."


@register
class Incomplete(Rule):
    """Every element and statement of 45 CFR 164.508(c), and a form of its own.

    By what right somebody else signed is CON007's to ask.
    """

    id = "CON002"
    title = "Consent record incomplete"
    gate = "consent"
    severity = Severity.BLOCK
    needs = frozenset({Need.RECORDS})
    why = (
        "An authorization is valid only when it is whole: what may be told, by whom, to whom, for "
        "what purpose, until when, signed and dated (and with the authority of whoever signs for "
        "the patient), with the three statements about revoking, about care not depending on the "
        "signature and about redisclosure, in plain language, with a copy given. A form that is "
        "mixed with another one, or on which treatment was made to depend, is void. One missing "
        "piece makes the post as unlawful as no form at all. An end of 'none' serves research only."
    )
    fix = "Have a complete form signed and record it; the old one cannot be patched"
    source = "45 CFR 164.508(b)(2), (c)(1)-(4)"
    override = "N"
    examples = (
        Example(
            "a record without the right to revoke and without a date of signature",
            {"kind": "story", "patient": {"consent": "C-part"}},
            _STORY,
        ),
        Example(
            "a form that was part of the admission papers",
            {"kind": "story", "patient": {"consent": "C-comp0und"}},
            _STORY,
        ),
        Example(
            "a complete record",
            {"kind": "story", "patient": {"consent": "C-7f3a"}},
            _STORY,
            stopped=False,
        ),
        Example("a post that names no record", {}, "Walking is good medicine.", stopped=False),
    )

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """One finding that lists everything the record lacks."""
        record = view.records.consents.get(view.post.consent)
        lacking = list(gaps(record)) if record else []
        if lacking:
            yield self.finding(
                subject,
                place=view.post.place("patient"),
                what=f"{view.post.consent} lacks {', '.join(lacking)}",
            )


def gaps(record: Consent) -> Iterator[str]:
    """What the record lacks, each in words of the form."""
    yield from _elements(record)
    wanted = (
        (record.statements.revoke, "the statement of the right to revoke (c)(2)(i)"),
        (record.statements.conditioning, "the statement about conditioning care (c)(2)(ii)"),
        (record.statements.redisclosure, "the statement about redisclosure (c)(2)(iii)"),
        (record.plain_language, "plain language (c)(3)"),
        (record.copy_given, "a copy given to the signer (c)(4)"),
        (record.not_compound, "its own form, apart from others (b)(3)"),
        (record.not_conditioned, "freedom from conditions (b)(4)"),
    )
    yield from (name for there, name in wanted if not there)


def _elements(record: Consent) -> Iterator[str]:
    one = record.elements
    wanted = (
        (one.description, "a description of the information (c)(1)(i)"),
        (one.discloser, "who may disclose (c)(1)(ii)"),
        (one.recipient, "to whom (c)(1)(iii)"),
        (any(one.purpose), "the purpose (c)(1)(iv)"),
        (_ends(record), "an expiry date or event (c)(1)(v)"),
        (one.signature.present, "a signature (c)(1)(vi)"),
        (one.signature.on, "the date of the signature (c)(1)(vi)"),
    )
    yield from (name for there, name in wanted if not there)


def _ends(record: Consent) -> bool:
    expiry = record.elements.expiry
    if expiry.on is not None:
        return True
    event = expiry.event.strip().casefold()
    research = any("research" in purpose.casefold() for purpose in record.elements.purpose)
    return bool(event) and (event not in _NO_END or research)
