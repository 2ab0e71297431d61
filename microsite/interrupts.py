"""Ctrl-C, a closed terminal and a polite end: each ends the program wherever that is, and is never lost on the way.

Python raises KeyboardInterrupt at whatever it does just then. In a callback of its own, as when it looks after the lock
of a module, it says “Exception ignored” and goes on as if nothing had been; in what a library written in C calls, that
library may crash. So it is raised in our code, which is ready for it, and raised again where it was ignored.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` takes 2 ms more
import os
import sys
import time
from _thread import start_new_thread

TYPE_CHECKING = False  # what reads types takes it for true; this is imported before anything else
if TYPE_CHECKING:
    from types import FrameType

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it: 128 and the number of the signal."""

STOPPED = "\nStopped. The published site still works."

_HEARD = [getattr(_signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(_signal, name)]
_RETRY = 0.01
"""Seconds after which it is tried again."""
_MOST_FOREIGN = 0.5
"""Seconds for which a library is left to finish what it does."""
_TIDYING = 2.0
"""Seconds for which a second Ctrl-C leaves the program to put things in order."""

_PACKAGE = os.path.dirname(__file__)  # noqa: PTH120  pathlib takes as long to import as all else that is done at first
_OURS = (_PACKAGE + os.sep, os.path.join(os.path.dirname(_PACKAGE), "build.py"))  # noqa: PTH118, PTH120  as above


class _State:
    """What has become of the last interrupt."""

    catching = False
    words = f"{STOPPED}\n"
    first = raised = 0.0


def hear() -> None:
    """Let these signals end the program at once, until somebody catches KeyboardInterrupt.

    A signal that the program was started deaf to, as by `nohup` or in the background of a script, stays unheard.
    """
    for number in _HEARD:
        if _signal.getsignal(number) != _signal.SIG_IGN:
            _signal.signal(number, _interrupt)
    sys.unraisablehook = _raise_ignored


def leave_to_parent(*, ignore: bool = False) -> None:
    """Let these signals, which reach a child as well, end it without a word, or do nothing: its parent tells of it."""
    for number in _HEARD:
        _signal.signal(number, _signal.SIG_IGN if ignore else _signal.SIG_DFL)


def catch() -> None:
    """From now on, let what is interrupted put things in order: KeyboardInterrupt is caught."""
    _State.catching = True


def leave() -> None:
    """From now on, let an interrupt end the program at once, without a word: all that was to be done is done."""
    _State.catching, _State.words = False, ""


def _interrupt(number: int, frame: FrameType | None) -> None:
    now = time.monotonic()
    if _State.raised and now - _State.raised < _TIDYING:
        return
    if _State.raised or not _State.catching:
        os.write(2, _State.words.encode())  # and not to `sys.stderr`, which may have been interrupted half-way
        os._exit(INTERRUPTED)
    if now - (_State.first or now) < _MOST_FOREIGN and not _is_ours(frame):
        if not _State.first:
            _send_until_raised(number, now)
        return
    _State.raised = now
    raise KeyboardInterrupt


def _is_ours(frame: FrameType | None) -> bool:
    """Tell whether our code was interrupted, and not a library, an import or this module."""
    file = frame.f_code.co_filename if frame else ""
    return file.startswith(_OURS) and file != __file__


def _send_until_raised(number: int, now: float) -> None:
    _State.first, _State.raised = now, 0.0

    def send() -> None:
        while not _State.raised:
            time.sleep(_RETRY)
            os.kill(os.getpid(), number)

    start_new_thread(send, ())


def _raise_ignored(ignored: sys.UnraisableHookArgs) -> None:
    """Let an interrupt that Python has ignored come once more; all else is told as ever."""
    if not issubclass(ignored.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(ignored)
        return
    _send_until_raised(_signal.SIGINT, time.monotonic())
