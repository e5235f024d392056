"""gatepost rules: the list, or one rule explained with its source and examples."""

from __future__ import annotations

import click

from bot import rules as rulebook
from bot.cli.app import App, format_option, pass_app
from bot.errors import NothingFound
from bot.rules.base import Rule


@click.command()
@click.argument("rule_id", required=False, metavar="[ID]")
@format_option
@pass_app
def rules(app: App, rule_id: str | None, form: str) -> None:
    """List every rule, or explain the one named ID."""
    known = rulebook.load()
    if rule_id is None:
        chosen = list(known.values())
    elif rule_id.upper() in known:
        chosen = [known[rule_id.upper()]]
    else:
        raise _unknown(rule_id)
    if form == "json":
        app.emit([_plain(rule) for rule in chosen])
    elif rule_id is None:
        _table(app, chosen)
    else:
        from rich.markdown import Markdown

        from bot.rules.page import page

        app.console.print(Markdown(page(chosen[0])))


def _unknown(rule_id: str) -> NothingFound:
    if rule_id.upper() == "FIT":
        return NothingFound(
            "FIT is no rule: the platform cannot carry the post as it stands.",
            fix="gatepost check says by how much; docs/platforms/limits.md has the limits.",
        )
    return NothingFound(f"There is no rule {rule_id!r}.", fix="gatepost rules lists them all.")


def _table(app: App, chosen: list[Rule]) -> None:
    from rich.table import Table

    from bot.rules.page import packs

    table = Table("Rule", "Gate", "Severity", "Override", "Pack", "Stops", box=None, pad_edge=False)
    for rule in chosen:
        row = (rule.id, rule.gate, rule.severity.value, rule.override, packs(rule), rule.title)
        table.add_row(*row)
    app.console.print(table)
    app.console.print(
        "\nOverride: N nobody, D a privacy officer's signed determination, C clinician, P privacy "
        "officer, M marketing, L legal, A account administrator."
    )
    app.console.print("\nWhy, source, fix and examples of one: gatepost rules DIS002")


def _plain(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "gate": rule.gate,
        "severity": rule.severity.value,
        "needs": sorted(need.value for need in rule.needs),
        "why": rule.why,
        "fix": rule.fix,
        "source": rule.source,
        "override": rule.override,
        "packs": sorted(rule.packs),
        "stricter": {pack: severity.value for pack, severity in rule.stricter.items()},
    }
