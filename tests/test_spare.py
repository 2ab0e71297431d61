"""The spare beside a large site: it makes publishing quick, and nothing but what was built ever comes out of it."""

from __future__ import annotations

import inspect
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from publishing import git

from microsite import exchange, placing, publish, spare, staging
from microsite.model import Output
from microsite.problems import Report
from microsite.publish import MARKER, NotAsPublished, Published, publish_changes
from microsite.spare import LEAST_FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

ROOT = Path(__file__).resolve().parent.parent
FEW = 4
"""Files from which on a spare is kept here, so that the sites are quickly made."""

SITE = {f"{number}/index.html": f"old {number}".encode() for number in range(8)}
PAGE = "3/index.html"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "content").mkdir(parents=True)
    return root


@pytest.fixture
def large(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a project with a site, and a spare in which one page differs."""
    monkeypatch.setattr(placing, "LEAST_FILES", FEW)
    whole(project, SITE)
    changes(project, {PAGE: b"newer"})
    assert note_of(project).is_file()
    return project


def whole(project: Path, files: Mapping[str, bytes]) -> Published | None:
    report = Report()
    outputs = [Output(path, data) for path, data in files.items()]
    done = publish.publish(outputs, project / "public", project, (project / "content",), report)
    assert not report.problems, report.problems
    return done


def changes(project: Path, changed: Mapping[str, bytes], gone: Collection[str] = ()) -> Published | None:
    report = Report()
    done = publish_changes(changed, gone, project / "public", project, (project / "content",), report)
    assert not report.problems, report.problems
    return done


def note_of(project: Path) -> Path:
    return project / ".public.spare" / "note.txt"


def inside(project: Path) -> Path:
    return project / ".public.spare" / "site"


def files(folder: Path) -> dict[str, bytes]:
    """Return every file and folder; a folder holds no bytes."""
    return {
        path.relative_to(folder).as_posix(): b"" if path.is_dir() else path.read_bytes() for path in folder.rglob("*")
    }


def kept(folder: Path, paths: Collection[str]) -> dict[str, tuple[int, int]]:
    return {path: ((folder / path).stat().st_ino, (folder / path).stat().st_mtime_ns) for path in paths}


def inode(path: Path) -> int:
    return path.stat().st_ino if path.exists() else 0


def clean(project: Path, site: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what a site is that is published where nothing was."""
    other = project / "other"
    (other / "content").mkdir(parents=True)
    whole(other, site)
    found = files(other / "public")
    shutil.rmtree(other)
    return found


def test_a_spare_is_a_whole_site_and_its_note_says_what_the_last_publication_changed(large: Path) -> None:
    assert files(inside(large)) == clean(large, SITE)
    assert files(large / "public") == clean(large, {**SITE, PAGE: b"newer"})
    assert note_of(large).read_text("utf-8").splitlines()[4:] == [PAGE]


def test_a_site_has_a_spare_from_its_first_publication_on(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "LEAST_FILES", FEW)
    whole(project, SITE)
    assert note_of(project).is_file()
    assert files(inside(project)) == files(project / "public")
    there = inode(inside(project))
    changes(project, {PAGE: b"newer"})
    assert inode(project / "public") == there
    assert (project / "public" / PAGE).read_bytes() == b"newer"


def test_the_next_publication_changes_places_with_the_spare(large: Path) -> None:
    before = inside(large).stat().st_ino
    others = SITE.keys() - {PAGE, "5/index.html"}
    unchanged = kept(large / "public", others)
    assert changes(large, {"5/index.html": b"new"}) == Published(1, 7, 0)
    assert (large / "public").stat().st_ino == before
    assert kept(large / "public", others) == unchanged
    assert files(large / "public") == clean(large, {**SITE, PAGE: b"newer", "5/index.html": b"new"})


def random_site(chance: random.Random, site: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a site in which some files are changed, new and gone, and some are folders that were files."""
    found = dict(site)
    for _ in range(chance.randint(0, 4)):
        name = chance.choice("abcd")
        path = chance.choice([name, f"{name}/{name}", f"{name}/deep/{chance.choice('xyz')}/index.html"])
        found = {
            other: data
            for other, data in found.items()
            if not other.startswith(f"{path}/") and not path.startswith(f"{other}/")
        }
        found[path] = chance.randbytes(chance.randint(0, 3))
    loose = sorted(path for path in found if not path.startswith("fixed/"))
    for path in chance.sample(loose, min(len(loose), chance.randint(0, 2))):
        del found[path]
    return found


@pytest.mark.parametrize("seed", range(30))
def test_changes_in_any_order_give_the_site_that_a_clean_publication_gives(
    project: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(placing, "LEAST_FILES", FEW)
    chance, public = random.Random(seed), project / "public"  # noqa: S311  a site, not a secret
    fixed = {f"fixed/{number}": b"fixed" for number in range(FEW)}
    site = {**fixed, "a": b"1"}
    whole(project, site)
    for _ in range(12):
        after = random_site(chance, site)
        changed = {path: data for path, data in after.items() if site.get(path) != data}
        gone, same = site.keys() - after.keys(), after.keys() - changed.keys()
        unchanged, spares = kept(public, same), inode(inside(project))
        done = whole(project, after) if chance.random() < 0.3 else changes(project, changed, gone)
        of_marker = int(site.keys() != after.keys())
        assert done == Published(len(changed) + of_marker, len(same), len(gone))
        assert files(public) == clean(project, after)
        assert kept(public, same) == unchanged
        assert not spares or site == after or public.stat().st_ino == spares
        site = after
    assert note_of(project).is_file()


def edit_in_its_place(folder: Path) -> None:
    """Save as most editors do: the old file stays as it is, and another takes its name."""
    (folder / "new").write_bytes(b"tampered")
    (folder / "new").replace(folder / "1/index.html")


def link_elsewhere(folder: Path) -> None:
    (folder / "1/index.html").unlink()
    (folder / "1/index.html").symlink_to(folder.parent / ".gitignore")


def fold_elsewhere(folder: Path) -> None:
    (folder / "1").rename(folder.parent / "elsewhere")
    (folder / "1").symlink_to(folder.parent / "elsewhere")


def cut(folder: Path) -> None:
    note = folder.parent / "note.txt"
    note.write_bytes(note.read_bytes()[:-3])


def name_more(folder: Path) -> None:
    """Let the note name a file that is another one now, as it would be for another site."""
    edit_in_its_place(folder)
    with (folder.parent / "note.txt").open("a", encoding="utf-8") as stream:
        stream.write("1/index.html\n")


def copy_all(folder: Path) -> None:
    """Let the same files stand there, in a folder that is another one."""
    folder.rename(folder.parent / "elsewhere")
    shutil.copytree(folder.parent / "elsewhere", folder, copy_function=os.link)


TAMPERED: Mapping[str, Callable[[Path], object]] = {
    "a file edited": edit_in_its_place,
    "a file added": lambda folder: (folder / "1/added.html").write_bytes(b"tampered"),
    "a file added at the root": lambda folder: (folder / "added.html").write_bytes(b"tampered"),
    "a file missing": lambda folder: (folder / "1/index.html").unlink(),
    "a folder missing": lambda folder: shutil.rmtree(folder / "1"),
    "a link in place of a file": link_elsewhere,
    "a link in place of a folder": fold_elsewhere,
    "the site missing": shutil.rmtree,
    "the site copied": copy_all,
    "the note missing": lambda folder: (folder.parent / "note.txt").unlink(),
    "the note empty": lambda folder: (folder.parent / "note.txt").write_bytes(b""),
    "the note no text": lambda folder: (folder.parent / "note.txt").write_bytes(b"\xff\0" * 90),
    "the note cut off": cut,
    "the note longer": name_more,
}


@pytest.mark.parametrize("how", TAMPERED)
@pytest.mark.parametrize("all_at_once", [True, False])
def test_a_spare_that_somebody_touched_is_never_published(large: Path, how: str, *, all_at_once: bool) -> None:
    TAMPERED[how](inside(large))
    # While it is open, no other folder is given its number.
    handle = os.open(inside(large), os.O_RDONLY) if inside(large).exists() else None
    after = {**SITE, PAGE: b"newer", "5/index.html": b"new"}
    if all_at_once:
        whole(large, after)
    else:
        changes(large, {"5/index.html": b"new"})
    assert files(large / "public") == clean(large, after)
    if handle is not None:
        assert inode(large / "public") != os.fstat(handle).st_ino
        os.close(handle)
    changes(large, {"6/index.html": b"next"})
    assert files(large / "public") == clean(large, {**after, "6/index.html": b"next"})


def test_an_empty_folder_in_a_spare_is_not_published(large: Path) -> None:
    (inside(large) / "1/empty/deeper").mkdir(parents=True)
    changes(large, {"5/index.html": b"new"})
    assert files(large / "public") == clean(large, {**SITE, PAGE: b"newer", "5/index.html": b"new"})


def test_a_spare_of_another_site_is_never_published(large: Path) -> None:
    other = large / "other"
    (other / "content").mkdir(parents=True)
    whole(other, dict.fromkeys(SITE, b"foreign"))
    whole(other, dict.fromkeys(SITE, b"foreign too"))
    shutil.rmtree(large / ".public.spare")
    (other / ".public.spare").rename(large / ".public.spare")
    shutil.rmtree(other)
    changes(large, {"5/index.html": b"new"})
    assert files(large / "public") == clean(large, {**SITE, PAGE: b"newer", "5/index.html": b"new"})


def test_a_page_of_the_present_site_that_an_editor_saved_over_does_not_come_back_from_the_spare(large: Path) -> None:
    edit_in_its_place(large / "public")
    after = {**SITE, PAGE: b"newer"}
    whole(large, after)
    for number in range(3):
        after["5/index.html"] = b"new %d" % number
        changes(large, {"5/index.html": after["5/index.html"]})
        assert files(large / "public") == clean(large, after)


def test_a_page_edited_in_both_at_once_is_made_right_by_a_whole_publication(large: Path) -> None:
    with (inside(large) / "1/index.html").open("r+b") as stream:  # one file with two names
        stream.write(b"tampered")
    whole(large, {**SITE, PAGE: b"newer"})
    assert files(large / "public") == clean(large, {**SITE, PAGE: b"newer"})


def test_nothing_changes_where_the_changes_are_none(large: Path) -> None:
    before = kept(large, [".public.spare/note.txt", "public", "public/3/index.html"])
    assert changes(large, {PAGE: b"newer"}, ["never/was.html"]) == Published(0, 8, 0)
    assert kept(large, before) == before


def test_only_a_large_site_has_a_spare_and_one_that_shrinks_loses_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(project, SITE)
    changes(project, {PAGE: b"newer"})
    assert not (project / ".public.spare").exists()
    monkeypatch.setattr(placing, "LEAST_FILES", FEW)
    whole(project, SITE)
    assert note_of(project).is_file()
    for number in range(2):
        changes(project, {PAGE: b"%d" % number}, [path for path in SITE if path != PAGE])
    assert not (project / ".public.spare").exists()
    assert LEAST_FILES == 500


def test_where_folders_cannot_be_exchanged_there_is_no_spare(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "swap", lambda _one, _other: False)
    for number in range(3):
        changes(large, {PAGE: b"%d" % number})
        assert files(large / "public") == clean(large, {**SITE, PAGE: b"%d" % number})
        assert not (large / ".public.spare").exists()


def test_where_there_are_no_hard_links_files_are_copied_with_their_times(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_names: str) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    times = {path: (large / "public" / path).stat().st_mtime_ns for path in SITE}
    for number in range(3, 6):
        times.pop(f"{number + 1}/index.html")
        changes(large, {f"{number + 1}/index.html": b"new"})
        assert {path: (large / "public" / path).stat().st_mtime_ns for path in times} == times
    new = dict.fromkeys(["4/index.html", "5/index.html", "6/index.html"], b"new")
    assert files(large / "public") == clean(large, {**SITE, PAGE: b"newer", **new})
    assert not (large / ".public.spare").exists()


def test_a_disk_that_fails_while_a_spare_is_renewed_leaves_the_old_site_and_no_spare(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path, written: Mapping[str, Output]) -> None:
        staging.write_files(folder, dict(list(written.items())[:1]))
        raise OSError(28, "No space left on device")

    report = Report()
    with monkeypatch.context() as patch:
        patch.setattr(spare, "write_files", fail)
        changed = dict.fromkeys(SITE, b"new")
        done = publish_changes(changed, (), large / "public", large, (large / "content",), report)
    assert done is None
    assert [problem.message for problem in report.problems] == ["The disk is full. The published site has not changed."]
    assert files(large / "public") == clean(large, {**SITE, PAGE: b"newer"})
    assert not (large / ".public.spare").exists()


def test_a_spare_that_cannot_be_kept_is_no_problem(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(placing, "keep_spare", fail)
        assert changes(large, {PAGE: b"third"}) == Published(1, 7, 0)
    assert files(large / "public") == clean(large, {**SITE, PAGE: b"third"})
    assert not (large / ".public.spare").exists()


def test_changes_of_a_site_that_is_not_whole_need_the_whole_site(large: Path) -> None:
    (large / "public/1/index.html").unlink()
    with pytest.raises(NotAsPublished):
        changes(large, {PAGE: b"third"})
    assert (large / "public" / PAGE).read_bytes() == b"newer"
    shutil.rmtree(large / "public")
    with pytest.raises(NotAsPublished):
        changes(large, {PAGE: b"third"})
    whole(large, {**SITE, PAGE: b"third"})
    assert files(large / "public") == clean(large, {**SITE, PAGE: b"third"})


@pytest.mark.parametrize("path", ["notes.txt", "1/notes.txt"])
def test_changes_are_refused_where_the_folder_holds_what_is_not_ours(large: Path, path: str) -> None:
    (large / "public" / path).write_text("mine", "utf-8")
    report = Report()
    assert publish_changes({PAGE: b"x"}, (), large / "public", large, (large / "content",), report) is None
    assert [problem.message for problem in report.problems] == [
        f"“public” holds files that are not ours: “{path}”.",
    ]
    assert (large / "public" / path).read_text("utf-8") == "mine"
    assert (large / "public" / PAGE).read_bytes() == b"newer"


def test_changes_bring_along_what_stands_beside_the_site(large: Path) -> None:
    report, beside = Report(), [Output("manifest.json", b"{}", beside=True)]
    publish_changes({PAGE: b"x"}, (), large / "public", large, (large / "content",), report, beside=beside)
    assert files(large / "public-host")["manifest.json"] == b"{}"
    changes(large, {PAGE: b"y"})
    assert files(large / "public-host")["manifest.json"] == b"{}"


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", "a/./b", "a\\b", "a\0b", "", "a/"])
def test_a_change_outside_its_folder_is_our_bug(large: Path, path: str) -> None:
    before = files(large)
    with pytest.raises(ValueError, match=r".*"):
        changes(large, {path: b"x"})
    assert files(large) == before


def test_git_is_told_nothing_of_a_spare(large: Path) -> None:
    git(large, "init", "--quiet")
    assert ".public.spare" not in git(large, "status", "--porcelain", "--untracked-files=all")


def many(version: int) -> dict[str, bytes]:
    """Return a large site of which each version changes some pages, has a new one and lacks one."""
    pages = {f"{page % 9}/{page}/index.html": b"%d" % ((version - page) // 30) for page in range(LEAST_FILES)}
    return {**pages, f"only/{version}.html": b"", "version": b"%d" % version}


PUBLISHER = f"""
import sys
from pathlib import Path
from microsite.model import Output
from microsite.problems import Report
from microsite.publish import publish, publish_changes
LEAST_FILES = {LEAST_FILES}
{inspect.getsource(many)}
project = Path(sys.argv[1])
version = int((project / "public" / "version").read_bytes())
print("ready", flush=True)
while True:
    before, version, report = many(version), version + 1, Report()
    after = many(version)
    where = project / "public", project, (project / "content",), report
    if version % 5:
        changed = dict(after.items() - before.items())
        publish_changes(changed, before.keys() - after.keys(), *where)
    else:
        publish([Output(path, data) for path, data in after.items()], *where)
    assert not report.problems, report.problems
"""


def test_a_kill_at_any_moment_leaves_all_of_one_site_and_the_next_is_right(project: Path) -> None:
    whole(project, many(0))
    began = time.perf_counter()
    whole(project, many(1))
    once = time.perf_counter() - began  # the moments are spread over several publications, however slow the disk
    chance = random.Random(2)  # noqa: S311  moments, not secrets
    versions: set[int] = set()
    halves = 0
    turn = 0
    while turn < 12 or (turn < 60 and not (halves and len(versions) > 3)):
        turn += 1
        child = subprocess.Popen([sys.executable, "-c", PUBLISHER, str(project)], cwd=ROOT, stdout=subprocess.PIPE)
        assert child.stdout
        child.stdout.readline()
        time.sleep(chance.uniform(0, 3 * once))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        found = files(project / "public")
        version = int(found["version"])
        assert {path: data for path, data in found.items() if path in many(version)} == many(version)
        assert len(files_only(project / "public")) == len(many(version)) + 1  # and the marker
        halves += (project / ".public.spare").exists() and not note_of(project).exists()
        versions.add(version)
        if turn % 4 == 0:
            whole(project, many(version + 1))
            assert files(project / "public") == clean(project, many(version + 1))
    assert len(versions) > 3
    assert halves, "no moment lay within the making of a site"
    for last in (version + 2, version + 3):
        whole(project, many(last))
        assert files(project / "public") == clean(project, many(last))
    assert sorted(path.name for path in project.iterdir() if path.name.startswith(".")) == [
        ".public.lock",
        ".public.spare",
    ]


def files_only(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if not path.is_dir()]


def test_the_marker_names_what_changes_have_made(large: Path) -> None:
    changes(large, {"new/index.html": b""}, [PAGE])
    names = (large / "public" / MARKER).read_text("utf-8").splitlines()[1:]
    assert names == sorted([*(SITE.keys() - {PAGE}), "new/index.html"])
