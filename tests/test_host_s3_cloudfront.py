"""S3 and CloudFront: the function is run, the policy and the template are read by the programs that know them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hosting import Hosted, hosted, lack, node

RUN = """
const make = new Function(given.code + "; return handler;");
const handler = make();
told(given.paths.map(path => handler({
  version: "1.0",
  context: { distributionDomainName: "d111111abcdef8.cloudfront.net", eventType: "viewer-request" },
  viewer: { ip: "192.0.2.1" },
  request: { method: "GET", uri: path, querystring: {}, headers: { host: { value: "example.org" } }, cookies: {} },
})));
"""


@pytest.fixture
def built() -> Hosted:
    return hosted("s3-cloudfront")


def run(built: Hosted, *paths: str) -> list[dict[str, Any]]:
    """Return what the function makes of requests for these paths: a request that goes on, or an answer."""
    code = built.beside["cloudfront-function.js"].decode()
    answers: list[dict[str, Any]] = node(RUN, {"code": code, "paths": paths})
    return answers


def test_everything_stands_beside_the_site_and_nothing_in_it(built: Hosted) -> None:
    wanted = {"cloudfront-function.js", "response-headers-policy.json", "cloudformation.json", "upload.json"}
    assert set(built.beside) == wanted | {"manifest.json"}
    assert not wanted & set(built.site)
    assert built.problems == ()


def test_the_function_finds_the_page_of_a_folder(built: Hosted) -> None:
    home, fees, style = run(built, "/", "/fees/", "/assets/css/site.css")
    assert home["uri"] == "/index.html"
    assert fees["uri"] == "/fees/index.html"
    assert style["uri"] == "/assets/css/site.css"


def test_the_function_sends_a_folder_without_its_slash_on(built: Hosted) -> None:
    (answer,) = run(built, "/fees")
    assert (answer["statusCode"], answer["headers"]["location"]["value"]) == (301, "/fees/")


@pytest.mark.parametrize(
    "old",
    ["/prices", "/prices/", "/old/costs.html", "/gr%C3%B6%C3%9Fe/", "/gr%C3%B6%C3%9Fe", "/about.php", "/about.php/"],
)
def test_the_function_leads_on_from_old_addresses_in_both_spellings(built: Hosted, old: str) -> None:
    (answer,) = run(built, old)
    assert (answer["statusCode"], answer["headers"]["location"]["value"]) == (301, "/fees/")


def test_the_functions_own_answers_have_every_header(built: Hosted) -> None:
    (answer,) = run(built, "/prices/")
    headers = {name: parts["value"] for name, parts in answer["headers"].items()}
    assert headers.pop("location") == "/fees/"
    assert headers.pop("cache-control") == "no-cache"
    assert headers == {name.lower(): value for name, value in built.manifest.headers.items()}


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "//evil/x", "/constructor.", "/..%2f.x"])
def test_the_function_leads_to_no_other_site(built: Hosted, path: str) -> None:
    (answer,) = run(built, path)
    assert answer["uri"] == path


@pytest.mark.parametrize("path", ["/constructor", "/__proto__", "/toString/"])
def test_the_function_takes_no_word_of_the_language_for_an_old_address(built: Hosted, path: str) -> None:
    (answer,) = run(built, path)
    lead = answer["headers"].get("location", {}).get("value")
    assert lead == f"{path}/" if lead else answer["uri"] == f"{path}index.html"


def test_the_function_keeps_to_what_cloudfronts_runtime_knows(built: Hosted) -> None:
    code = re.sub(r"//.*|\"[^\"]*\"|'[^']*'", "", built.beside["cloudfront-function.js"].decode())
    assert not re.search(r"\b(let|const|class|import|require|async|of)\b|=>|\.\.\.|`|\?\.", code)


def test_the_policy_is_what_amazons_library_takes(built: Hosted) -> None:
    from botocore.session import get_session  # noqa: PLC0415  slow to import
    from botocore.validate import ParamValidator  # noqa: PLC0415

    shape = get_session().get_service_model("cloudfront").operation_model("CreateResponseHeadersPolicy").input_shape
    found = ParamValidator().validate(built.json("response-headers-policy.json"), shape)
    assert not found.has_errors(), found.generate_report()


def test_the_policy_wins_over_what_the_bucket_says(built: Hosted) -> None:
    policy = built.json("response-headers-policy.json")["ResponseHeadersPolicyConfig"]
    custom = policy["CustomHeadersConfig"]
    parts = [*policy["SecurityHeadersConfig"].values(), *custom["Items"]]
    assert all(part["Override"] is True for part in parts)
    assert custom["Quantity"] == len(custom["Items"]) <= 10
    assert len(policy["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]) <= 1783


@pytest.mark.parametrize("setting", ["host", "subdomains", "preload"])
def test_encryption_is_insisted_on_as_the_setting_says(setting: str) -> None:
    built = hosted("s3-cloudfront", more=f"strict_transport: {setting}")
    policy = built.json("response-headers-policy.json")["ResponseHeadersPolicyConfig"]
    assert policy["SecurityHeadersConfig"]["StrictTransportSecurity"] == {
        "AccessControlMaxAgeSec": 31536000,
        "IncludeSubdomains": setting != "host",
        "Preload": setting == "preload",
        "Override": True,
    }


def test_the_template_holds_the_same_function_and_the_same_policy(built: Hosted) -> None:
    resources = built.json("cloudformation.json")["Resources"]
    assert resources["Function"]["Properties"]["FunctionCode"] == built.beside["cloudfront-function.js"].decode()
    policy = dict(built.json("response-headers-policy.json")["ResponseHeadersPolicyConfig"])
    del policy["CustomHeadersConfig"]["Quantity"], policy["Name"]
    made = dict(resources["Headers"]["Properties"]["ResponseHeadersPolicyConfig"])
    assert made.pop("Name") == {"Ref": "AWS::StackName"}
    assert made == policy


def test_what_is_not_there_answers_404_with_the_sites_page(built: Hosted) -> None:
    answers = distribution(built)["CustomErrorResponses"]
    assert {answer["ErrorCode"] for answer in answers} == {403, 404}
    assert {(answer["ResponseCode"], answer["ResponsePagePath"]) for answer in answers} == {(404, "/404.html")}


def test_nobody_but_the_distribution_reads_the_bucket(built: Hosted) -> None:
    resources = built.json("cloudformation.json")["Resources"]
    assert set(resources["Bucket"]["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}
    (statement,) = resources["BucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == "s3:GetObject"
    assert "distribution/${Distribution}" in json.dumps(statement["Condition"])


def test_the_template_takes_the_sites_domain_and_bucket() -> None:
    built = hosted("s3-cloudfront", "https://iop.example.org/", more="publishing: {bucket: clinic-site}")
    aliases = distribution(built)["Aliases"]
    assert aliases == {"Fn::If": ["HasCertificate", ["iop.example.org"], {"Ref": "AWS::NoValue"}]}
    resources = built.json("cloudformation.json")["Resources"]
    assert resources["Bucket"]["Properties"]["BucketName"] == "clinic-site"


def test_the_template_is_one_that_cloudformation_takes(built: Hosted, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("cfn-lint")
    if not program.exists():
        lack("cfn-lint; run: make test")
    file = tmp_path / "cloudformation.json"
    file.write_bytes(built.beside[file.name])
    done = subprocess.run([program, file], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert len(built.beside[file.name]) <= 51_200


def test_pages_go_up_after_all_that_they_show(built: Hosted) -> None:
    uploads = built.json("upload.json")
    assert {upload["file"] for upload in uploads} == set(built.site)
    order = [upload["file"] for upload in uploads]
    pages = [path for path in order if path.endswith(".html")]
    assets = [path for path in order if path.startswith("assets/")]
    assert order[: len(assets)] == assets
    assert order[-len(pages) :] == pages


def test_each_file_goes_up_with_its_type_and_how_long_it_may_be_kept(built: Hosted) -> None:
    made = {file.path: (file.type, file.keep) for file in built.manifest.files}
    assert {upload["file"]: (upload["type"], upload["keep"]) for upload in built.json("upload.json")} == made


def test_a_site_in_a_folder_has_the_folder_in_every_key() -> None:
    built = hosted("s3-cloudfront", "https://example.org/iop/")
    assert all(upload["key"] == f"iop/{upload['file']}" for upload in built.json("upload.json"))
    assert distribution(built)["CustomErrorResponses"][0]["ResponsePagePath"] == "/iop/404.html"
    (old,) = run(built, "/iop/prices")
    assert old["headers"]["location"]["value"] == "/iop/fees/"


def distribution(built: Hosted) -> dict[str, Any]:
    found: dict[str, Any] = built.json("cloudformation.json")["Resources"]["Distribution"]["Properties"]
    config: dict[str, Any] = found["DistributionConfig"]
    return config
