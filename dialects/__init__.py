"""The dialects of this addon; see :mod:`.registry`."""

from ..openapi.dialects import DESCRIPTIONS
from . import registry
from .candidroot.dialect import Candidroot
from .mcp import Mcp
from .native import Native
from .synconics.oauth1 import Oauth1
from .rest_api.dialect import RestApi
from .restful.dialect import Restful
from .synconics.dialect import Synconics

for _dialect in (Native, RestApi, Restful, Candidroot, Synconics):
    registry.register(_dialect, DESCRIPTIONS[_dialect.name])
for _dialect in (Oauth1, Mcp):
    registry.register(_dialect)
