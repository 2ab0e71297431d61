"""The site becomes a commit on a branch of a real git repository; what git refuses is told in words."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from publishing import add_page, codes, commit, git, lose_a_fifth, make_site, publish, published, remove_page, words

if TYPE_CHECKING:
    from pathlib import Path

BRANCH = "gh-pages"


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    return tmp_path / "remote.git"


@pytest.fixture
def site(tmp_path: Path, remote: Path) -> Path:
    site = make_site(tmp_path / "site", "host: github-pages\n")
    git(site, "remote", "add", "origin", remote)
    git(site, "push", "--quiet", "origin", "main")
    return site


def commits(remote: Path, branch: str = BRANCH) -> list[str]:
    return git(remote, "log", "--format=%s", branch).splitlines()


def files(remote: Path) -> list[str]:
    return git(remote, "ls-tree", "-r", "--name-only", BRANCH).splitlines()


def test_the_branch_has_the_site_and_nothing_else(site: Path, remote: Path) -> None:
    told = published(site)
    assert (told["exit"], told["published"]) == (0, True)
    here = [file.relative_to(site / "public").as_posix() for file in (site / "public").rglob("*") if file.is_file()]
    assert sorted(files(remote)) == sorted(set(here) - {".microsite"})
    assert git(remote, "show", f"{BRANCH}:index.html") == (site / "public" / "index.html").read_text("utf-8").strip()


def test_the_first_time_a_person_is_told_what_to_choose_at_github(site: Path) -> None:
    assert "Settings → Pages" in publish(site).stdout
    add_page(site, "lamps")
    commit(site)
    assert "Settings → Pages" not in publish(site).stdout


def test_a_second_version_is_one_more_commit_that_says_what_it_was_made_from(site: Path, remote: Path) -> None:
    assert published(site)["exit"] == 0
    add_page(site, "lamps")
    commit(site)
    done = publish(site)
    assert done.returncode == 0
    version = (site / "public" / "version.txt").read_text("utf-8").strip()
    assert f"Published version {version} to the branch “gh-pages” of “origin”: " in done.stdout
    assert commits(remote)[0] == f"Publish version {version}"
    assert len(commits(remote)) == 2
    assert git(site, "rev-parse", "--short", "HEAD") in git(remote, "log", "-1", "--format=%b", BRANCH)
    assert "lamps/index.html" in files(remote)


def test_what_has_gone_from_the_site_goes_from_the_branch(site: Path, remote: Path) -> None:
    add_page(site, "lamps")
    commit(site)
    assert published(site)["exit"] == 0
    remove_page(site, "lamps")
    commit(site)
    assert published(site)["exit"] == 0
    assert "lamps/index.html" not in files(remote)


def test_the_same_site_again_makes_no_commit_and_says_so(site: Path, remote: Path) -> None:
    assert published(site)["exit"] == 0
    done = publish(site)
    assert done.returncode == 0
    assert "There was nothing to publish: the branch “gh-pages” of “origin” has this version already." in done.stdout
    assert len(commits(remote)) == 1


def test_a_page_in_another_script_is_known_again(site: Path, remote: Path) -> None:
    add_page(site, "qué-es")
    commit(site)
    assert published(site)["exit"] == 0
    assert published(site, "--dry-run")["steps"] == []
    assert "qué-es/index.html" in git(remote, "ls-tree", "-r", "-z", "--name-only", BRANCH).split("\0")


def test_a_dry_run_makes_no_commit(site: Path, remote: Path) -> None:
    told = published(site, "--dry-run")
    assert told["exit"] == 0
    assert {"do": "add", "what": "index.html"} in told["steps"]
    assert told["steps"][-1] == {"do": "push", "what": "gh-pages to origin"}
    assert not git(remote, "branch", "--list", BRANCH)
    assert not git(site, "branch", "--list", BRANCH)


def test_neither_the_work_of_the_person_nor_its_branch_is_touched(site: Path) -> None:
    before = git(site, "rev-parse", "HEAD")
    assert published(site)["exit"] == 0
    assert git(site, "rev-parse", "HEAD") == before
    assert git(site, "branch", "--show-current") == "main"
    assert git(site, "status", "--porcelain") == "?? addresses.txt", "the ledger, which is to be kept in git"


@pytest.mark.parametrize("depth", [(), ("--depth=1", "--single-branch")])
def test_a_new_clone_builds_on_what_others_have_published(
    site: Path, remote: Path, tmp_path: Path, depth: tuple[str, ...]
) -> None:
    assert published(site)["exit"] == 0
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--branch=main", *depth, f"file://{remote}", clone)
    add_page(clone, "lamps")
    commit(clone)
    assert published(clone)["exit"] == 0
    assert len(commits(remote)) == 2
    git(clone, "push", "--quiet", "origin", "main")
    git(site, "pull", "--quiet", "origin", "main")
    # What this clone knows of the branch is older than what is there.
    add_page(site, "maps")
    commit(site)
    assert published(site)["exit"] == 0
    assert len(commits(remote)) == 3
    assert {"lamps/index.html", "maps/index.html"} <= set(files(remote))


def test_a_commit_without_a_branch_can_be_published(site: Path, remote: Path) -> None:
    git(site, "checkout", "--quiet", "--detach")
    assert published(site)["exit"] == 0
    assert len(commits(remote)) == 1


def test_another_branch_and_remote_can_be_named(site: Path, remote: Path) -> None:
    config = site / "site_config.yaml"
    config.write_text(config.read_text("utf-8") + "publishing:\n  remote: pages\n  branch: live\n", "utf-8")
    commit(site)
    git(site, "remote", "rename", "origin", "pages")
    assert published(site)["exit"] == 0
    assert len(commits(remote, "live")) == 1


def test_a_fifth_fewer_pages_than_the_branch_has_have_to_be_confirmed(site: Path, remote: Path) -> None:
    lose_a_fifth(site, lambda: files(remote), "the branch “gh-pages” of “origin”")


def test_a_branch_with_something_else_is_not_replaced_unless_that_is_confirmed(site: Path, remote: Path) -> None:
    git(site, "push", "--quiet", "origin", "main:gh-pages")
    told = published(site)
    assert codes(told) == ["refused-publish"]
    assert "“.gitignore”" in words(told)
    assert "--yes" in words(told)
    assert git(remote, "rev-parse", "main") == git(remote, "rev-parse", BRANCH)
    assert published(site, "--yes")["exit"] == 0
    assert "index.html" in files(remote)


def test_a_branch_that_is_only_here_is_not_built_upon_unless_that_is_confirmed(site: Path, remote: Path) -> None:
    git(site, "branch", BRANCH)
    before = git(site, "rev-parse", BRANCH)
    told = published(site)
    assert codes(told) == ["refused-publish"]
    assert git(site, "rev-parse", BRANCH) == before
    assert published(site, "--yes")["exit"] == 0
    assert "index.html" in files(remote)


def test_the_branch_of_the_finished_site_cannot_be_that_of_the_sources(site: Path) -> None:
    config = site / "site_config.yaml"
    config.write_text(config.read_text("utf-8") + "publishing:\n  branch: main\n", "utf-8")
    commit(site)
    done = publish(site, "--yes")
    assert done.returncode == 1
    assert "site_config.yaml:32:11: error[publish-failed] You are on the branch “main”" in done.stdout


def test_a_branch_that_cannot_be_is_told(site: Path) -> None:
    config = site / "site_config.yaml"
    config.write_text(config.read_text("utf-8") + "publishing:\n  branch: my pages\n", "utf-8")
    commit(site)
    told = published(site)
    assert codes(told) == ["publish-failed"]
    assert "“my pages” cannot be the name of a branch." in words(told)


def test_without_a_repository_a_person_is_told_what_is_needed(site: Path, tmp_path: Path) -> None:
    shutil.rmtree(site / ".git")
    told = published(site, GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert codes(told) == ["publish-failed"]
    assert "no git repository" in words(told)


def test_without_git_a_person_is_told_what_is_needed(site: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    told = published(site, PATH=str(tmp_path / "bin"))
    assert codes(told) == ["publish-failed"]
    assert "Git is not installed." in words(told)


def test_without_a_remote_a_person_is_told_how_to_add_it(site: Path) -> None:
    git(site, "remote", "remove", "origin")
    told = published(site)
    assert codes(told) == ["publish-failed"]
    assert "git remote add origin https://github.com/owner/name.git" in words(told)


def test_a_repository_that_is_not_there_is_told(site: Path, tmp_path: Path) -> None:
    git(site, "remote", "set-url", "origin", tmp_path / "nowhere.git")
    told = published(site)
    assert codes(told) == ["publish-failed"]
    assert "There is no repository at that address" in words(told)


def test_a_machine_that_cannot_be_reached_is_told(site: Path) -> None:
    # Nobody listens at this port.
    git(site, "remote", "set-url", "origin", "http://127.0.0.1:9/site.git")
    told = published(site)
    assert codes(told) == ["publish-failed"]
    assert "cannot be reached" in words(told)


def test_a_person_whom_git_does_not_know_is_told_what_to_type(site: Path) -> None:
    told = published(site, GIT_COMMITTER_NAME="")
    assert codes(told) == ["publish-failed"]
    assert "git config user.name" in words(told)


def test_a_push_that_the_repository_refuses_is_told_and_the_next_one_finishes(site: Path, remote: Path) -> None:
    assert published(site)["exit"] == 0
    hook = remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho no >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    add_page(site, "lamps")
    commit(site)
    done = publish(site)
    assert done.returncode == 1
    assert "error[publish-failed] The repository does not allow pushing to this branch." in done.stdout
    assert done.stdout.splitlines()[-1] == "The publication was not finished. What is live still works."
    hook.unlink()
    assert published(site)["exit"] == 0
    assert len(commits(remote)) == 2


def test_a_first_push_that_was_refused_is_taken_up_by_the_next(site: Path, remote: Path) -> None:
    hook = remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    assert codes(published(site)) == ["publish-failed"]
    hook.unlink()
    told = published(site)
    assert (told["exit"], told["published"]) == (0, True)
    assert "index.html" in files(remote)


def test_a_push_that_comes_after_another_is_told(site: Path, remote: Path) -> None:
    assert published(site)["exit"] == 0
    add_page(site, "lamps")
    commit(site)
    # Somebody else publishes between the look at the branch and the push.
    hook = site / ".git" / "hooks" / "pre-push"
    other = git(remote, "commit-tree", f"{BRANCH}^{{tree}}", "-p", BRANCH, "-m", "Another")
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ngit -C '{remote}' update-ref refs/heads/{BRANCH} {other}\n", "utf-8")
    hook.chmod(0o755)
    told = published(site)
    assert codes(told) == ["publish-failed"]
    assert "Somebody else has published in the meantime." in words(told)
    assert commits(remote)[0] == "Another"
    hook.unlink()
    assert published(site)["exit"] == 0
    assert len(commits(remote)) == 3


def test_a_commit_that_git_cannot_make_is_told(site: Path, remote: Path) -> None:
    (site / ".git" / "refs" / "heads" / f"{BRANCH}.lock").touch()
    done = publish(site)
    assert done.returncode == 1
    assert "Git refused: “the commit on gh-pages could not be made”" in done.stdout
    assert not git(remote, "branch", "--list", BRANCH)
