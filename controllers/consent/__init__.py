"""Pages on which users allow applications access, and take it back."""

from . import access
from . import device
from . import oauth1
from . import oauth2
from . import page
