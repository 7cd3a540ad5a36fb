"""`chatbot report`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from chatbot.commands.configuration import Configuration, configured
from chatbot.commands.opening import open_answerer, without_suggestions


def _moment(is_end: bool) -> Callable[[click.Context, click.Parameter, str | None], datetime | None]:
    def parse(_: click.Context, __: click.Parameter, text: str | None) -> datetime | None:
        from chatbot.reporting.period import moment

        try:
            return None if text is None else moment(text, datetime.now(UTC), is_end=is_end)
        except (ValueError, OverflowError) as error:
            raise click.BadParameter(
                f"{text!r} is no period such as 7d or 24h, and no date such as 2026-11-24."
            ) from error

    return parse


@click.command()
@click.option(
    "--since",
    default="7d",
    show_default=True,
    callback=_moment(False),
    help="A time ago (24h, 7d, 4w), or a date, in UTC.",
)
@click.option("--until", callback=_moment(True), help="The same; a date is within.  [default: now]")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Clusters and comments to show.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report as a page too, without script or anything from elsewhere.",
)
@configured
def report(
    configuration: Configuration, since: datetime, until: datetime | None, limit: int, as_json: bool, page: Path | None
) -> None:
    """What visitors asked in vain: the questions without an answer, grouped by meaning.

    Each group comes with the nearest passage of the current index. Needs server.store_questions; feedback is
    counted in any case.
    """
    from chatbot.commands.console import progress_bar
    from chatbot.commands.terminal import print_report
    from chatbot.reporting.kept import Source, read_kept
    from chatbot.reporting.report import report as make_report

    server = configuration.server
    now = datetime.now(UTC)
    until = until or now
    if since >= until:
        raise click.UsageError("--since is not before --until.")
    questions, feedback = (
        Source(configuration.base / file, now - timedelta(days=days))
        for file, days in ((server.questions, server.question_days), (server.feedback, server.feedback_days))
    )
    kept = read_kept(questions, feedback, since, until, limit)
    answerer = open_answerer(without_suggestions(configuration)) if kept.gaps else None
    with progress_bar("questions", len(kept.gaps)) as advance:
        made = make_report(kept, since, until, answerer, limit, server.store_questions, advance)
    if page:
        from chatbot.reporting.report_page import write_report_page

        write_report_page(made, page)
    if as_json:
        click.echo(made.model_dump_json(indent=2))
    else:
        print_report(made)
