"""Clients to download: one file each, typed from models and what a credential may do.

==== =========== =====================================================
py   Python      dataclasses and ``urllib``, from Python 3.10
ts   TypeScript  interfaces and ``fetch``, for browsers and Node.js
php  PHP         classes and curl, from PHP 8.1
==== =========== =====================================================

What they do is in ``templates``, the same in each. What is written here is the types of
models, of the schemas that the OpenAPI document has of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..openapi.scope import Scope
from . import php, python, typescript


@dataclass(frozen=True, slots=True)
class Language:
    """A language of clients.

    :param label: for people
    :param client: gives the text of a client for models, of a server with an address
    """

    label: str
    client: Callable[[Sequence[Scope], str], str]


# By the ending of files.
LANGUAGES = {
    "py": Language("Python", python.client),
    "ts": Language("TypeScript", typescript.client),
    "php": Language("PHP", php.client),
}
