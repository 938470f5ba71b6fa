# The dispatcher registers the routes' type, so it comes before the controllers.
from . import dispatcher
from . import oauth_dispatcher
from . import early_dispatcher
from . import models
from . import service
from . import wizards
from . import controllers
from .hooks import uninstall_hook
