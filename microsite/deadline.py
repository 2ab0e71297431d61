"""No page takes all day: what makes one is stopped after ten seconds, or where it calls itself too often."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from microsite.problems import Report
    from microsite.source import Source

T = TypeVar("T")

SECONDS_A_PAGE = 10
_AGAIN = 1
"""Seconds after which it is said again, for what Python runs while it cleans up hears nothing."""


def in_time(make: Callable[[], T], source: Source, report: Report, what: str = "") -> T | None:
    """Return what `make` makes, or None with a problem of the file where it takes too long or is nested too deeply."""
    try:
        with _time_limit(SECONDS_A_PAGE):
            return make()
    except _TooSlowError:
        message = f"The page took more than {SECONDS_A_PAGE} seconds{what}."
        report.add(source.problem("too-slow", message, hint="Look for very long runs of brackets or stars."))
    except RecursionError:
        message = "Something on the page is nested too deeply."
        report.add(source.problem("nested-too-deeply", message, hint="Look for lists in lists and quotations."))
    return None


class _TooSlowError(BaseException):
    """A page took longer than it may. No `except Exception` on the way, as for mistakes of templates, may take it."""


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Stop what runs inside after so many seconds, where the system can (signals, main thread)."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _TooSlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
