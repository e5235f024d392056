"""CON006: somebody pays for the post, and the patient's form does not say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Finding, Rendition, Severity
from bot.rules.base import Example, Fact, Need, Rule, Subject, View, register
from bot.rules.meaning import obligation
from bot.rules.meaning.days import due_days

_STORY = "Ad: Neurovia pays me to speak. Meet one of our patients, who sleeps through again."


@register
class PaymentUnstated(Rule):
    """A patient's story with a paying company behind it, without the statement of payment.

    A record that says itself that money is involved and not stated is caught as well.
    """

    id = "CON006"
    title = "Payment not stated in the form"
    gate = "consent"
    severity = Severity.BLOCK
    needs = frozenset({Need.CLOCK, Need.RECORDS})
    why = (
        "Where a company pays the practice or the author and a patient's story serves as "
        "marketing, "
        "the patient must have been told before signing: the authorization has to say that payment "
        "is involved. A disclosure in the post does not repair a form that kept silent. The rule "
        "looks at the sponsor that the post names and at every tie of the register that it shows."
    )
    fix = "Get a new form that says that payment is involved and by whom, and record it"
    source = "45 CFR 164.508(a)(3)(ii)"
    override = "N"
    examples = (
        Example(
            "a paid tie is shown, the form says nothing of payment",
            {"kind": "story", "patient": {"consent": "C-7f3a"}},
            f"{_STORY} Her CalmWave headband lies by the bed.",
        ),
        Example(
            "a sponsor is named, the form says nothing of payment",
            {
                "kind": "story",
                "patient": {"consent": "C-7f3a"},
                "sponsored_by": "Carrick Devices",
            },
            "Sponsored by Carrick Devices. One of our patients walks to the shops again.",
        ),
        Example(
            "the form states the payment",
            {"kind": "story", "patient": {"consent": "C-paid"}},
            f"{_STORY} Her CalmWave headband lies by the bed.",
            stopped=False,
        ),
        Example(
            "nobody pays",
            {"kind": "story", "patient": {"consent": "C-7f3a"}},
            "Meet one of our patients, who sleeps through again.",
            stopped=False,
        ),
    )

    def observe(self, rendition: Rendition, view: View) -> Iterable[Fact]:
        """The ties and the sponsor that a post with a consent shows."""
        if view.post.consent:
            for owed in obligation.obligations(rendition, view.post, view.records):
                yield Fact("payer", owed.places[owed.parts[0]], owed.parts[0], ref=owed.ref)

    def check(self, subject: Subject, facts: Sequence[Fact], view: View) -> Iterator[Finding]:
        """Whether the record carries the statement, when a tie holds on a day of posting."""
        record = view.records.consents.get(view.post.consent)
        if record is None:
            return  # CON001 says so
        money = record.remuneration
        if money.involved and not money.stated:
            place = view.post.place("patient")
            yield self.finding(subject, place=place, what=f"{record.id} does not state the payment")
            return
        days = due_days(view)
        paid = [fact for fact in facts if obligation.is_active(fact.ref, view.records, days)]
        if paid and not money.involved:
            what = f"a company with a tie is shown and {record.id} says nothing of payment"
            yield self.finding(subject, paid[0], what=what)
