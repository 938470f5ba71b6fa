"""Make what clients need, in an Odoo shell."""

import os
from pathlib import Path

from reliability.load import set_up

stage = set_up(env)  # noqa: F821 of the shell
Path(os.environ["RESTAPI_FAULTS_STAGE"]).write_text(stage.json())
