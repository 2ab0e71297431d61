"""Bytes that decide what is chosen; the same bytes make the same choices, whoever has made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
_BYTE = 256


class Choices:
    """Choices that bytes make, one byte for each; when they are used up, the first is taken each time."""

    def __init__(self, data: bytes) -> None:
        self.data, self.position, self.words = data, 0, 0

    @property
    def is_over(self) -> bool:
        """Whether all bytes are used up."""
        return self.position >= len(self.data)

    def number(self, below: int) -> int:
        """Return a number from 0 on, below another."""
        value = 0
        for _ in range(1 if below <= _BYTE else 2):
            value = value * _BYTE + (self.data[self.position] if not self.is_over else 0)
            self.position += 1
        return value % below

    def one(self, of: Sequence[T]) -> T:
        """Return one of several things."""
        return of[self.number(len(of))]

    def some(self, of: Sequence[T], most: int) -> list[T]:
        """Return some of several things, perhaps none, perhaps one several times."""
        return [self.one(of) for _ in range(self.number(most + 1))]

    def raw(self, most: int) -> bytes:
        """Return bytes as they stand."""
        start, length = self.position + 1, self.number(most + 1)
        self.position = start + length
        return self.data[start : start + length]

    def word(self) -> str:
        """Return a word that has not been used, of letters only, which nothing on a page holds by chance."""
        self.words += 1
        return f"zq{_letters(self.words)}q"


def _letters(number: int) -> str:
    """Return a number in letters that make no word of any language, each as often as another."""
    digits = "bdghjkvwxz"
    return "".join(digits[int(digit)] for digit in str(number))
