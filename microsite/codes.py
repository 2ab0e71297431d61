"""Every code of a problem, and how much it weighs."""

from __future__ import annotations

ERROR = "error"
"""Blocks publishing."""
WARNING = "warning"
"""Blocks publishing with `--strict`."""
ADVICE = "advice"
"""Never blocks."""

SEVERITIES = (ERROR, WARNING, ADVICE)

CODES: dict[str, str] = {}
"""Every code with its severity. A code is for ever; `docs/problems.md` has a heading for each."""

CODES |= dict.fromkeys(
    (
        # files and folders
        "missing-folder",
        "missing-file",
        "not-utf-8",
        "control-character",
        "too-large",
        "not-a-file",
        "bad-file-name",
        "reserved-name",
        "unreadable-file",
        # front matter and site_config.yaml
        "no-front-matter",
        "unclosed-front-matter",
        "yaml-syntax",
        "yaml-feature",
        "yaml-too-deep",
        "tab",
        "special-space",
        "missing-space",
        "smart-quotes",
        "unquoted-colon",
        "unquoted-hash",
        "duplicate-key",
        "unknown-key",
        "missing-key",
        "empty-value",
        "wrong-value",
        "unknown-page",
        "page-not-published",
        "unknown-page-type",
        # addresses
        "same-address",
        "same-output",
        "reserved-address",
        "vanished-address",
        # waivers
        "waiver-without-reason",
        "unused-waiver",
        # text
        "empty-page",
        "line-too-long",
        "table-too-wide",
        "too-many",
        "nested-too-deeply",
        "too-slow",
        "raw-html",
        "unknown-fact",
        "unknown-telephone",
        "different-address",
        "forbidden-attribute",
        "forbidden-scheme",
        "unknown-language",
        "bad-id",
        "reserved-id",
        # components
        "unknown-component",
        "unclosed-component",
        "stray-component-end",
        "unknown-parameter",
        "missing-parameter",
        "wrong-parameter",
        "bad-component-line",
        "component-without-text",
        "component-with-text",
        "wrong-component-text",
        # templates
        "template-error",
        "unsafe-template",
        # links
        "broken-link",
        "broken-anchor",
        "link-to-draft",
        "http-link",
        "empty-link",
        # headings
        "not-one-h1",
        "skipped-level",
        "empty-heading",
        "duplicate-id",
        # pictures
        "missing-picture",
        "missing-alt",
        "not-a-picture",
        "broken-picture",
        "moving-picture",
        "large-picture",
        # tables
        "table-without-header",
        "long-row",
        # front matter checks
        "duplicate-title",
        # Markdown slips
        "missing-reference",
        "duplicate-footnote",
        # reviews
        "reviewed-in-future",
        "review-before-last",
        # privacy and secrets
        "foreign-load",
        "active-content",
        "page-without-policy",
        "photo-tells-place",
        "picture-data",
        "secret",
        "stray-file",
        "not-a-pdf",
        # search engines
        "page-hides-from-search",
        "preview-open-to-search",
        # redirects
        "redirect-chain",
        # telephone numbers
        "different-number",
        "moved-help",
        # the site's own rules
        "bad-pattern",
        "idle-rule",
        "missing-required",
        "missing-nearby",
        "forbidden-word",
        "unwanted-source",
        # publishing
        "refused-output",
        "not-our-output",
        "disk",
        "unportable-name",
        "not-reproducible",
        # hosts
        "host-limit",
        "url-with-folder",
        "refused-publish",
        "publish-failed",
        # our own
        "generator-failed",
    ),
    ERROR,
)
CODES |= dict.fromkeys(
    (
        "vague-link",
        "ambiguous-link",
        "orphan-page",
        "far-from-home",
        "tracking-link",
        "bold-as-heading",
        "duplicate-heading",
        "poor-alt",
        "other-language",
        "table-without-caption",
        "duplicate-description",
        "title-length",
        "description-length",
        "heading-without-space",
        "bullet",
        "unused-footnote",
        "link-to-old-address",
        "review-overdue",
        "never-reviewed",
        "hard-to-read",
        "long-sentence",
        "long-paragraph",
        "short-form",
        "poor-word",
        "long-path",
        "untagged-pdf",
    ),
    WARNING,
)
CODES |= dict.fromkeys(("wide-table", "review-due-soon", "link-ends-soon", "host-lacks", "pdf-author"), ADVICE)
