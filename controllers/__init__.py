from . import api
from . import restapi
