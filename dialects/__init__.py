"""The dialects of this addon; see :mod:`.registry`."""

from ..openapi.dialects import DESCRIPTIONS
from . import registry
from .candidroot import Candidroot
from .native import Native
from .oauth1 import Oauth1
from .rest_api import RestApi
from .restful import Restful
from .synconics import Synconics

for _dialect in (Native, RestApi, Restful, Candidroot, Synconics):
    registry.register(_dialect, DESCRIPTIONS[_dialect.name])
registry.register(Oauth1)
