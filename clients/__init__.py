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

from ..openapi.scope import Scope
from . import php, python, typescript

# Each gives the text of a client for models, of a server with an address.
WRITERS: dict[str, Callable[[Sequence[Scope], str], str]] = {
    "py": python.client,
    "ts": typescript.client,
    "php": php.client,
}
