"""The dialects, as OpenAPI describes them."""

from ..description import Description
from . import candidroot, native, rest_api, restful, synconics

NATIVE = "mrm"
DESCRIPTIONS: dict[str, Description] = {
    NATIVE: native.DESCRIPTION,
    "rest_api": rest_api.DESCRIPTION,
    "restful": restful.DESCRIPTION,
    "candidroot": candidroot.DESCRIPTION,
    "synconics": synconics.DESCRIPTION,
}
