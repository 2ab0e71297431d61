"""Apache: one `.htaccess`, which travels with the site. docs/hosts/apache.md says what the server must allow.

What the directives do is told at https://httpd.apache.org/docs/2.4/mod/directives.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microsite.compression import ENDINGS
from microsite.hosts.host import Host
from microsite.hosts.own_server import copy_command
from microsite.hosts.quoting import indented, quoted
from microsite.model import Output
from microsite.serving import ASK_FIRST, FOR_EVER, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microsite.serving import Redirect, Serving

FILE = ".htaccess"

_ENCODINGS = ("br", "zstd", "gzip")

_OTHER = f"(?:{'|'.join(re.escape(ending) for ending in ENDINGS.values())})"
"""How the name of a compressed copy ends, as a pattern."""


def _files(serving: Serving) -> Iterator[Output]:
    yield Output(FILE, _settings(serving).encode(), "host")


def _settings(serving: Serving) -> str:
    parts = (
        _HEAD.format(base_url=serving.web.base_url),
        _SERVE.format(not_found=_q(serving.not_found)),
        _module("headers", _headers(serving)),
        _module("alias", "".join(_redirect(redirect, serving) for redirect in serving.redirects) + _HIDDEN),
        _types(),
        _module("rewrite", _rewrites(serving)),
    )
    return "\n".join(parts)


_HEAD = """\
# How Apache serves {base_url}, written anew by each build of Microsite.
# It needs “AllowOverride All” for this folder. docs/hosts/apache.md says more.
"""

_SERVE = """\
Options -Indexes -MultiViews
ErrorDocument 403 {not_found}
ErrorDocument 404 {not_found}
<IfModule mod_dir.c>
    DirectoryIndex index.html
</IfModule>
"""

# 404 rather than 403, which would tell that there is something.
_HIDDEN = 'RedirectMatch 404 "/\\.(?!well-known/)"\n'


def _headers(serving: Serving) -> str:
    # “always” adds them also to what is not there and to what has moved. A percent sign would begin a variable.
    lines = [
        f"Header always set {name} {_q(value.replace('%', '%%'))}\n"
        for name, value in {**serving.headers, "Cache-Control": ASK_FIRST}.items()
    ]
    # Only what is there is kept for ever: a file that is missing today may be there tomorrow.
    there = f"expr=%{{REQUEST_STATUS}} -in {{'200', '206', '304'}} && %{{REQUEST_URI}} =~ m#^{re.escape(serving.kept)}#"
    lines.append(f'Header always set Cache-Control {_q(FOR_EVER)} "{there}"\n')
    endings = "|".join(sorted(ending[1:] for ending in TYPES))
    lines.append(f'<FilesMatch "\\.(?:{endings}){_OTHER}?$">\n    Header merge Vary Accept-Encoding\n</FilesMatch>\n')
    return "".join(lines)


def _redirect(redirect: Redirect, serving: Serving) -> str:
    """Return one redirect.

    It names the whole address: from a path, Apache makes an address without encryption where another server stands
    before it and does the encryption.
    """
    old = serving.web.path + redirect.old.lstrip("/")
    slash = "/?" if old.endswith("/") else ""
    pattern = f"^{re.escape(old.rstrip('/'))}{slash}$"
    to = serving.web.base_url + redirect.to.lstrip("/")  # Apache itself writes letters beyond ASCII as a URL has them
    return f'RedirectMatch {redirect.code} "{pattern}" {_q(to)}\n'


def _types() -> str:
    """Return what files are. `ForceType`, because the last ending of `index.html.gz` would decide otherwise."""
    return "".join(
        f'<FilesMatch "\\{ending}{_OTHER}?$">\n    ForceType {_q(kind)}\n</FilesMatch>\n'
        for ending, kind in TYPES.items()
    )


def _rewrites(serving: Serving) -> str:
    encodings = "".join(f"AddEncoding {encoding} {ENDINGS[encoding]}\n" for encoding in _ENCODINGS)
    copies = "".join(_COPIES.format(encoding=encoding, end=ENDINGS[encoding]) for encoding in _ENCODINGS)
    # Without the modules that say how it is compressed, nobody could read a copy. Many servers take .br for Breton.
    copies = _module("headers", _module("mime", f"RemoveLanguage .br\n{encodings}\n{copies}"))
    return f"RewriteEngine On\nRewriteBase {_q(serving.web.path)}\n\n{_FOLDERS}{copies}"


_FOLDERS = """\
# A folder without an index is nothing to a visitor.
RewriteCond %{REQUEST_FILENAME} -d
RewriteCond %{REQUEST_FILENAME}/index.html !-f
RewriteRule "^" - [R=404,L]

# Who accepts a compressed copy gets it, if there is one.
"""

# “;q=0” says that an encoding is not accepted (https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding).
_COPIES = """\
RewriteCond %{{HTTP:Accept-Encoding}} "(?:^|[,\\s]){encoding}(?!\\s*;\\s*q=0(?:\\.0*)?(?:[,\\s]|$))(?:[,;\\s]|$)"
RewriteCond %{{REQUEST_FILENAME}}index.html{end} -f
RewriteRule "^(|.*/)$" "$1index.html{end}" [L]
RewriteCond %{{HTTP:Accept-Encoding}} "(?:^|[,\\s]){encoding}(?!\\s*;\\s*q=0(?:\\.0*)?(?:[,\\s]|$))(?:[,;\\s]|$)"
RewriteCond %{{REQUEST_FILENAME}}{end} -f
RewriteRule "^(.+)$" "$1{end}" [L]
"""


def _module(name: str, lines: str) -> str:
    """Return lines that hold only where Apache has the module; elsewhere the site is there all the same."""
    return f"<IfModule mod_{name}.c>\n{indented(lines)}</IfModule>\n"


def _q(text: str) -> str:
    # A dollar begins what was found before.
    return quoted(text, "$")


HOST = Host("apache", "Apache", _files, copy_command, encodings=_ENCODINGS)
