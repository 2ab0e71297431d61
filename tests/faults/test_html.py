"""HTML in the text of a page is shown as text, and named at its line; nothing of it ever becomes part of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from faults.trial import Trial


@pytest.mark.holds(1, "refused")
@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "Some <script>alert(1)</script> words."])
def test_a_script_is_refused(trial: Trial, text: str) -> None:
    trial.body(text)
    trial.refused("raw-html", at="content/strange.md:6:")
