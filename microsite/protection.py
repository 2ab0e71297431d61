"""What browsers are told to refuse, so that a page can do nothing but be read: one place for every host and page.

https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CSP says what the words mean.
"""

from __future__ import annotations

from typing import Literal

StrictTransport = Literal["host", "subdomains", "preload"]

# Nothing may be loaded from elsewhere, and no script runs at all. `form-action`, `base-uri` and `frame-ancestors` do
# not fall back to `default-src`, so they are named.
_DIRECTIVES = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "img-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "connect-src": "'self'",
    "upgrade-insecure-requests": "",
}

# A `meta` element cannot do the first (https://www.w3.org/TR/CSP3/#meta-element); the second would keep a copy of the
# page from its own style sheet where there is no encryption, as on a memory stick.
_NOT_IN_A_PAGE = frozenset({"frame-ancestors", "upgrade-insecure-requests"})

_POWERS = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation"),
    *("gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get"),
    *("screen-wake-lock", "usb", "web-share", "xr-spatial-tracking"),
)

_ONE_YEAR = 31536000  # seconds
_STRICT_TRANSPORT = {
    "host": f"max-age={_ONE_YEAR}",
    "subdomains": f"max-age={_ONE_YEAR}; includeSubDomains",
    "preload": f"max-age={_ONE_YEAR}; includeSubDomains; preload",
}

IN_A_PAGE = "; ".join(f"{name} {value}".rstrip() for name, value in _DIRECTIVES.items() if name not in _NOT_IN_A_PAGE)
"""The policy as a page itself says it, for copies of it and for hosts that send no headers."""


IN_A_COPY = IN_A_PAGE.replace("'self'", "'self' file:")
"""The policy of a page that is opened from a disk. What `'self'` means there each browser decides for itself, as no
standard says what the origin of a file is (https://github.com/whatwg/html/issues/3099); the scheme is clear to all."""


def protecting_headers(strict_transport: StrictTransport) -> dict[str, str]:
    """Return the headers that every answer of a host is to have, by name.

    `strict_transport` says for which names browsers are to insist on encryption, for a year.
    """
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}".rstrip() for name, value in _DIRECTIVES.items()),
        # Not even the name of the site goes along with a reader: it tells that a clinic's site was read.
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ", ".join(f"{power}=()" for power in _POWERS),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Strict-Transport-Security": _STRICT_TRANSPORT[strict_transport],
        "Origin-Agent-Cluster": "?1",
    }
