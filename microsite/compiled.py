"""Templates turned into Python's bytecode, and kept on the disk as Python keeps that of its own modules.

To compile the templates of a site takes longer than to draw a dozen pages with them. Python runs what it finds in
`__pycache__`, beside the source; so it is with templates, which are programs as well: who may write there may write the
template itself. Nothing is run that lies in `.cache/`, which may come from another machine.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal  # what `__pycache__` holds: read only with a checksum that holds
import os
import re
import sys
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2 import __version__ as jinja_version
from jinja2.compiler import CodeGenerator
from jinja2.loaders import split_template_path
from markupsafe import Markup, escape

from microsite.amounts import written_date
from microsite.opening import open_file
from microsite.placed import PLACED, Placed
from microsite.source import PYTHONS_OWN, signature

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, MutableMapping

    from jinja2 import Template
    from jinja2.bccache import Bucket
    from jinja2.compiler import Frame

# No module can have this name, so that no module's own bytecode is ever replaced.
_NAME = "all-templates"
_CHECKSUM_BYTES = 32

_RULES = ("template_rules", "html_places")
"""The modules that say of a template whether it is safe."""

_find_special = re.compile("""[&<>"']""").search


class Templates(Environment):
    """Draws with the templates of a folder: all values are escaped, and none may be missing.

    Within a build each template is looked at once; `look_again` begins another.
    """

    def __init__(self, folder: Path) -> None:
        self.compiled = Compiled(folder)
        self.used: set[str] = set()
        """The names of the templates that were asked for."""
        self._own_loader = _Loader(folder)
        super().__init__(
            loader=self._own_loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,  # none is ever forgotten: a theme has some dozens
            bytecode_cache=self.compiled,
        )
        self.code_generator_class = _Generator
        self.filters["date"] = written_date

    def get_template(  # templates ask in this way for those that they include and extend
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002  Jinja's own name
    ) -> Template:
        """Return a template, and note its name. Raises TemplateNotFound and TemplateSyntaxError."""
        if isinstance(name, str):
            self.used.add(name)
        return super().get_template(name, parent, globals)

    def look_again(self, names: Collection[str] | None = None) -> None:
        """Forget each template whose file has changed since it was read; if `names` are given, no others are drawn."""
        self._own_loader.names = names
        kept = self.cache or {}
        for name in [name for name, template in kept.items() if not template.is_up_to_date]:
            del kept[name]

    def text_of(self, name: str) -> str:
        """Return a template as it stands in its file. Raises TemplateNotFound and TemplateSyntaxError."""
        return self._own_loader.read(name)[0]

    def is_safe(self, name: str, text: str) -> bool:
        """Tell whether nothing unsafe was found in a template whose source had this hash."""
        return self.compiled.safe.get(name) == text

    def note_safe(self, name: str, text: str) -> None:
        """Take in that nothing unsafe is in a template whose source has this hash."""
        self.compiled.safe[name] = text
        self.compiled.has_new = True

    def is_looking(self) -> bool:
        """Tell whether one of the templates that were asked for looks into the text of a page."""
        return not self.compiled.looking.isdisjoint(self.used)

    def keep(self) -> None:
        """Write what had to be compiled to the disk, once all that is needed has been drawn."""
        self.compiled.write()

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the names that every template knows. Jinja's own layers of dictionaries cost time in each include."""
        return {**self.globals, **d} if d else self.globals

    @staticmethod
    def shown(value: object) -> str:
        """Return a value as HTML shows it, as `escape` does, which makes an object of its own for each."""
        if type(value) is str and not _find_special(value):
            return value
        if type(value) is Markup:
            return value
        return value.marked if type(value) is Placed else escape(value)


class _Generator(CodeGenerator):
    """Writes what a template is compiled from."""

    environment: Templates

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802  Jinja's own name
        """Write a template as Python, and note whether it does more with the text of a page than to show it."""
        self.environment.compiled.note(self.name or "", looks=_looks_into_text(node))
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: object, finalize: object) -> None:
        """Write what stands before each value that is shown."""
        del node, frame, finalize  # every value is escaped, whatever stands around it
        self.write("environment.shown(")


def _looks_into_text(template: nodes.Template) -> bool:
    """Tell whether a template may do more with the text of a page than to show it, or to ask whether there is one.

    If not, another text in the same place makes the page that would be drawn with it.
    """
    shown = {id(child) for output in template.find_all(nodes.Output) for child in output.nodes}
    asked = {id(found.test) for found in template.find_all(nodes.If)}
    called = {id(call.node) for call in template.find_all(nodes.Call) if id(call) in shown}
    parts = list(template.find_all(nodes.Getattr))
    bases = {"page": {id(part.node) for part in parts}, "super": called, "self": set[int]()}
    # What these hold is text to whatever stands around them.
    holders = list(template.find_all((nodes.Macro, nodes.CallBlock, nodes.FilterBlock, nodes.AssignBlock)))
    held = [found for holder in holders for found in holder.find_all((nodes.Include, nodes.Block, nodes.Getattr))]
    return (
        any(part.attr in PLACED and id(part) not in shown | asked for part in parts)
        or any(id(name) not in bases.get(name.name, {id(name)}) for name in template.find_all(nodes.Name))
        or any(not isinstance(found, nodes.Getattr) or found.attr in PLACED for found in held)
    )


class _Loader(BaseLoader):
    names: Collection[str] | None = None
    """All templates that there are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text, its file, and what tells whether that is still the same."""
        del environment
        text, file = self.read(template)
        known = signature(file)
        return text, str(file), lambda: signature(file) == known

    def read(self, template: str) -> tuple[str, Path]:
        """Return a template's text and its file.

        Only ordinary files of the folder are read, as Jinja's own loader does not see to: it follows links, and waits
        for pipes.
        """
        parts = split_template_path(template)  # raises TemplateNotFound for what leads out of the folder
        file = self.folder.joinpath(*parts)
        is_one = PYTHONS_OWN not in parts and (self.names is None or template in self.names)
        handle = open_file(file, template) if is_one else None
        if not isinstance(handle, int):
            raise TemplateNotFound(template)
        with os.fdopen(handle, "rb") as stream:
            data = stream.read()
        try:
            text = data.decode().replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise TemplateSyntaxError("it is not saved as UTF-8.", line, template, template) from None
        return text, file


class _Kept(msgspec.Struct, frozen=True):
    """What the file holds: the compiled form of each template by its name, with the checksum of its source."""

    key: bytes
    templates: dict[str, tuple[str, bytes]]
    looking: set[str]
    """Those that look into the text of a page."""
    safe: dict[str, str]
    """Those in which nothing is unsafe, each with a hash of its source."""


class Compiled(BytecodeCache):
    """The compiled templates of a folder, in one file in the `__pycache__` of that folder.

    As with Python's own, PYTHONPYCACHEPREFIX names another place and PYTHONDONTWRITEBYTECODE keeps it from being
    written. A file that is missing, corrupt, foreign or older costs time and nothing else, as does a folder that cannot
    be written. Two builds may write at once: one of the two files stays, whole.
    """

    def __init__(self, folder: Path) -> None:
        self.file = _file(folder)
        # The settings of the environment stand in this module, so that its own bytes are their key, as those of the
        # rules are that of what was found safe. Compiled code names
        # the file of its source, for messages.
        parts = (
            *(Path(__file__).with_name(f"{name}.py").read_bytes() for name in ("compiled", *_RULES)),
            jinja_version.encode(),
            repr(PLACED).encode(),
            MAGIC_NUMBER,
            os.fsencode(folder),
        )
        self.key = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()
        held = self._read()
        self.templates, self.looking, self.safe = held.templates, held.looking, held.safe
        self.has_new = False

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the name under which a template is kept: its own. The folder is in the key of the file."""
        del filename
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand over the compiled form of a template, if there is one of exactly this source."""
        checksum, code = self.templates.get(bucket.key, ("", b""))
        if checksum == bucket.checksum:
            bucket.code = marshal.loads(code)  # noqa: S302  its checksum held, and it lies where Python keeps its own

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Take in the compiled form of a template; `write` puts it on the disk."""
        self.templates[bucket.key] = (bucket.checksum, marshal.dumps(bucket.code))
        self.has_new = True

    def note(self, name: str, *, looks: bool) -> None:
        """Take in whether a template looks into the text of a page."""
        if looks:
            self.looking.add(name)
        else:
            self.looking.discard(name)

    def write(self) -> None:
        """Write the file, if there is anything new for it."""
        if self.file and self.has_new and not sys.dont_write_bytecode:
            payload = msgspec.msgpack.encode(_Kept(self.key, self.templates, self.looking, self.safe))
            # What cannot be written costs time, and a person must not be bothered with it.
            with contextlib.suppress(OSError):
                _write(self.file, hashlib.sha256(payload).digest() + payload)
        self.has_new = False

    def _read(self) -> _Kept:
        nothing = _Kept(self.key, {}, set(), {})
        try:
            held = self.file.read_bytes() if self.file else b""
        except OSError:
            return nothing
        payload = held[_CHECKSUM_BYTES:]
        if hashlib.sha256(payload).digest() != held[:_CHECKSUM_BYTES]:
            return nothing
        try:
            kept = msgspec.msgpack.decode(payload, type=_Kept)
        except msgspec.DecodeError:
            return nothing
        return kept if kept.key == self.key else nothing


def _file(folder: Path) -> Path | None:
    """Return where the compiled templates of a folder are kept, or None where Python itself keeps nothing."""
    try:
        file = Path(cache_from_source(str(folder.absolute() / f"{_NAME}.html")))
    except NotImplementedError:
        return None
    return None if file.parent.is_symlink() else file  # whoever laid that link chose a folder that is not ours


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
