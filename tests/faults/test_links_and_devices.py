"""A link, a pipe, a device and a file that is shut: each is named at once, and nothing of what it leads to is read."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faults.trial import powerless

if TYPE_CHECKING:
    from collections.abc import Callable

    from faults.trial import Trial

CANARY = "the canary of a file elsewhere"
AT_ONCE = 5  # seconds, on a machine that does more; who waits for a pipe waits for ever

PLACES = (
    *("content/x.md", "content/x.png", "content/x.pdf", "content/help.md", "content/folder", "site_config.yaml"),
    *("addresses.txt", "templates/base.html", "templates/partials/header.html", "templates/pages/article.html"),
    *("templates/pages/article.yaml", "templates/components/callout/component.html", "templates/pictures.yaml"),
    *("templates/components/callout/component.css", "templates/assets/css/tokens.css", "templates/assets/x.png"),
    *("templates/assets/icons", "templates/unused.html", "templates/.hidden"),
)


def clear(trial: Trial, path: str) -> Path:
    """Return where something is to be put in place of what stands there."""
    if path.startswith("templates/") and not (trial.root / "templates").is_dir():
        trial.own_templates()
    place = trial.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    return place


def refused(trial: Trial, path: str) -> str:
    """Say that the program names this place, and that nothing but what cannot be so without it is told as well."""
    ran = trial.run("build", limit=AT_ONCE)
    assert ran.code == 1, ran.told
    assert [line for line in ran.problems if line.startswith(f"{path}: error[not-a-file] ")], ran.told
    assert "    hint: " in ran.told
    others = set(ran.codes) - {"not-a-file"}
    # Without its settings a site has no name and no facts; without its icons the theme lacks what it names.
    assert others <= {
        "site_config.yaml": {"unknown-fact", "empty-link"},
        "templates/assets/icons": {"template-error"},
    }.get(path, set()), ran.told
    assert CANARY not in ran.told
    assert trial.now() == trial.published
    return ran.told


@pytest.mark.holds(42, "refused")
@pytest.mark.parametrize("path", PLACES)
def test_a_link_is_refused_wherever_it_stands(trial: Trial, path: str) -> None:
    outside = trial.home / "outside"
    outside.write_text(CANARY, "utf-8")
    clear(trial, path).symlink_to(outside)
    assert f"is a link to “{outside}”" in refused(trial, path)


@pytest.mark.holds(42, "refused", times=len(PLACES))
@pytest.mark.parametrize("target", ["/etc", "/etc/passwd", "nowhere", "itself", "inside", "../../../.."])
def test_a_link_is_refused_wherever_it_leads(trial: Trial, target: str) -> None:
    trial.own_templates()
    inside = trial.write("notes.md", CANARY)
    for path in PLACES:
        place = clear(trial, path)
        place.symlink_to({"itself": place, "inside": inside}.get(target, target))
    ran = trial.run("build", limit=AT_ONCE)
    assert ran.code == 1
    assert {line.split(": ")[0] for line in ran.problems if "[not-a-file]" in line} == set(PLACES), ran.told
    assert CANARY not in ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(42, "refused", times=2)
@pytest.mark.parametrize("path", ["content", "templates"])
def test_a_whole_folder_that_is_a_link_is_refused(trial: Trial, path: str) -> None:
    trial.own_templates()
    (trial.root / path).rename(trial.home / "elsewhere")
    for target in (trial.home / "elsewhere", Path("/")):
        (trial.root / path).symlink_to(target)
        assert f"is a link to “{target}”" in refused(trial, path)
        (trial.root / path).unlink()


@pytest.mark.holds(42, "harmless")
def test_compiled_templates_are_never_written_or_read_through_a_link(trial: Trial) -> None:
    """Python's own folder is no part of a site; nothing of it is followed."""
    templates, outside = trial.own_templates(), trial.home / "outside"
    outside.mkdir()
    (outside / "x.html").write_text(CANARY, "utf-8")
    shutil.rmtree(templates / "__pycache__", ignore_errors=True)
    (templates / "__pycache__").symlink_to(outside)
    assert "is a link to" in refused(
        trial, "templates/__pycache__"
    )  # `run` has seen that nothing came to stand outside
    (templates / "__pycache__").unlink()
    (templates / "__pycache__").mkdir()
    (templates / "__pycache__/away").symlink_to(outside)
    footer = templates / "partials/footer.html"
    footer.write_text(footer.read_text("utf-8") + '{% include "__pycache__/away/x.html" %}', "utf-8")
    trial.refused("not-a-file", words="“templates/__pycache__/away” is a link to “")


def put_socket(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        # The path of a socket has at most a hundred bytes, so it is named through its open folder.
        folder = os.open(place.parent, os.O_RDONLY)
        made.bind(f"/proc/self/fd/{folder}/{place.name}")
        os.close(folder)


def put_zeros(place: Path) -> None:
    place.symlink_to("/dev/zero")


@pytest.mark.holds(43, "refused")
@pytest.mark.parametrize("path", PLACES)
def test_a_pipe_is_refused_at_once(trial: Trial, path: str) -> None:
    os.mkfifo(clear(trial, path))
    refused(trial, path)


@pytest.mark.holds(43, "refused", times=len(PLACES))
@pytest.mark.parametrize("put", [os.mkfifo, put_socket, put_zeros])
def test_what_never_ends_is_refused_at_once(trial: Trial, put: Callable[[Path], None]) -> None:
    trial.own_templates()
    for path in PLACES:
        put(clear(trial, path))
    ran = trial.run("build", limit=AT_ONCE)
    assert ran.code == 1
    assert {line.split(": ")[0] for line in ran.problems if "[not-a-file]" in line} == set(PLACES), ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(43, "refused")
def test_a_pipe_in_place_of_a_folder_is_refused_at_once(trial: Trial) -> None:
    shutil.rmtree(trial.root / "content")
    os.mkfifo(trial.root / "content")
    ran = trial.run("build", limit=AT_ONCE)
    assert ran.codes == ["missing-folder"], ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(51, "refused", times=7)
def test_a_file_that_may_not_be_read_is_refused_and_not_passed_over(trial: Trial) -> None:
    trial.own_templates()
    trial.write("content/form.pdf", b"%PDF-1.7")
    paths = ["content/help.md", "content/form.pdf", "addresses.txt"]
    paths += [f"templates/{name}" for name in ("base.html", "pages/article.yaml", "assets/css/tokens.css")]
    for together in (["site_config.yaml"], paths):
        for path in together:
            (trial.root / path).chmod(0)
        ran = trial.run("build", limit=AT_ONCE, before=powerless)
        shut = [line for line in ran.problems if "[unreadable-file]" in line and "Permission denied" in line]
        assert {line.split(": ")[0] for line in shut} == set(together), ran.told
        assert ran.code == 1
        assert trial.now() == trial.published
        for path in together:
            (trial.root / path).chmod(0o644)


@pytest.mark.holds(51, "refused", times=4)
@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_a_folder_that_may_not_be_looked_into_is_refused_and_not_passed_over(trial: Trial, mode: int) -> None:
    """With 0o444 the names in a folder are known, and nothing else of them."""
    trial.own_templates()
    for path in ("content/visit", "templates/partials"):
        (trial.root / path).chmod(mode)
        ran = trial.run("build", limit=AT_ONCE, before=powerless)
        (trial.root / path).chmod(0o755)
        assert ran.code == 1, ran.told
        assert set(ran.codes) == {"unreadable-file"}, ran.told
        assert all(line.startswith(path) for line in ran.problems), ran.told
        assert trial.now() == trial.published
