"""Show the site while it is being written: a save is on the screen before the editor looks there."""

from __future__ import annotations

import gc
import sys
import time
import traceback
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct, structs

from microsite.assets import OUTPUT_FOLDER, STYLE_SHEET
from microsite.config import read_config
from microsite.memory import Memory
from microsite.options import Options
from microsite.preview.names import LOOPBACK, Names, names_of
from microsite.preview.panel import Panel
from microsite.preview.server import Server, listen
from microsite.preview.shown import Shown
from microsite.preview.watching import Watched, Watcher, is_left_by_an_editor
from microsite.problems import Place, Problem, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from microsite.model import Output

    Build = Callable[[Path, Options, Report, Memory], tuple[Output, ...]]

SETTLED = 0.3
"""Seconds without a change after which the site is looked at once more, in case an event went missing."""


class Wanted(Struct, frozen=True):
    """What a person asked for: which site, where, and how files are opened."""

    root: Path
    templates: Path
    port: int
    host: str = LOOPBACK
    names: tuple[str, ...] = ()
    """Other names by which this machine may be asked."""
    base_url: str | None = None
    opener: str = ""
    """The address that opens a file in an editor, with `{path}`, `{line}` and `{column}` in it."""
    poll: bool = False


class Told(Struct, frozen=True):
    """What a build brought, for the terminal."""

    shown: Shown
    before: Shown | None
    saved: tuple[str, ...]
    seconds: float
    names: Names

    @property
    def url(self) -> str:
        """Where the site is on this machine."""
        return self.names.origin + self.shown.base

    @property
    def urls_of_others(self) -> tuple[str, ...]:
        """Where other machines find it; none where they cannot."""
        return tuple(f"http://{name}:{self.names.port}{self.shown.base}" for name in self.names.others)


class Preview:
    """Builds in the main thread, where a page that takes too long can be stopped, and serves from another."""

    def __init__(self, wanted: Wanted, build: Build, tell: Callable[[Told], None]) -> None:
        """Take what is wanted, the function that builds, and one that tells what each build brought."""
        self.wanted, self.build, self.tell = wanted, build, tell
        self.memory = Memory()
        self.events: SimpleQueue[frozenset[str] | Future[Shown]] = SimpleQueue()
        self.panel = Panel(wanted.root, wanted.templates, wanted.opener)
        self.base = "/"
        self.shown: Shown | None = None

    def run(self) -> None:
        """Show the site until KeyboardInterrupt. Raises NotListeningError."""
        sockets = listen(self.wanted.port, self.wanted.host)
        self.names = names_of(sockets, self.wanted.host, self.wanted.names)
        watched = Watched(self.wanted.root, self.wanted.templates)
        started = time.perf_counter()
        with Watcher(watched, self.events.put, poll=self.wanted.poll):
            shown = self.shown = self.make(frozenset())
            with Server(shown, sockets, self.names, self._ask) as server:
                self._tell(None, (), started)
                self._collect()
                self._follow(server)

    def _ask(self) -> Future[Shown]:
        wanted: Future[Shown] = Future()
        self.events.put(wanted)
        return wanted

    def _follow(self, server: Server) -> None:
        unsettled = True
        while True:
            try:
                event = self.events.get(timeout=SETTLED if unsettled else 1)
            except Empty:
                if unsettled:
                    self._refresh(server, frozenset())
                    self._collect()
                unsettled = False
                continue
            events = [event]
            while not self.events.empty():
                events.append(self.events.get())
            bursts = [event for event in events if isinstance(event, frozenset)]
            if bursts:
                self._refresh(server, frozenset().union(*bursts))
                unsettled = True
            for event in events:
                if isinstance(event, Future):
                    self._answer(event)

    def _answer(self, future: Future[Shown]) -> None:
        """Build once more, with the report, for somebody who looks at it; not for one who has gone meanwhile."""
        if not future.set_running_or_notify_cancel():
            return
        shown = self.shown  # if this is interrupted, the preview ends, and nothing else is to be told
        try:
            shown = self.make(frozenset(), editors_report=True)
        finally:
            if shown:
                future.set_result(shown)

    def _refresh(self, server: Server, saved: frozenset[str]) -> None:
        """Build, and show what came of it if that is anything new."""
        started, before = time.perf_counter(), server.shown
        shown = self.make(saved)
        changed = _changed(before.outputs, shown.outputs)
        if not changed and before.problems == shown.problems and before.base == shown.base:
            return
        if not saved:
            # No event told what was saved; a single page that has changed tells it as well.
            saved = _sources(shown, changed)
            shown = structs.replace(shown, saved=tuple(saved)) if len(saved) == 1 else shown
        self.shown = shown
        style = f"{OUTPUT_FOLDER}/{STYLE_SHEET}"
        only_style = changed == {style} and before.problems == shown.problems
        server.show(shown, shown.base + style if only_style else "")
        self._tell(before, tuple(sorted(saved)), started)

    def _tell(self, before: Shown | None, saved: tuple[str, ...], started: float) -> None:
        if self.shown:
            seconds = time.perf_counter() - started
            self.tell(Told(self.shown, before, saved, seconds, self.names))

    def make(self, saved: frozenset[str], *, editors_report: bool = False) -> Shown:
        """Return what a build gives now; the saved files, if any, are offered on other pages."""
        report = Report()
        outputs = self._outputs(report, editors_report=editors_report)
        # Editors keep files of their own beside the page that is being written; they will be gone.
        problems = tuple(problem for problem in report.problems if not is_left_by_an_editor(problem.place.path))
        last = self.shown.saved if self.shown else ()
        return Shown(_number(self.shown), self.base, outputs, problems, tuple(sorted(saved)) or last, self.panel)

    def _outputs(self, report: Report, *, editors_report: bool) -> Mapping[str, Output]:
        """Return the files of the site; a page that could not be drawn is as it was last."""
        config = read_config(self.wanted.root, Report(), self.memory)
        if config.source.text:  # without settings, the site stays where it is
            path = urlsplit(self.wanted.base_url or config.settings.url).path
            self.base = path.rstrip("/") + "/"
        options = Options(base_url=self.names.origin + self.base, preview=True, editors_report=editors_report)
        last = self.shown.outputs if self.shown else {}
        try:
            outputs = self.build(self.wanted.root, options, report, self.memory)
        except Exception:  # noqa: BLE001  our own mistake must not end the preview of somebody who writes
            report.add(_our_mistake())
            return last
        return {
            output.path: output if output.data or output.path not in last else last[output.path] for output in outputs
        }

    @staticmethod
    def _collect() -> None:
        """Look for garbage now, while nobody waits, and not in the middle of the next build."""
        gc.enable()
        gc.collect()
        gc.freeze()
        gc.disable()


def _our_mistake() -> Problem:
    sys.stderr.write(traceback.format_exc())
    message = "The generator failed. That is its mistake, not yours; what you see is from before."
    return Problem("generator-failed", message, Place("microsite"), "Undo the last change, and report what it was.")


def _sources(shown: Shown, changed: set[str]) -> frozenset[str]:
    """Return the files from which the pages among the changed paths are made."""
    outputs = [shown.outputs[path] for path in changed if path in shown.outputs and path.endswith(".html")]
    return frozenset(output.made_from for output in outputs)


def _changed(before: Mapping[str, Output], now: Mapping[str, Output]) -> set[str]:
    """Return the paths at which another file stands now, or none any more. Most are the same objects."""
    changed = {path for path, output in now.items() if (old := before.get(path)) is not output and old != output}
    return changed | (before.keys() - now.keys())


def _number(before: Shown | None) -> int:
    """Return a number for a build that is higher than any before, also than those of a preview that has ended."""
    return max(time.time_ns() // 1_000_000, before.number + 1 if before else 0)
