"""A second process that works aside: messages arrive whole, and its end is noticed."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from microsite.aside import Aside, end_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.aside import Channel

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@pytest.fixture(autouse=True)
def ended(forked: list[int]) -> Iterator[None]:
    """End what is still running, before it is looked whether anything is left."""
    del forked
    yield
    end_all()


def echo(channel: Channel) -> None:
    while (message := channel.receive()) is not None:
        channel.send(message[::-1])


def test_messages_of_any_size_arrive_whole_and_in_order() -> None:
    aside = Aside(echo)
    for message in (b"", b"a", b"words" * 5, os.urandom(300_000)):
        aside.channel.send(message)
        assert aside.channel.receive() == message[::-1]
    aside.end()


def test_who_waits_for_a_process_that_has_ended_is_told() -> None:
    assert Aside(lambda _channel: None).channel.receive() is None


def test_who_waits_for_a_process_that_was_killed_half_way_through_a_message_is_told() -> None:
    def half(channel: Channel) -> None:
        os.write(channel.writer, (100).to_bytes(8, "big") + b"half")
        os.kill(os.getpid(), signal.SIGKILL)

    assert Aside(half).channel.receive() is None


def test_an_error_there_ends_that_process_alone(capfd: pytest.CaptureFixture[str]) -> None:
    def fail(_channel: Channel) -> None:
        raise ZeroDivisionError

    aside = Aside(fail)
    assert aside.channel.receive() is None
    assert aside.channel.receive() is None
    assert capfd.readouterr().err == ""


def test_whoever_sends_to_one_that_has_ended_hears_of_it() -> None:
    aside = Aside(lambda _channel: None)
    assert aside.channel.receive() is None
    with pytest.raises(OSError, match="Broken pipe"):
        aside.channel.send(b"x" * 1_000_000)


def test_it_is_ended_whatever_it_does_and_only_once() -> None:
    aside = Aside(lambda _channel: signal.pause())
    aside.end()
    aside.end()
    with pytest.raises(ProcessLookupError):
        os.kill(aside.pid, 0)


def test_ctrl_c_is_left_to_the_first_process() -> None:
    def interrupted(channel: Channel) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        channel.send(b"still here")

    assert Aside(interrupted).channel.receive() == b"still here"
