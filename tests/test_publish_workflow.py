"""The workflow that publishes: it may do little, and its lines do what they say."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tarfile
from argparse import ArgumentParser
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from publishing import APART, ROOT, commit, git, make_site, run_command

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOW = ROOT / ".github" / "workflows" / "publish.yml"
NO_SETTINGS = {name: APART[name] for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM")}
"""Who commits is then said by the workflow alone."""

MAY = {
    "build": {"contents": "read"},
    "github-pages": {"pages": "write", "id-token": "write"},
    "verify-github-pages": {"contents": "read"},
    "s3-cloudfront": {"contents": "read", "id-token": "write"},
    "addresses": {"contents": "write"},
}


def workflow() -> dict[str, Any]:
    # A loader that takes every value as text: to YAML 1.1 the key `on` is a truth.
    found: dict[str, Any] = yaml.load(WORKFLOW.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506  our own file, read as text
    return found


def steps(job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workflow()["jobs"][job]["steps"]
    return found


def step(job: str, words: str) -> dict[str, Any]:
    return next(found for found in steps(job) if words in json.dumps(found))


def shell(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub does."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],  # noqa: S607  as GitHub finds it
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **NO_SETTINGS, **environment},
        timeout=60,
    )


def test_it_runs_on_each_change_of_main_once_a_day_and_when_somebody_asks() -> None:
    triggers = workflow()["on"]
    assert set(triggers) == {"push", "schedule", "workflow_dispatch"}
    assert triggers["push"] == {"branches": ["main"]}
    (daily,) = triggers["schedule"]
    minute, hour, *days = daily["cron"].split()
    assert days == ["*", "*", "*"]
    assert 0 < int(minute) < 60, "at full hours runs have to wait"
    # It is after midnight from Hawaii (UTC-10) to Maine (UTC-4 in summer).
    assert 10 <= int(hour) < 28


def test_nothing_happens_in_a_copy_of_the_repository_before_somebody_asks_for_it() -> None:
    jobs = workflow()["jobs"]
    assert jobs["build"]["if"] == "vars.PUBLISH == 'true' && github.ref == 'refs/heads/main'"
    for name, job in jobs.items():
        assert name == "build" or job["needs"], f"{name} does not wait for the build"


def test_each_job_may_do_no_more_than_it_needs_and_ends_in_time() -> None:
    found = workflow()
    assert found["permissions"] == {}
    assert {name: job["permissions"] for name, job in found["jobs"].items()} == MAY
    assert all(0 < int(job["timeout-minutes"]) <= 30 for job in found["jobs"].values())
    assert "secrets" not in WORKFLOW.read_text("utf-8")


def test_a_publication_that_has_begun_comes_to_its_end() -> None:
    assert workflow()["concurrency"] == {"group": "publish", "cancel-in-progress": "false"}


@pytest.mark.parametrize("job", MAY)
def test_only_actions_of_github_are_used_and_nothing_that_a_stranger_wrote_reaches_the_shell(job: str) -> None:
    for found in steps(job):
        assert re.fullmatch(r"actions/[a-z-]+(/restore)?@v\d+", found.get("uses", "actions/none@v1"))
        assert "${{" not in found.get("run", "")
        if "checkout" in found.get("uses", "") and job != "addresses":
            assert found["with"]["persist-credentials"] == "false"


@pytest.mark.parametrize("job", MAY)
def test_every_command_is_one_of_the_program_with_options_that_it_has(job: str) -> None:
    for found in steps(job):
        line = found.get("run", "").partition(" # ")[0]
        if not line.startswith("python build.py"):
            continue
        command, *options = shlex.split(line)[2:]
        parser = ArgumentParser()
        import_module(f"microsite.commands.{command}").add_options(parser)
        parser.parse_args(options)


def test_the_site_is_built_so_that_warnings_block_and_compared_once_it_is_live() -> None:
    assert step("build", "build.py")["run"] == "python build.py build --strict --format github"
    assert "--strict" in step("s3-cloudfront", "build.py publish")["run"]
    for job in ("verify-github-pages", "s3-cloudfront"):
        assert steps(job)[-1]["run"].startswith("python build.py verify ")


def test_the_libraries_are_those_with_pinned_versions() -> None:
    for job in workflow()["jobs"]:
        for found in steps(job):
            if "pip install" in found.get("run", ""):
                assert "--constraint constraints.txt" in found["run"]
                assert "://" not in found["run"]


def test_github_pages_gets_hidden_files_and_not_our_marker(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", "host: github-pages\n")
    assert run_command("build", site).returncode == 0
    assert (site / "public" / ".microsite").is_file()
    names = [found.get("name", "") for found in steps("build")]
    taken_out, handed = (step("build", words) for words in (".microsite", "upload-pages-artifact"))
    assert names.index(taken_out["name"]) < names.index(handed["name"])
    assert shell(taken_out["run"], site).returncode == 0
    assert handed["with"] == {"path": "public", "include-hidden-files": "true"}
    with tarfile.open(tmp_path / "site.tar", "w") as tar:
        tar.add(site / "public", ".")
        assert "./.nojekyll" in tar.getnames()
        assert "./.microsite" not in tar.getnames()


@pytest.mark.parametrize("host", ["github-pages", "s3-cloudfront", "folder"])
def test_where_it_goes_is_read_from_the_record_of_the_build(tmp_path: Path, host: str) -> None:
    site = make_site(tmp_path / "site", f"host: {host}\n")
    assert run_command("build", site).returncode == 0
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    output = tmp_path / "output"
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = shell(step("build", "json.load")["run"], site, GITHUB_OUTPUT=str(output), PATH=path)
    assert done.returncode == 0, done.stderr
    assert output.read_text("utf-8") == f"host={host}\n"


def test_the_job_of_a_host_is_named_by_it() -> None:
    jobs = workflow()["jobs"]
    for host in ("github-pages", "s3-cloudfront"):
        assert jobs[host]["if"] == f"needs.build.outputs.host == '{host}'"
        assert host in step("build", "lines of its own")["if"]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    site = make_site(tmp_path / "site")
    git(tmp_path, "clone", "--quiet", "--bare", site, tmp_path / "remote.git")
    git(tmp_path, "clone", "--quiet", tmp_path / "remote.git", tmp_path / "clone")
    return tmp_path / "clone"


def test_new_addresses_are_kept_in_git_and_nothing_else(clone: Path) -> None:
    script = step("addresses", "git push")["run"]
    before = git(clone, "rev-parse", "HEAD")
    assert shell(script, clone).returncode == 0
    assert git(clone, "rev-parse", "HEAD") == before
    (clone / "addresses.txt").write_text("/\n", "utf-8")
    (clone / "notes.txt").write_text("Buy milk.", "utf-8")
    done = shell(script, clone)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert git(clone, "show", "--name-only", "--format=%an", "origin/main").split() == [
        "github-actions[bot]",
        "addresses.txt",
    ]
    assert shell(script, clone).returncode == 0
    assert git(clone, "rev-list", "--count", "origin/main") == "2"


def test_addresses_that_cannot_be_pushed_are_told_and_do_not_fail_the_publication(clone: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", tmp_path / "remote.git", tmp_path / "other")
    (tmp_path / "other" / "notes.txt").write_text("Buy milk.", "utf-8")
    commit(tmp_path / "other")
    git(tmp_path / "other", "push", "--quiet")
    (clone / "addresses.txt").write_text("/\n", "utf-8")
    done = shell(step("addresses", "git push")["run"], clone)
    assert done.returncode == 0
    assert done.stdout.startswith("::warning::addresses.txt has new addresses")
