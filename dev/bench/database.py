"""An environment on the benchmark's database, outside of any server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from odoo import api
from odoo.modules.registry import Registry

ADMINISTRATOR = 2


@contextmanager
def opened() -> Iterator[api.Environment]:
    """Open the database of ``RESTAPI_BENCH_DB`` as the administrator."""
    with Registry(os.environ["RESTAPI_BENCH_DB"]).cursor() as cr:
        company = api.Environment(cr, ADMINISTRATOR, {}).company
        context = {"lang": "en_US", "allowed_company_ids": company.ids}
        yield api.Environment(cr, ADMINISTRATOR, context)


def api_key(env: api.Environment) -> str:
    """Return a new Odoo API key of the administrator, committed for the server."""
    expires = datetime.now() + timedelta(days=1)
    key = env["res.users.apikeys"]._generate("rpc", "bench", expires)
    env.cr.commit()  # the server reads it in another transaction
    return key
