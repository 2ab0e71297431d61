"""Ask a live site: several addresses at once, each within its time, and no more of an answer than is needed."""

from __future__ import annotations

import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError, ProtocolError

from microsite import __version__
from microsite.verifying.answers import Answer, Failure, TooSlowError, failure_of, same_url
from microsite.verifying.questions import PLAIN
from microsite.verifying.unpacking import UnpackingError, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from urllib3 import BaseHTTPResponse

    from microsite.verifying.answers import Reply
    from microsite.verifying.questions import Question

    Answered = tuple[Question, tuple[Reply, ...] | Exception]

AT_ONCE = 8
"""So many addresses are asked at the same time: little for a host, and fast enough."""

GIVE_UP_AFTER = 10
"""When so many addresses gave no answer, no more are asked."""

_CONNECT_SECONDS = 10
_PART = 64 * 1024
_BUSY = frozenset({429, 503})  # https://www.rfc-editor.org/rfc/rfc6585#section-4
_MOST_PAUSE, _TRIES = 5, 3


class Asker:
    """Keeps the connections to a host between questions."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        """So long an address may take, with all that is asked there."""
        # Two pools: the host by https, and by http.
        self._pool = PoolManager(2, maxsize=AT_ONCE, headers={"User-Agent": f"Microsite/{__version__} (verify)"})

    def ask_all(self, questions: Sequence[Question]) -> Iterator[tuple[Question, tuple[Reply, ...]]]:
        """Yield each question with its replies, as they come; at the end those that were given up."""
        waiting: SimpleQueue[Question] = SimpleQueue()
        answered: SimpleQueue[Answered] = SimpleQueue()
        for question in questions:
            waiting.put(question)
        # No pool of threads: Python would wait for them at the end, and Ctrl-C is to end at once.
        for _ in range(min(AT_ONCE, len(questions))):
            Thread(target=self._work, args=(waiting, answered), daemon=True).start()
        left, failed = dict.fromkeys(questions), 0
        try:
            while left and failed < GIVE_UP_AFTER:
                # A name that is looked up, or a header that drips, knows no limit of its own.
                question, replies = _next(answered, self.seconds + 1)
                if isinstance(replies, Exception):
                    raise replies
                del left[question]
                failed += _failed(replies)
                yield question, replies
        except Empty:
            pass
        finally:
            with suppress(Empty):
                while True:
                    waiting.get_nowait()
        for question in left:
            yield question, (self._given_up(question, failed),)

    def ask(self, question: Question) -> tuple[Reply, ...]:
        """Return a reply for each encoding of the question, or for each redirect that was followed."""
        deadline = time.monotonic() + self.seconds
        replies: list[Reply] = []
        for encoding in question.encodings:
            replies.append(self._ask(question.url, encoding, question.most, deadline))
            if _failed(tuple(replies)):
                break
        for _ in range(question.hops):
            last = replies[-1]
            if not isinstance(last, Answer) or not _same_host(last.target, question.url):
                break
            if same_url(last.target, question.to):
                break  # what is there has a question of its own
            replies.append(self._ask(last.target, PLAIN, question.most, deadline))
        return tuple(replies)

    def _work(self, waiting: SimpleQueue[Question], answered: SimpleQueue[Answered]) -> None:
        with suppress(Empty):
            while True:
                question = waiting.get_nowait()
                try:
                    answered.put((question, self.ask(question)))
                except Exception as error:  # noqa: BLE001  a bug of ours belongs to the main thread
                    answered.put((question, error))

    def _given_up(self, question: Question, failed: int) -> Reply:
        if failed >= GIVE_UP_AFTER:
            return Failure(question.url, "no-answer", "It was not asked any more, because too many others were silent.")
        return failure_of(question.url, TooSlowError(), self.seconds)

    def _ask(self, url: str, encoding: str, most: int, deadline: float) -> Reply:
        """Ask once. A host that is busy, or that closed an old connection, is asked again."""
        for attempt in range(1, _TRIES + 1):
            try:
                response = self._request(url, encoding, deadline)
            except ProtocolError as error:
                if attempt == 1:
                    continue
                return failure_of(url, error, self.seconds)
            except (HTTPError, TooSlowError) as error:
                return failure_of(url, error, self.seconds)
            pause = _pause(response)
            if response.status not in _BUSY or attempt == _TRIES or time.monotonic() + pause > deadline:
                break
            response.close()
            time.sleep(pause)
        return self._read(response, url, encoding, most, deadline)

    def _request(self, url: str, encoding: str, deadline: float) -> BaseHTTPResponse:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TooSlowError
        return self._pool.request(
            "GET",
            url,
            headers={**self._pool.headers, "Accept-Encoding": encoding},
            retries=False,
            redirect=False,
            preload_content=False,
            timeout=Timeout(connect=min(left, _CONNECT_SECONDS), read=left),
        )

    def _read(self, response: BaseHTTPResponse, url: str, encoding: str, most: int, deadline: float) -> Reply:
        try:
            body = _body(response, most, deadline)
        except (HTTPError, TooSlowError) as error:
            response.close()
            return failure_of(url, error, self.seconds)
        if len(body) > most:
            response.close()
        response.release_conn()
        packed = response.headers.get("Content-Encoding", "").strip().casefold()
        headers = {name.casefold(): tuple(response.headers.getlist(name)) for name in response.headers}
        if packed and packed != PLAIN:
            try:
                body = unpack(body, packed, most + 1)
            except UnpackingError:
                words = f"Asked for {encoding}, the host sends what cannot be unpacked as “{packed}”."
                return Failure(url, "bad-compression", words)
        return Answer(url, response.status, headers, body[:most], len(body) <= most, encoding)


def _next(answered: SimpleQueue[Answered], seconds: float) -> Answered:
    """Return what comes within so many seconds. Raises Empty.

    It wakes each second: a Ctrl-C that comes a moment before a long wait begins is heard only after it.
    """
    end = time.monotonic() + seconds
    while True:
        left = end - time.monotonic()
        try:
            return answered.get(timeout=min(max(left, 0), 1))
        except Empty:
            if left <= 1:
                raise


def _body(response: BaseHTTPResponse, most: int, deadline: float) -> bytes:
    """Return the body as it was sent, with at least a byte more than `most` where there is more."""
    body = bytearray()
    # One piece of the network at a time, so that a body that drips ends in time, too.
    while len(body) <= most and (part := response.read1(_PART, decode_content=False)):
        body += part
        if time.monotonic() > deadline:
            raise TooSlowError
    return bytes(body)


def _failed(replies: tuple[Reply, ...]) -> bool:
    """Tell whether the host was silent in the end."""
    last = replies[-1]
    return isinstance(last, Failure) and last.code == "no-answer"


def _pause(response: BaseHTTPResponse) -> float:
    """Return how many seconds a busy host wants to be left alone; of that, at most a few."""
    wanted = response.headers.get("Retry-After", "")
    return min(int(wanted), _MOST_PAUSE) if wanted.isdecimal() else 1


def _same_host(url: str, other: str) -> bool:
    one, two = urlsplit(url), urlsplit(other)
    return (one.scheme, one.netloc) == (two.scheme, two.netloc)
