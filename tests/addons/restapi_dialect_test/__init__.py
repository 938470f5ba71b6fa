from . import controllers
from . import plain
