"""``restapi.service``: executes operations, a file a noun."""

from . import records
from . import searches
from . import writes
from . import attachments
from . import batches
from . import calls
from . import clients
from . import descriptions
from . import documents
from . import exports
from . import files
from . import groups
from . import imports
from . import invocations
from . import jobs
from . import lists
from . import models
from . import oauth1
from . import older
from . import reports
from . import schemas
from . import sessions
from . import upserts
from . import walks
from . import write_locks
