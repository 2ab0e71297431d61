"""What Amazon answers, and what it means to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microsite.publishing.release import CannotPublishError

if TYPE_CHECKING:
    from microsite.settings import Publishing

_SIGN_IN = "Sign in: https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-authentication.html"
_BUCKET, _REGION, _DISTRIBUTION = "publishing.bucket", "publishing.region", "publishing.distribution"

# Names of exceptions, of which botocore has a hundred; only what a person can mend is told in words of our own.
_UNKNOWN_PERSON = {
    *("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound"),
    *("SSOTokenLoadError", "UnauthorizedSSOTokenError", "TokenRetrievalError", "LoginRefreshRequired"),
    *("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "ExpiredTokenException"),
    *("InvalidConfigError", "InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"),
}
_NO_CONNECTION = {
    *("EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectionClosedError"),
    *("ProxyConnectionError", "SSLError", "ConnectionError"),
}
_WRONG_REGION = {
    *("301", "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"),
    *("InvalidRegionError", "IncorrectEndpoint"),
}


def meant(error: Exception, settings: Publishing) -> CannotPublishError:
    """Return in words what an error of boto3 means."""
    response = getattr(error, "response", {})
    code = str(response.get("Error", {}).get("Code", "")) or type(error).__name__
    doing = getattr(error, "operation_name", "")
    if code in _UNKNOWN_PERSON:
        return CannotPublishError(f"Amazon does not know who you are ({code}).", _SIGN_IN)
    if code in _NO_CONNECTION:
        # An address is made from the region, so that one which does not exist looks like this, too.
        hint = f"Is there a connection, and is “{settings.region}” a region? Then run it again."
        return CannotPublishError("Amazon cannot be reached.", hint, _REGION)
    if code in {"NoSuchBucket", "InvalidBucketName", "ParamValidationError"}:
        message = f"There is no bucket “{settings.bucket}” in Amazon S3."
        return CannotPublishError(message, "Make it, or write its name as it is there.", _BUCKET)
    if code in _WRONG_REGION:
        message = f"The bucket “{settings.bucket}” is not in the region “{settings.region}”."
        return CannotPublishError(message, "Amazon shows the region beside the name of the bucket.", _REGION)
    if code == "NoSuchDistribution":
        message = f"There is no distribution “{settings.distribution}” in Amazon CloudFront."
        return CannotPublishError(message, "CloudFront lists each distribution with its id.", _DISTRIBUTION)
    if code in {"AccessDenied", "AccessDeniedException", "403", "AllAccessDisabled", "UnauthorizedAccess"}:
        message = f"Amazon knows you, but you are not allowed to do this: {doing or code}."
        return CannotPublishError(message, "docs/publishing.md lists what has to be allowed.", _BUCKET)
    said = " ".join(str(error).split())
    return CannotPublishError(f"Amazon refused: “{said}”", "Mend that, then run it again.", _BUCKET)
