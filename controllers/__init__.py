from . import api
from . import restapi
from . import main
