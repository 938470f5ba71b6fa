import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup
from werkzeug.exceptions import NotFound

from odoo.http import Controller, Response, request, route

from .docs import page

ROOT = Path(__file__).parents[1]
ADDRESS = "/restapi/docs/guide"
START = "start"
# What is for readers of the file: comments, and pictures of what they do not have.
_LEFT_OUT = re.compile(r"^(?:<!-- .* -->|!\[.*\))\n", re.M)
# A link to another file than a page, which the server does not show.
_FILE = re.compile(r"\[([^\]]+)\]\((?!https?:|mailto:|#)[^)#]*(?<!\.md)\)")
_NO_ANCHOR = re.compile(r"[^\w\- ]")
# What a shell of the sandbox has is told instead.
_SANDBOX = ". .sandbox/env\n"
# Stands for the address of the server, by which it was asked for.
_SERVER = "https-this-server"
# Stands for the first characters of a key, all that is known of it.
_KEY = "oak_…"


class GuideController(Controller):
    """The pages of ``docs/``, for this server."""

    @route(
        [ADDRESS, f"{ADDRESS}/<string:name>"],
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def page(self, name: str = START, **_query: str) -> Response:
        """Show a page, or that there is none."""
        pages = _pages()
        if name not in pages:
            raise NotFound
        server = request.httprequest.host_url.rstrip("/")
        content = _html(name)
        if content:
            # Markup escapes what is put into it.
            content = content.replace(_SERVER, server).replace(_KEY, _key_hint())
        values = {
            "content": content,
            "name": name,
            "address": ADDRESS,
            "pages": [(page, title) for page, (_file, title) in pages.items()],
            "title": pages[name][1],
        }
        return page("restapi.guide", values)


def _key_hint() -> str:
    """Return how the newest key of who reads it begins; the like for others."""
    keys = request.env["restapi.key"]
    if not keys.has_access("read"):
        return _KEY
    own = [("user_id", "=", request.env.uid), ("key_prefix", "!=", False)]
    return keys.search(own, order="id DESC", limit=1).key_prefix or _KEY


@cache
def _pages() -> dict[str, tuple[Path, str]]:
    """Return file and title by the name of the page, in the order of the README."""
    readme = ROOT / "README.md"
    before, _heading, listed = readme.read_text().partition("## Documentation")
    named = re.findall(r"\(docs/([\w-]+)\.md", listed + before)
    files = {START: readme, **{name: ROOT / "docs" / f"{name}.md" for name in named}}
    return {name: (file, _title(file)) for name, file in files.items() if file.exists()}


def _title(file: Path) -> str:
    heading = file.read_text().partition("\n")[0]
    return heading.strip("# ").replace("`", "").partition(": the")[0]


@cache
def _html(name: str) -> Markup | None:
    """Return a page as HTML, none without the library for it.

    HTML in a page is text: what is shown is Markdown and nothing else. Its commands
    call ``_SERVER``.
    """
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        return None
    file, _heading = _pages()[name]
    text = _FILE.sub(r"\1", _LEFT_OUT.sub("", file.read_text()))
    export = f"export URL={_SERVER} KEY={_KEY}  # a key of yours\n"
    text = text.replace(_SANDBOX, export)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for heading, inline in _headings(tokens):
        heading.attrSet("id", anchor(inline.content))
    for link in _links(tokens):
        link.attrSet("href", _address(str(link.attrGet("href"))))
    _make_accessible(tokens)
    made = parser.renderer.render(tokens, parser.options, {})
    # A page of ours, HTML in it is text.
    return Markup(made)  # noqa: S704  # nosec B704


def _headings(tokens: list) -> Iterator[tuple]:
    """Give each heading with its text."""
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            yield token, tokens[position + 1]


def _links(tokens: list) -> Iterator:
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                yield child


def _make_accessible(tokens: list) -> None:
    """Let the keyboard scroll what is wide, and make no heading of an empty cell."""
    for token in tokens:
        if token.type in ("fence", "code_block", "table_open"):
            token.attrSet("tabindex", "0")
    for cell, inline, end in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if cell.type == "th_open" and not inline.content:
            cell.tag = end.tag = "td"


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading as well."""
    return _NO_ANCHOR.sub("", heading.lower()).replace(" ", "-")


def _address(link: str) -> str:
    """Return where a link between the files leads to on the server."""
    parts = urlsplit(link)
    if parts.scheme or not parts.path.endswith(".md"):
        return link
    name = Path(parts.path).stem
    page = ADDRESS if name == "README" else f"{ADDRESS}/{name}"
    return f"{page}#{parts.fragment}" if parts.fragment else page
