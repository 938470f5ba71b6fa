"""Parts of paths that are told apart by how they look."""

from werkzeug.routing import BaseConverter


class Ids(BaseConverter):
    """What begins like a number: an id, or several, right or wrong."""

    regex = r"[-+]?\d[^/]*"
    part_isolating = True


class Method(BaseConverter):
    """What can be the name of a method, private ones too."""

    regex = r"[^\W\d]\w*"


class Field(BaseConverter):
    """What can be the name of a field, and is not the address of attachments."""

    regex = r"(?!attachments\b)[^\W\d]\w*"


class Address(BaseConverter):
    """What an endpoint without code is called, of several parts; none is a number."""

    regex = r"[^/\d+-][^/]*(?:/[^/\d+-][^/]*)*"
    part_isolating = False
