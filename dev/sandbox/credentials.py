"""`.sandbox/credentials.json`: what a client needs to try every way in.

`.sandbox/env` has the same for a shell; the documentation uses its names.

The values are made by `issue.py` inside an Odoo shell; here is how each is tried,
and made again when it no longer works.
"""

import json
import os
import shlex
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

from . import paths
from .odoo import Odoo
from .server import status_of

LOGIN = "admin"
PASSWORD = "admin"
ISSUER = Path(__file__).with_name("issue.py")
UNAUTHORIZED = 401

Credentials = dict[str, str]
# In the shell, what the documentation calls them.
VARIABLES = {
    "URL": "base_url",
    "KEY": "odoo_api_key",
    "API_KEY": "api_key",
    "LOGIN_TOKEN": "login_token",
    "CLIENT_ID": "client_id",
    "CLIENT_SECRET": "client_secret",
    "LOGIN": "login",
    "PASSWORD": "password",
}


def issue(odoo: Odoo, database: str, base_url: str, keep: Credentials) -> Credentials:
    """Write the file with every credential, except for those in `keep` new ones."""
    fixed = {"base_url": base_url, "db": database, "login": LOGIN, "password": PASSWORD}
    made = paths.STATE / "issued.json"
    wanted = {
        "RESTAPI_SANDBOX_ISSUED": str(made),
        "RESTAPI_SANDBOX_KEEP": ",".join(keep),
    }
    made.touch(mode=0o600)
    try:
        odoo.script(database, ISSUER, wanted, paths.STATE / "issue.log")
        issued = json.loads(made.read_text())
    finally:
        made.unlink()
    return _write({**fixed, **keep, **issued})


def known(database: str, base_url: str) -> Credentials:
    """Return the credentials of an earlier start, for today's address."""
    try:
        earlier = json.loads(paths.CREDENTIALS.read_text())
    except (OSError, ValueError):
        return {}
    if earlier.get("db") != database:
        return {}
    return _write({**earlier, "base_url": base_url})


def working(credentials: Credentials) -> Credentials:
    """Return those issued credentials that the running server accepts."""
    return {
        name: credentials[name]
        for name, accepted in ACCEPTED.items()
        if name in credentials and accepted(credentials)
    }


def _bearer_accepted(credentials: Credentials) -> bool:
    url = f"{credentials['base_url']}/api/res.partner?limit=1&fields=id"
    header = {"Authorization": f"Bearer {credentials['odoo_api_key']}"}
    return status_of(url, header) != UNAUTHORIZED


def _client_accepted(credentials: Credentials) -> bool:
    url = f"{credentials['base_url']}/restapi/1.0/common/oauth2/introspect"
    pair = f"{credentials['client_id']}:{credentials['client_secret']}"
    header = {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
    return status_of(url, header, b"token=none") != UNAUTHORIZED


def _key_accepted(credentials: Credentials) -> bool:
    url = f"{credentials['base_url']}/api/res.partner/record_count"
    header = {
        "api-key": credentials["api_key"],
        "Login-Token": credentials["login_token"],
    }
    return status_of(url, header) != UNAUTHORIZED


ACCEPTED: dict[str, Callable[[Credentials], bool]] = {
    "odoo_api_key": _bearer_accepted,
    **dict.fromkeys(("client_id", "client_secret", "redirect_uri"), _client_accepted),
    **dict.fromkeys(("api_key", "login_token"), _key_accepted),
}


def exports(credentials: Credentials) -> str:
    """Return the lines by which a shell knows the credentials."""
    return "".join(
        f"export {variable}={shlex.quote(credentials[name])}\n"
        for variable, name in VARIABLES.items()
        if name in credentials
    )


def _write(credentials: Credentials) -> Credentials:
    _write_private(paths.CREDENTIALS, json.dumps(credentials, indent=2) + "\n")
    _write_private(paths.ENVIRONMENT, exports(credentials))
    return credentials


def _write_private(target: Path, text: str) -> None:
    partial = target.with_name(f"{target.name}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    partial.replace(target)
