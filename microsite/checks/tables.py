"""Tables: each says what its columns are, what it is about, and fits on a telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.checks.checked import CheckedPage, CheckedSite
    from microsite.problems import Problem
    from microsite.tree import FinishedTable

MAX_COLUMNS = 6


def without_header(checked: CheckedSite) -> Iterator[Problem]:
    """Yield tables whose columns have no names."""
    for page, number, table in _tables(checked):
        if not table.has_header:
            message = "The columns of this table have no names."
            hint = "Write the name of each column into the first row."
            yield page.written.problem("table-without-header", message, _offset(page, number), hint=hint)


def without_caption(checked: CheckedSite) -> Iterator[Problem]:
    """Yield tables that do not say what they are about."""
    for page, number, table in _tables(checked):
        if not table.has_caption:
            message = "This table has no caption."
            hint = "Write a line “Table: What a visit costs” above it, and an empty line between the two."
            yield page.written.problem("table-without-caption", message, _offset(page, number), hint=hint)


def wide(checked: CheckedSite) -> Iterator[Problem]:
    """Yield tables with more columns than a narrow window shows well."""
    for page, number, table in _tables(checked):
        if table.columns > MAX_COLUMNS:
            message = (
                f"This table has {table.columns} columns; more than {MAX_COLUMNS} are hard to read on a telephone."
            )
            hint = "Split it into two tables, or make its rows into sections."
            yield page.written.problem("wide-table", message, _offset(page, number), hint=hint)


CHECKS = (without_header, without_caption, wide)
SITE_CHECKS = ()


def _tables(checked: CheckedSite) -> Iterator[tuple[CheckedPage, int, FinishedTable]]:
    return ((page, number, table) for page in checked.pages for number, table in enumerate(page.finished.tables))


def _offset(page: CheckedPage, number: int) -> int:
    return page.written.table(number, len(page.finished.tables))
