import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup
from werkzeug.exceptions import NotFound

from odoo.http import Controller, Response, request, route

from .docs import SECURITY_HEADERS

ROOT = Path(__file__).parents[1]
ADDRESS = "/restapi/docs/guide"
START = "start"
_COMMENT = re.compile(r"^<!-- .* -->\n", re.M)
# A link to another file than a page, which the server does not show.
_FILE = re.compile(r"\[([^\]]+)\]\((?!https?:|mailto:|#)[^)#]*(?<!\.md)\)")
_NO_ANCHOR = re.compile(r"[^\w\- ]")
# What a shell of the sandbox has is told instead.
_SANDBOX = ". .sandbox/env\n"


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
        content = _html(pages[name].read_text(), server)
        values = {
            "content": content,
            "name": name,
            "address": ADDRESS,
            "pages": [(page, _title(file)) for page, file in pages.items()],
            "title": _title(pages[name]),
        }
        response = request.render("restapi.guide", values)
        response.headers.update(SECURITY_HEADERS)
        return response


def _pages() -> dict[str, Path]:
    """Return the files by the name of their page, in the order of the README."""
    readme = ROOT / "README.md"
    before, _title, listed = readme.read_text().partition("## Documentation")
    named = re.findall(r"\(docs/([\w-]+)\.md", listed + before)
    found = {name: ROOT / "docs" / f"{name}.md" for name in named}
    return {START: readme, **{k: file for k, file in found.items() if file.exists()}}


def _title(file: Path) -> str:
    heading = file.read_text().partition("\n")[0]
    return heading.strip("# ").replace("`", "").partition(": the")[0]


def _html(text: str, server: str) -> Markup | None:
    """Return a page as HTML, none without the library for it.

    HTML in a page is text: what is shown is Markdown and nothing else.

    :param server: the address that its commands call
    """
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        return None
    text = _FILE.sub(r"\1", _COMMENT.sub("", text))
    text = text.replace(_SANDBOX, f"export URL={server} KEY=oak_…  # a key of yours\n")
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for heading, inline in _headings(tokens):
        heading.attrSet("id", _anchor(inline.content))
    for link in _links(tokens):
        link.attrSet("href", _address(str(link.attrGet("href"))))
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


def _anchor(heading: str) -> str:
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
