"""The dialects beside the native one, as OpenAPI describes them."""

from ..description import Description
from . import candidroot, rest_api, restful, synconics

DESCRIPTIONS: dict[str, Description] = {
    "rest_api": rest_api.DESCRIPTION,
    "restful": restful.DESCRIPTION,
    "candidroot": candidroot.DESCRIPTION,
    "synconics": synconics.DESCRIPTION,
}
