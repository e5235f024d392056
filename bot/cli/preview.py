"""gatepost preview: exactly what will be posted, in the terminal and as one page."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from bot.cli.app import App, format_option, pass_app, paths_argument


@click.command()
@paths_argument
@click.option(
    "--html",
    "html_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the page; by default preview.html in the state folder.",
)
@click.option("--quiet", is_flag=True, help="Write the page only; print no cards.")
@format_option
@pass_app
def preview(
    app: App, paths: tuple[str, ...], html_file: Path | None, quiet: bool, form: str
) -> None:
    """Show what PATHS (default: the whole calendar) will look like everywhere. Sends nothing."""
    from bot.cli.desks import quiet_desk
    from bot.hidden import Hidden
    from bot.media.store import MediaStore
    from bot.preview.card import cards
    from bot.preview.html import page

    with quiet_desk(app) as desk:
        report = desk.check(app.from_here(paths))
        posts = cards(desk, report.sheets)
    shown = Hidden.of(report.sheets).report(report)
    settings = app.records.settings
    html = page(
        posts,
        clinic=settings.clinic,
        environment=settings.environment.value,
        now=app.now(),
        store=MediaStore(app.state / "media"),
        problems=shown.problems,
    )
    target = html_file or app.state / "preview.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(html, encoding="utf-8")
    if form == "json":
        app.emit({"page": str(target), "posts": [asdict(post) for post in posts]})
    elif not quiet:
        from bot.preview.terminal import show

        show(app.console, posts)
    for problem in shown.problems:
        click.echo(str(problem), err=True)
    click.echo(f"The page: {target}", err=form == "json")
    app.finish(report.exit_code)
