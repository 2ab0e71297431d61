"""A drawing (SVG) that can run, fetch or move something is refused at its line, beside a page as in the theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from faults.trial import Trial

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">\n{}</svg>'
)
INNER = (
    *("<script>1</script>", "<ScRiPt>1</ScRiPt>", '<g onload="x()"/>', '<g ONCLICK="x()"/>', "<foreignObject/>"),
    *('<image href="https://e.example/x.png"/>', '<image xlink:href="//e.example/x.png"/>', '<image href="x.png"/>'),
    *('<use href="https://e.example/x.svg#a"/>', '<use xlink:href="x.svg#a"/>', '<feImage href="//e.example/x"/>'),
    *('<style>@import "https://e.example/x.css";</style>', "<style>@im\\70ort url(//e.example/x)</style>"),
    *('<a href="javascript:x()"><text>x</text></a>', '<a href="java&#115;cript:x()"><text>x</text></a>'),
    *('<a href="https://e.example/"><text>x</text></a>', '<image href="data:image/svg+xml;base64,AAAA"/>'),
    *('<rect style="fill:url(https://e.example/#a)"/>', '<rect fill="url(//e.example/x#y)"/>'),
    *('<rect style="background:\\75rl(//e.example/x)"/>', '<rect filter="url(&#x2f;&#x2f;e.example/x)"/>'),
    *('<animate attributeName="href" to="javascript:x"/>', '<set attributeName="onload" to="x"/>', "<animateMotion/>"),
    *("<handler/>", '<iframe xmlns="http://www.w3.org/1999/xhtml" src="x"/>', "<style>@keyframes x{}</style>"),
    *('<style>*{background:image-set("//e.example/x" 1x)}</style>', "<x:script xmlns:x='http://www.w3.org/2000/svg'/>"),
    '<link xmlns="http://www.w3.org/1999/xhtml" rel="stylesheet" href="//e.example/x"/>',
)
ENTITIES = "".join(f'<!ENTITY {one} "{f"&{other};" * 10}">' for one, other in zip("bcdefghi", "abcdefgh", strict=True))
WHOLE = (
    f'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa">{ENTITIES}]>\n' + SVG.format("<text>&i;</text>"),
    '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n' + SVG.format("<text>&x;</text>"),
    '<!DOCTYPE svg [<!ENTITY % x SYSTEM "https://e.example/x.dtd"> %x;]>\n' + SVG.format(""),
    '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "x()">]>\n' + SVG.format(""),
    '<?xml-stylesheet href="https://e.example/x.css"?>\n' + SVG.format(""),
    '<?xml version="1.0" encoding="UTF-7"?>\n' + SVG.format(""),
    '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>1</s:script></s:svg>',
    "<svg><script>1</script></svg>",
    SVG.format("&nbsp;"),
)
DRAWINGS = [*(SVG.format(inner) for inner in INNER), *WHOLE]


@pytest.mark.holds(87, "refused", times=len(DRAWINGS) + 1)
@pytest.mark.parametrize("folder", ["content", "templates/assets", "templates/assets/icons"])
def test_a_drawing_that_is_more_than_one_is_refused(trial: Trial, folder: str) -> None:
    trial.own_templates()
    for number, drawing in enumerate(DRAWINGS):
        trial.write(f"{folder}/d{number}.svg", drawing)
    trial.write(f"{folder}/wide.svg", SVG.format("<script>1</script>").encode("utf-16"))
    ran = trial.run("build", limit=5)
    assert ran.code == 1
    assert set(ran.codes) <= {"active-content", "foreign-load", "moving-picture", "broken-picture", "not-a-picture"}
    told = {line.split(":")[0]: line for line in ran.problems}
    assert set(told) == {f"{folder}/wide.svg", *(f"{folder}/d{number}.svg" for number in range(len(DRAWINGS)))}
    assert "/etc/passwd" not in ran.told
    for number in range(len(INNER)):
        assert told[f"{folder}/d{number}.svg"].startswith(f"{folder}/d{number}.svg:2:"), ran.told
    assert trial.now() == trial.published


@pytest.mark.holds(87, "harmless", times=2)
def test_what_a_drawing_program_left_in_is_not_published(trial: Trial) -> None:
    drawing = SVG.replace(
        "<svg ", '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://e.example/svg11.dtd">\n<svg '
    )
    kept = '<rect width="9" height="9"/>'
    left = '<!-- ZZCANARY --><metadata>ZZCANARY</metadata><x:y xmlns:x="https://e.example/" x:z="ZZCANARY"/>'
    trial.write("content/door.svg", drawing.format(left + kept))
    trial.body("![A square](door.svg)\n")
    trial.harmless()
    published = [
        repr(content) for path, (_, _, content) in trial.now().items() if path.endswith(".svg") and "door" in path
    ]
    assert len(published) == 1
    assert "ZZCANARY" not in published[0]
    assert "e.example" not in published[0]
    assert "<rect" in published[0]


@pytest.mark.holds(87, "harmless")
def test_plain_drawings_are_published(trial: Trial) -> None:
    trial.own_templates()
    trial.write("templates/assets/plain.svg", SVG.format('<defs><path id="a" d="M0 0"/></defs><use href="#a"/>'))
    trial.harmless()
