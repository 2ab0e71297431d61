"""Amazon S3 behind CloudFront: a private bucket, a function that finds pages, and a policy with the headers.

All of it stands beside the site: a template from which CloudFormation makes everything, the function and the policy by
themselves for those who have a distribution already, and what is to be uploaded, as what, and in which order.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from microsite.hosts.host import KIB, Host, Limits, json_file
from microsite.model import Output
from microsite.serving import ASK_FIRST, KEPT_FOR_EVER, NOT_FOUND, content_type, keep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.serving import Serving

TITLE = "S3 and CloudFront"
_FUNCTION = "cloudfront-function.js"
_FUNCTION_SOURCE = Path(__file__).with_name("cloudfront_function.js")
_TEMPLATE = Path(__file__).with_name("cloudformation.json")


def _files(serving: Serving) -> Iterator[Output]:
    function = _function(serving)
    policy = _policy(serving)
    yield Output(_FUNCTION, function.encode(), f"the settings of {TITLE}", beside=True)
    custom = policy["CustomHeadersConfig"]
    counted = {**policy, "CustomHeadersConfig": {"Quantity": len(custom["Items"]), **custom}}
    by_hand = {"ResponseHeadersPolicyConfig": {"Name": "microsite", **counted}}
    yield json_file("response-headers-policy.json", by_hand, TITLE, beside=True)
    yield json_file("cloudformation.json", _template(serving, function, policy), TITLE, beside=True)
    yield json_file("upload.json", _uploads(serving), TITLE, beside=True)


def _function(serving: Serving) -> str:
    url = serving.web.url
    # Browsers would keep a redirect for ever.
    headers = {name.lower(): value for name, value in serving.headers.items()} | {"cache-control": ASK_FIRST}
    moved = {url(found.old).removesuffix("/"): url(found.to) for found in serving.redirects}
    text = _FUNCTION_SOURCE.read_text(encoding="utf-8")
    for name, value in {"moved": moved, "headers": headers}.items():
        text = text.replace(f"var {name} = {{}};", f"var {name} = {json.dumps(value, indent=1)};")
    return text


def _policy(serving: Serving) -> dict[str, Any]:
    """Return the headers as a policy; CloudFront has words of its own for some of them."""
    headers = dict(serving.headers)
    transport = headers.pop("Strict-Transport-Security")
    security: dict[str, dict[str, Any]] = {
        "ContentSecurityPolicy": {"ContentSecurityPolicy": headers.pop("Content-Security-Policy")},
        "ContentTypeOptions": {},
        "FrameOptions": {"FrameOption": headers.pop("X-Frame-Options")},
        "ReferrerPolicy": {"ReferrerPolicy": headers.pop("Referrer-Policy")},
        "StrictTransportSecurity": {
            "AccessControlMaxAgeSec": int(re.sub(r"\D", "", transport)),
            "IncludeSubdomains": "includeSubDomains" in transport,
            "Preload": "preload" in transport,
        },
    }
    del headers["X-Content-Type-Options"]
    return {
        "SecurityHeadersConfig": {name: {**parts, "Override": True} for name, parts in security.items()},
        "CustomHeadersConfig": {
            "Items": [{"Header": name, "Value": value, "Override": True} for name, value in headers.items()]
        },
    }


def _uploads(serving: Serving) -> list[dict[str, str]]:
    """Return every file in the order in which it is to go up: a page never waits for what it shows."""

    def stage(path: str) -> tuple[int, str]:
        if path.startswith(KEPT_FOR_EVER):
            return 0, path
        return (2 if path.endswith(".html") else 1), path

    folder = serving.web.path.lstrip("/")
    return [
        {"file": path, "key": folder + path, "type": content_type(path), "keep": keep(path)}
        for path in sorted(serving.paths, key=stage)
    ]


def _template(serving: Serving, function: str, policy: dict[str, Any]) -> dict[str, Any]:
    """Return the template, with what is the site's own filled in."""
    template: dict[str, Any] = json.loads(_TEMPLATE.read_text(encoding="utf-8"))
    properties = {name: resource["Properties"] for name, resource in template["Resources"].items()}
    bucket = serving.settings.publishing.bucket
    if bucket:
        properties["Bucket"]["BucketName"] = bucket
    properties["Function"]["FunctionCode"] = function
    properties["Headers"]["ResponseHeadersPolicyConfig"] |= policy
    # A bucket whose files nobody may list answers 403 where there is none.
    page = serving.web.url(f"/{NOT_FOUND}")
    properties["Distribution"]["DistributionConfig"] |= {
        "Comment": serving.web.base_url,
        "Aliases": {"Fn::If": ["HasCertificate", [urlsplit(serving.web.base_url).hostname], {"Ref": "AWS::NoValue"}]},
        "CustomErrorResponses": [
            {"ErrorCode": code, "ResponseCode": 404, "ResponsePagePath": page, "ErrorCachingMinTTL": 10}
            for code in (403, 404)
        ],
    }
    return template


def _command(serving: Serving) -> str:
    del serving
    return "python build.py publish"


HOST = Host(
    "s3-cloudfront",
    TITLE,
    _files,
    _command,
    limits=Limits(
        config_bytes=10 * KIB,
        config=(_FUNCTION,),
        source="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html",
    ),
)
