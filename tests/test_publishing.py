"""What speaks against publishing is told in words before anything changes; hosts with a command of their own get it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from publishing import (
    ROOT,
    URL,
    add_page,
    codes,
    commit,
    make_site,
    publish,
    published,
    remove_page,
    run_command,
    words,
)

from build import build
from microsite.config import read_config
from microsite.manifest import read_manifest
from microsite.options import Options
from microsite.problems import Report
from microsite.publishing import Release, read_release
from microsite.publishing.refusal import is_nobodys, refusals

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site")


def release_of(site: Path, options: Options) -> Release:
    outputs = build(site, options, Report())
    return read_release(site, read_config(site, Report()), outputs)


def snapshot(site: Path) -> dict[str, bytes]:
    files = (file for file in (site / "public").rglob("*") if file.is_file())
    return {file.relative_to(site / "public").as_posix(): file.read_bytes() for file in files}


def test_a_site_for_a_folder_is_built_and_the_host_s_own_command_is_told(site: Path) -> None:
    done = publish(site)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "addresses.txt has 7 new addresses: keep it in git."
    assert lines[1].endswith(" is in public/. To publish it:")
    assert "    Copy public/ to the folder that your server shows." in lines
    assert lines[-1] == "To see whether what is live is right, run: python build.py verify --wait 300"
    assert (site / "public" / "index.html").is_file()
    assert read_manifest((site / "public-host" / "manifest.json").read_bytes()).version in lines[1]


def test_a_program_is_told_the_command_and_that_the_host_does_not_have_the_site_yet(site: Path) -> None:
    told = published(site)
    assert (told["exit"], told["published"]) == (0, False)
    assert told["command"] == "Copy public/ to the folder that your server shows."


def test_a_mistake_in_the_site_publishes_nothing(site: Path) -> None:
    add_page(site, "lamps", "A [link](nowhere.md).")
    commit(site)
    done = publish(site)
    assert done.returncode == 1
    assert "broken-link" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("Mend them, then run: python build.py publish")
    assert not (site / "public").exists()


def test_warnings_keep_a_site_from_being_published_only_where_that_was_asked_for(site: Path) -> None:
    add_page(site, "lamps", "To learn more, [click here](https://www.nimh.nih.gov/).")
    commit(site)
    assert published(site, "--strict")["exit"] == 1
    assert not (site / "public").exists()
    assert published(site)["exit"] == 0


def test_changes_that_are_not_committed_are_named_and_not_published(site: Path) -> None:
    add_page(site, "lamps")
    told = published(site)
    assert (told["exit"], codes(told), told["published"]) == (1, ["refused-publish"], False)
    assert "“content/index.md” and “content/lamps.md” have changes that are not committed" in words(told)
    assert "git commit" in words(told)
    assert not (site / "public").exists()
    commit(site)
    assert published(site)["exit"] == 0


def test_of_many_changed_files_three_are_named(site: Path) -> None:
    for name in ("lamps", "maps", "tools", "toys"):
        add_page(site, name)
    told = words(published(site))
    assert "“content/index.md”, “content/lamps.md”, “content/maps.md” and 2 more have changes" in told


def test_a_changed_file_that_the_site_is_not_made_from_does_not_matter(site: Path) -> None:
    (site / "notes.txt").write_text("Buy milk.", "utf-8")
    assert published(site)["exit"] == 0


def test_changes_are_found_where_the_site_is_a_folder_of_a_repository(tmp_path: Path) -> None:
    make_site(tmp_path)
    (tmp_path / "sites").mkdir()
    for name in ("content", "site_config.yaml"):
        (tmp_path / name).rename(tmp_path / "sites" / name)
    (tmp_path / ".gitignore").write_text("public\npublic-host\n.cache\n.published.json\n.*.lock\n", "utf-8")
    commit(tmp_path)
    assert published(tmp_path / "sites")["exit"] == 0
    add_page(tmp_path / "sites", "lamps")
    assert "“content/lamps.md”" in words(published(tmp_path / "sites"))


def test_without_git_the_site_is_published_and_the_person_warned(site: Path, tmp_path: Path) -> None:
    shutil.rmtree(site / ".git")
    done = publish(site, GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert done.returncode == 0
    assert "nothing can bring back an earlier version" in done.stdout
    (tmp_path / "bin").mkdir()
    done = publish(site, PATH=str(tmp_path / "bin"))
    assert done.returncode == 0
    assert "nothing can bring back an earlier version" in done.stdout


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8000/",
        "http://127.0.0.1/",
        "http://127.8.9.1:80/",
        "http://[::1]/",
        "http://0.0.0.0/",
        "http://192.168.1.20/",
        "http://10.1.2.3/iop/",
        "https://example.org/",
        "https://www.example.com/iop/",
        "https://clinic.example/",
        "https://clinic.invalid/",
        "https://clinic.test./",
        "https://printer.local/",
        "https://intranet/",
    ],
)
def test_an_address_that_no_visitor_can_reach_is_known(url: str) -> None:
    assert is_nobodys(url)


@pytest.mark.parametrize(
    "url", ["https://storywellness.com/", "https://owner.github.io/iop/", "https://93.184.215.14/", "https://test.org/"]
)
def test_an_address_that_visitors_can_reach_is_known(url: str) -> None:
    assert not is_nobodys(url)


def test_a_site_at_an_address_that_no_visitor_can_reach_is_not_published(site: Path) -> None:
    config = site / "site_config.yaml"
    config.write_text(config.read_text("utf-8").replace(URL, "https://example.org/branch/"), "utf-8")
    commit(site)
    done = publish(site)
    assert done.returncode == 1
    assert "site_config.yaml:2:6: error[refused-publish] “https://example.org/branch/”" in done.stdout
    assert "hint: Write there the address that the site is to have." in done.stdout


def test_a_build_with_drafts_is_refused_with_each_draft_named(site: Path) -> None:
    add_page(site, "lamps")
    page = site / "content" / "lamps.md"
    page.write_text(page.read_text("utf-8").replace("---\ntitle", "---\ndraft: true\ntitle", 1), "utf-8")
    commit(site)
    found = list(refusals(release_of(site, Options(drafts=True))))
    assert [problem.code for problem in found] == ["refused-publish"]
    assert found[0].place.path == "content/lamps.md"
    assert "draft" in found[0].message


def test_a_preview_is_refused(site: Path) -> None:
    found = list(refusals(release_of(site, Options(base_url="https://preview.library.clinic/"))))
    assert [problem.code for problem in found] == ["refused-publish"]
    assert "preview" in found[0].message


def test_neither_drafts_nor_another_address_can_be_asked_for(site: Path) -> None:
    assert publish(site, "--drafts").returncode == 2
    assert publish(site, "--base-url", "https://preview.library.clinic/").returncode == 2


def test_a_fifth_fewer_pages_than_the_last_time_have_to_be_confirmed(site: Path) -> None:
    names = ("lamps", "maps", "tools", "toys")
    for name in names:
        add_page(site, name)
    commit(site)
    assert published(site)["exit"] == 0
    before = snapshot(site)
    for name in names[1:]:
        remove_page(site, name)
    commit(site)
    told = published(site)
    assert (told["exit"], codes(told)) == (1, ["refused-publish"])
    assert "The site has 7 pages, where the last publication has 10." in words(told)
    assert "--yes" in words(told)
    assert snapshot(site) == before
    assert published(site, "--yes")["exit"] == 0
    assert len(snapshot(site)) < len(before)
    assert published(site)["exit"] == 0


def test_pages_that_have_moved_have_not_vanished(site: Path) -> None:
    for name in ("lamps", "maps", "tools", "toys"):
        add_page(site, name)
    commit(site)
    assert published(site)["exit"] == 0
    for name in ("lamps", "maps", "tools", "toys"):
        remove_page(site, name)
        add_page(site, f"{name}-to-borrow")
        page = site / "content" / f"{name}-to-borrow.md"
        page.write_text(page.read_text("utf-8").replace("---\n", f"---\nredirect_from: [/{name}/]\n", 1), "utf-8")
    commit(site)
    assert published(site)["exit"] == 0


def test_a_few_pages_may_go(site: Path) -> None:
    add_page(site, "lamps")
    commit(site)
    assert published(site)["exit"] == 0
    remove_page(site, "lamps")
    commit(site)
    assert published(site)["exit"] == 0


def test_a_build_in_between_does_not_hide_that_pages_vanish(site: Path) -> None:
    for name in ("lamps", "maps", "tools", "toys"):
        add_page(site, name)
    commit(site)
    assert published(site)["exit"] == 0
    for name in ("lamps", "maps", "tools"):
        remove_page(site, name)
    commit(site)
    assert run_command("build", site).returncode == 0
    assert codes(published(site)) == ["refused-publish"]


def test_a_dry_run_lists_what_would_change_and_sends_nothing(site: Path) -> None:
    assert published(site)["exit"] == 0
    add_page(site, "lamps")
    commit(site)
    record = (site / ".published.json").read_bytes()
    told = published(site, "--dry-run")
    assert (told["exit"], told["published"]) == (0, False)
    assert {"do": "add", "what": "lamps/index.html"} in told["steps"]
    assert {"do": "change", "what": "index.html"} in told["steps"]
    assert (site / ".published.json").read_bytes() == record
    assert "Nothing was sent." in publish(site, "--dry-run").stdout


def test_a_record_that_is_none_is_not_believed_and_written_anew(site: Path) -> None:
    (site / ".published.json").write_text("no record", "utf-8")
    assert published(site)["exit"] == 0
    assert read_manifest((site / ".published.json").read_bytes()).base_url == URL


def test_what_is_not_for_visitors_is_not_published(site: Path) -> None:
    assert published(site)["exit"] == 0
    paths = {file.path for file in read_manifest((site / ".published.json").read_bytes()).files}
    assert paths == {
        file.relative_to(site / "public").as_posix() for file in (site / "public").rglob("*") if file.is_file()
    } - {".microsite"}


def test_silence_is_kept_where_it_was_asked_for(site: Path) -> None:
    done = publish(site, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_site_of_this_repository_says_that_it_needs_an_address_before_it_is_published(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    shutil.copy(ROOT / "site_config.yaml", tmp_path)
    told = published(tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert codes(told) == ["refused-publish"]
    assert "“https://example.org/”" in words(told)
