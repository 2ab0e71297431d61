"""The report for editors: one page that tells all that is known of a site, to be opened without a server.

It is drawn with the templates of `report/`, the theme's own or else ours, and never belongs into the site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microsite.coming import Change, changes
from microsite.model import Output, output_path
from microsite.report.charts import Columns, ReadingChart, reading_chart, review_chart
from microsite.report.differences import Differences, differences
from microsite.report.downloads import Download, downloads
from microsite.report.links import OutwardLink, PlacedPicture, outward_links, placed_pictures
from microsite.report.mistakes import FileMistakes, Verdict, by_file, verdict
from microsite.report.pages import PageFacts, page_facts
from microsite.report.schedule import Withheld, withheld
from microsite.reviews import reviews
from microsite.theme import OUR_TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from microsite.checks.checked import CheckedSite
    from microsite.problems import Report
    from microsite.render import Renderer
    from microsite.reviews import Review

ADDRESS = "/__report/"
PATH = output_path(ADDRESS)

TEMPLATE = "report/report.html"
MARK = b'content="Microsite report"'
"""By which a report of ours is known; our template has it in its head."""


class ReportView(Struct, frozen=True):
    """What the template of the report gets, ready to be shown."""

    site: str
    """The name of the site, or nothing where it could not be read."""
    today: date
    zone: str
    verdict: Verdict
    files: tuple[FileMistakes, ...]
    pages: tuple[PageFacts, ...]
    withheld: tuple[Withheld, ...]
    changes: tuple[Change, ...]
    reviews: tuple[Review, ...]
    links: tuple[OutwardLink, ...]
    pictures: tuple[PlacedPicture, ...]
    downloads: tuple[Download, ...]
    differences: Differences
    reading_chart: ReadingChart | None
    """None where no page is long enough to be measured."""
    review_chart: Columns | None
    """None where no page has a review date."""


def draw_report(
    checked: CheckedSite, outputs: Sequence[Output], renderer: Renderer, report: Report, published: Path | None
) -> Output:
    """Return the report as an output at `PATH`, without content where no template of it can be drawn.

    `outputs` are those of the site; `published` is the folder of the published site, if it is to be compared.
    """
    compared = differences(checked, outputs, published)
    text = ""
    if (checked.site.theme.folder / TEMPLATE).is_file():
        text = renderer.draw(TEMPLATE, report=_view(checked, outputs, report, compared))
    if not text:
        # A theme without a report gets ours. So does one whose own cannot be drawn, and that mistake is told in it.
        renderer = renderer.with_templates(OUR_TEMPLATES)
        text = renderer.draw(TEMPLATE, report=_view(checked, outputs, report, compared))
    renderer.environment.keep()
    return Output(PATH, text.encode("utf-8", errors="backslashreplace"), "the report")


def _view(checked: CheckedSite, outputs: Sequence[Output], report: Report, compared: Differences) -> ReportView:
    site = checked.site
    pages = page_facts(checked, outputs, report)
    due = reviews(site.documents, site.today)
    return ReportView(
        site.config.settings.name,
        site.today,
        site.config.zone().key,
        verdict(report),
        by_file(report),
        pages,
        withheld(site.documents, site.today),
        changes(site.documents, site.today),
        due,
        outward_links(checked, pages),
        placed_pictures(checked, outputs, pages),
        downloads(outputs),
        compared,
        reading_chart(pages),
        review_chart(due, site.today),
    )
