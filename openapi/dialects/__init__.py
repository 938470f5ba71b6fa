"""The dialects, as OpenAPI describes them."""

from ..description import Description
from . import candidroot, native, rest_api, restful, synconics

DESCRIPTIONS: dict[str, Description] = {
    "mrm": native.DESCRIPTION,
    "rest_api": rest_api.DESCRIPTION,
    "restful": restful.DESCRIPTION,
    "candidroot": candidroot.DESCRIPTION,
    "synconics": synconics.DESCRIPTION,
}
