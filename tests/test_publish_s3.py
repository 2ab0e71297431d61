"""A real S3 over HTTP, on this machine: what is sent, in which order, and what is told where it refuses."""

from __future__ import annotations

import hashlib
import json
import sys
import urllib.request
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto.server import ThreadedMotoServer
from publishing import APART, add_page, codes, commit, lose_a_fifth, make_site, publish, published, remove_page, words

from microsite.manifest import read_manifest
from microsite.publishing.s3_bucket import Bucket
from microsite.serving import ASK_FIRST, FOR_EVER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from microsite.publishing.s3_bucket import Held

NAME = "the-library"
PREFIX = "branch/"


@pytest.fixture(scope="module")
def amazon() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(amazon: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    ask(amazon, "/moto-api/reset")
    environment = {
        "AWS_ENDPOINT_URL": amazon,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for name, value in (APART | environment).items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket=NAME)
    return client


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site", f"host: s3-cloudfront\npublishing:\n  bucket: {NAME}\n")


def ask(amazon: str, path: str, data: bytes = b"") -> None:
    request = urllib.request.Request(amazon + path, data, {"Content-Type": "text/plain"}, method="POST")  # noqa: S310  on this machine
    with urllib.request.urlopen(request) as answer:  # noqa: S310  as above
        assert answer.status == 200


def keys(s3: Any) -> set[str]:
    return {entry["Key"] for entry in s3.list_objects_v2(Bucket=NAME).get("Contents", ())}


def set_distribution(site: Path, amazon_id: str) -> None:
    config = site / "site_config.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace(f"bucket: {NAME}\n", f"bucket: {NAME}\n  distribution: {amazon_id}\n"), "utf-8")
    commit(site)


def make_distribution() -> str:
    origin = {"Id": "site", "DomainName": f"{NAME}.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    behavior = {
        "TargetOriginId": "site",
        "ViewerProtocolPolicy": "redirect-to-https",
        "MinTTL": 0,
        "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
    }
    made = boto3.client("cloudfront").create_distribution(
        DistributionConfig={
            "CallerReference": "one",
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": behavior,
            "Comment": "",
            "Enabled": True,
        }
    )
    name: str = made["Distribution"]["Id"]
    return name


def invalidations(distribution: str) -> list[list[str]]:
    cloudfront = boto3.client("cloudfront")
    listed = cloudfront.list_invalidations(DistributionId=distribution)["InvalidationList"].get("Items", ())
    return [
        cloudfront.get_invalidation(DistributionId=distribution, Id=entry["Id"])["Invalidation"]["InvalidationBatch"][
            "Paths"
        ]["Items"]
        for entry in listed
    ]


def test_every_file_is_sent_with_its_type_and_how_long_it_may_be_kept(site: Path, s3: Any) -> None:
    told = published(site)
    assert (told["exit"], told["published"]) == (0, True)
    manifest = read_manifest((site / "public-host" / "manifest.json").read_bytes())
    assert keys(s3) == {PREFIX + file.path for file in manifest.files}
    assert ".microsite" not in {key.rpartition("/")[2] for key in keys(s3)}
    for file in manifest.files:
        held = s3.get_object(Bucket=NAME, Key=PREFIX + file.path)
        assert hashlib.sha256(held["Body"].read()).hexdigest() == file.sha256, file.path
        assert (held["ContentType"], held["CacheControl"]) == (file.type, file.keep), file.path
    page = s3.head_object(Bucket=NAME, Key=f"{PREFIX}index.html")
    assert (page["ContentType"], page["CacheControl"]) == ("text/html; charset=utf-8", ASK_FIRST)


def test_files_that_pages_need_come_first_then_new_pages_then_changed_ones_then_what_goes(site: Path, s3: Any) -> None:
    del s3
    add_page(site, "maps")
    commit(site)
    assert published(site)["exit"] == 0
    remove_page(site, "maps")
    add_page(site, "lamps")
    commit(site)
    steps = [(step["do"], step["what"]) for step in published(site, "--dry-run")["steps"]]

    def place(do: str, what: str) -> int:
        return steps.index((do, what))

    pictures = [steps.index(step) for step in steps if step[1].startswith("assets/social/") and step[0] == "add"]
    assert pictures
    order = [place("change", "sitemap.xml"), place("add", "lamps/index.html"), place("change", "index.html")]
    assert max(pictures) < order[0] < order[1] < order[2] < place("remove", "maps/index.html")
    assert steps[-1] == ("change", "version.txt")


def test_a_second_publication_sends_only_what_has_changed(site: Path, s3: Any) -> None:
    assert published(site)["exit"] == 0
    before = {entry["Key"]: entry["LastModified"] for entry in s3.list_objects_v2(Bucket=NAME)["Contents"]}
    add_page(site, "lamps")
    commit(site)
    told = published(site)
    sent = {PREFIX + step["what"] for step in told["steps"] if step["do"] in {"add", "change"}}
    assert f"{PREFIX}lamps/index.html" in sent
    assert f"{PREFIX}borrow/index.html" not in sent
    after = {entry["Key"]: entry["LastModified"] for entry in s3.list_objects_v2(Bucket=NAME)["Contents"]}
    assert {key for key in after if after[key] != before.get(key)} <= sent


def test_the_same_site_again_sends_nothing_and_says_so(site: Path, s3: Any) -> None:
    del s3
    assert published(site)["exit"] == 0
    done = publish(site)
    assert done.returncode == 0
    assert "There was nothing to publish: the bucket “the-library” has this version already." in done.stdout


def test_a_file_with_wrong_headers_or_bytes_is_put_right(site: Path, s3: Any) -> None:
    assert published(site)["exit"] == 0
    page = {"Bucket": NAME, "Key": f"{PREFIX}index.html"}
    right = s3.get_object(**page)
    body = right["Body"].read()
    spoiled: Sequence[dict[str, object]] = (
        {"ContentType": "application/octet-stream"},
        {"CacheControl": "max-age=86400"},
        {"Body": body[:-1] + b"x", "Metadata": {}},
    )
    for wrong in spoiled:
        given = {"Body": body, "ContentType": right["ContentType"], "CacheControl": right["CacheControl"]}
        s3.put_object(**page, **(given | {"Metadata": right["Metadata"]} | wrong))
        told = published(site)
        assert told["steps"] == [{"do": "change", "what": "index.html"}]
        mended = s3.get_object(**page)
        assert (mended["Body"].read(), mended["ContentType"], mended["CacheControl"]) == (
            body,
            right["ContentType"],
            right["CacheControl"],
        )


def test_a_page_in_another_script_is_known_again(site: Path, s3: Any) -> None:
    add_page(site, "qué-es")
    commit(site)
    assert published(site)["exit"] == 0
    assert f"{PREFIX}qué-es/index.html" in keys(s3)
    assert published(site)["steps"] == []
    remove_page(site, "qué-es")
    commit(site)
    assert published(site)["exit"] == 0
    assert f"{PREFIX}qué-es/index.html" not in keys(s3)


def test_a_dry_run_sends_nothing(site: Path, s3: Any) -> None:
    told = published(site, "--dry-run")
    assert told["exit"] == 0
    assert {"do": "add", "what": "index.html"} in told["steps"]
    assert keys(s3) == set()


def test_what_pages_needed_before_stays_for_one_publication(site: Path, s3: Any) -> None:
    def assets() -> set[str]:
        return {key for key in keys(s3) if key.startswith(f"{PREFIX}assets/")}

    def publish_with(name: str) -> tuple[set[str], set[str]]:
        config = site / "site_config.yaml"
        lines = config.read_text("utf-8").splitlines(keepends=True)
        config.write_text("".join([f"name: {name}\n", *lines[1:]]), "utf-8")
        commit(site)
        assert published(site)["exit"] == 0
        manifest = read_manifest((site / "public-host" / "manifest.json").read_bytes())
        return {PREFIX + file.path for file in manifest.files if file.keep == FOR_EVER}, assets()

    first, _ = publish_with("The first name")
    second, there = publish_with("The second name")
    assert first - second
    assert there == first | second
    assert published(site)["steps"] == []
    third, there = publish_with("The third name")
    assert there == second | third
    again, there = publish_with("The second name")
    assert again == second
    assert there == second | third
    # What has come back is not one that goes.
    fourth, there = publish_with("The fourth name")
    assert there == second | fourth


def test_a_page_that_has_gone_is_removed_at_once(site: Path, s3: Any) -> None:
    add_page(site, "lamps")
    commit(site)
    assert published(site)["exit"] == 0
    remove_page(site, "lamps")
    commit(site)
    assert published(site)["exit"] == 0
    assert f"{PREFIX}lamps/index.html" not in keys(s3)


def test_cloudfront_is_asked_to_fetch_the_site_anew_where_something_has_changed(site: Path, s3: Any) -> None:
    del s3
    distribution = make_distribution()
    set_distribution(site, distribution)
    assert published(site)["exit"] == 0
    assert invalidations(distribution) == [["/branch/*"]]
    assert published(site)["exit"] == 0
    assert len(invalidations(distribution)) == 1
    add_page(site, "lamps")
    commit(site)
    assert published(site)["exit"] == 0
    assert invalidations(distribution) == [["/branch/*"], ["/branch/*"]]


def test_a_distribution_that_is_not_there_is_told_and_asked_again_by_the_next_run(site: Path, s3: Any) -> None:
    set_distribution(site, "EWRONG")
    done = publish(site)
    assert done.returncode == 1
    assert "There is no distribution “EWRONG” in Amazon CloudFront." in done.stdout
    assert "error[publish-failed]" in done.stdout
    assert f"{PREFIX}version.txt" not in keys(s3)
    distribution = make_distribution()
    config = site / "site_config.yaml"
    config.write_text(config.read_text("utf-8").replace("EWRONG", distribution), "utf-8")
    commit(site)
    assert published(site)["exit"] == 0
    assert invalidations(distribution) == [["/branch/*"]]


@pytest.mark.parametrize("first", [True, False])
def test_a_publication_that_was_stopped_leaves_a_site_that_works_and_the_next_run_finishes_it(
    site: Path, s3: Any, monkeypatch: pytest.MonkeyPatch, *, first: bool
) -> None:
    if not first:
        assert published(site)["exit"] == 0
        add_page(site, "lamps")
        commit(site)
    before = keys(s3)
    put = Bucket.put
    turns = []

    def stopped(bucket: Bucket, files: Mapping[str, tuple[bytes, Held]]) -> None:
        turns.append(list(files))
        if len(turns) == 3:
            raise KeyboardInterrupt
        put(bucket, files)

    monkeypatch.setattr(Bucket, "put", stopped)
    done = publish(site)
    assert done.returncode == 130
    assert "Stopped half-way. What is live still works" in done.stderr
    assert keys(s3) >= before
    assert all(path.endswith(".html") for path in turns[2])
    monkeypatch.setattr(Bucket, "put", put)
    told = published(site)
    assert told["exit"] == 0
    assert not {step["what"] for step in told["steps"]} & {path for turn in turns[:2] for path in turn}
    manifest = read_manifest((site / "public-host" / "manifest.json").read_bytes())
    assert {PREFIX + file.path for file in manifest.files} <= keys(s3)


def test_files_of_others_in_the_bucket_are_neither_replaced_nor_removed_unasked(site: Path, s3: Any) -> None:
    s3.put_object(Bucket=NAME, Key=f"{PREFIX}index.html", Body=b"somebody else's")
    told = published(site)
    assert codes(told) == ["refused-publish"]
    assert "“index.html”" in words(told)
    assert keys(s3) == {f"{PREFIX}index.html"}
    assert published(site, "--yes")["exit"] == 0
    s3.put_object(Bucket=NAME, Key=f"{PREFIX}paper.pdf", Body=b"a paper")
    s3.put_object(Bucket=NAME, Key="elsewhere/index.html", Body=b"another site")
    add_page(site, "lamps")
    commit(site)
    done = publish(site)
    assert done.returncode == 0
    assert "In the bucket there is one more file that was not put there by this site." in done.stdout
    assert {f"{PREFIX}paper.pdf", "elsewhere/index.html"} <= keys(s3)


def test_a_site_at_the_top_of_a_bucket_leaves_a_site_in_a_folder_of_it_alone(
    site: Path, s3: Any, tmp_path: Path
) -> None:
    assert published(site)["exit"] == 0
    before = {key for key in keys(s3) if key.startswith(PREFIX)}
    top = make_site(tmp_path / "top", f"host: s3-cloudfront\npublishing:\n  bucket: {NAME}\n")
    config = top / "site_config.yaml"
    config.write_text(config.read_text("utf-8").replace("library.clinic/branch/", "library.clinic/"), "utf-8")
    commit(top)
    assert published(top)["exit"] == 0
    add_page(top, "lamps")
    commit(top)
    assert published(top)["exit"] == 0
    assert before <= keys(s3)
    assert "lamps/index.html" in keys(s3)


def test_a_fifth_fewer_pages_than_the_bucket_has_have_to_be_confirmed(site: Path, s3: Any) -> None:
    lose_a_fifth(site, lambda: keys(s3), "the bucket “the-library”")


def test_new_redirects_and_headers_have_to_be_given_to_cloudfront_and_that_is_told(site: Path, s3: Any) -> None:
    del s3
    told = "give CloudFront the files in public-host/"
    assert told in publish(site).stdout
    add_page(site, "lamps")
    commit(site)
    assert told not in publish(site).stdout
    page = site / "content" / "lamps.md"
    page.write_text(page.read_text("utf-8").replace("---\n", "---\nredirect_from: [/lights/]\n", 1), "utf-8")
    commit(site)
    assert told in publish(site).stdout


def test_without_a_bucket_the_setting_is_named(site: Path, s3: Any) -> None:
    del s3
    config = site / "site_config.yaml"
    config.write_text(config.read_text("utf-8").replace(f"publishing:\n  bucket: {NAME}\n", ""), "utf-8")
    commit(site)
    told = published(site)
    assert codes(told) == ["publish-failed"]
    assert "“  bucket: its-name”" in words(told)


def test_a_bucket_that_is_not_there_is_told(site: Path, s3: Any) -> None:
    s3.delete_bucket(Bucket=NAME)
    done = publish(site)
    assert done.returncode == 1
    assert ": error[publish-failed] There is no bucket “the-library” in Amazon S3." in done.stdout
    assert "      bucket: the-library\n" in done.stdout


def test_without_a_person_amazon_knows_nobody(site: Path, s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    del s3
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    told = published(site)
    assert codes(told) == ["publish-failed"]
    assert "Amazon does not know who you are (NoCredentialsError)." in words(told)
    told = published(site, AWS_PROFILE="nobody")
    assert codes(told) == ["publish-failed"]
    assert "Amazon does not know who you are (ProfileNotFound)." in words(told)


def test_the_proof_of_a_workflow_is_enough(
    site: Path, s3: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    (tmp_path / "proof").write_text("proof", "utf-8")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(tmp_path / "proof"))
    told = published(site, AWS_ROLE_ARN="")
    assert "Amazon does not know who you are" in words(told)
    assert published(site, AWS_ROLE_ARN="arn:aws:iam::123456789012:role/publish")["exit"] == 0
    assert f"{PREFIX}version.txt" in keys(s3)


def test_a_key_that_amazon_does_not_know_is_told(site: Path, s3: Any, amazon: str) -> None:
    del s3
    ask(amazon, "/moto-api/reset-auth", b"0")
    try:
        told = published(site)
    finally:
        ask(amazon, "/moto-api/reset-auth", b"inf")
    assert codes(told) == ["publish-failed"]
    assert "Amazon does not know who you are (InvalidAccessKeyId)." in words(told)


def test_what_a_person_may_not_do_is_told(site: Path, s3: Any, amazon: str) -> None:
    del s3
    iam = boto3.client("iam")
    iam.create_user(UserName="editor")
    key = iam.create_access_key(UserName="editor")["AccessKey"]
    policy = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}}
    iam.put_user_policy(UserName="editor", PolicyName="look", PolicyDocument=json.dumps(policy))
    ask(amazon, "/moto-api/reset-auth", b"0")
    try:
        told = published(site, AWS_ACCESS_KEY_ID=key["AccessKeyId"], AWS_SECRET_ACCESS_KEY=key["SecretAccessKey"])
    finally:
        ask(amazon, "/moto-api/reset-auth", b"inf")
    assert codes(told) == ["publish-failed"]
    assert "you are not allowed to do this: PutObject" in words(told)


def test_amazon_that_cannot_be_reached_is_told(site: Path, s3: Any) -> None:
    del s3
    told = published(site, AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
    assert codes(told) == ["publish-failed"]
    assert "Amazon cannot be reached." in words(told)


def test_without_the_library_a_person_is_told_how_to_install_it(
    site: Path, s3: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    del s3
    monkeypatch.setitem(sys.modules, "boto3", None)
    told = published(site)
    assert codes(told) == ["publish-failed"]
    assert "python -m pip install --constraint constraints.txt --editable '.[s3]'" in words(told)
