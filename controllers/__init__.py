from . import api
from . import main
from . import metrics
from . import oauth2
from . import well_known
from . import docs
from . import guide
from . import consent
