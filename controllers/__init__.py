from . import api
from . import restapi
from . import main
from . import docs
from . import oauth1
