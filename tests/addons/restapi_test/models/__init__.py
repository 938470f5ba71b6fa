from . import restapi_test_awkward
from . import restapi_test_container
from . import restapi_test_everything
from . import restapi_test_line
from . import restapi_test_methods
from . import restapi_test_recorder
from . import restapi_test_view
from . import restapi_test_trace
