"""`make run`: Odoo with demo data and the addon, in the foreground."""

import os
from contextlib import suppress

from . import credentials, paths, server, tools, workshop
from .console import SandboxError, say
from .workshop import SERVER, SUPERVISOR, Workshop

DEFAULT_PORT = 8069
EXAMPLES = """
Odoo {base_url}  login {login}  password {password}

Look:
  {base_url}/restapi/docs            all models, to read and to try
  {base_url}/odoo/settings#restapi   the settings
  the menu REST API                     applications, accounts, Try a Credential

Try:
  . .sandbox/env
  curl $URL/api/health
  curl -H "Authorization: Bearer $KEY" "$URL/api/res.partner?limit=2&fields=name"
  curl -H "Authorization: Bearer $KEY" $URL/api/res.partner -d '{{"name": "Ada"}}'

Credentials are in {file}, the log in {log}.
Ctrl-C stops everything.
"""


def run(*_arguments: str) -> int:
    """Serve the demo database until interrupted."""
    port = _number("PORT", DEFAULT_PORT)
    # Threads: workers need a proxy for the live notifications of the web client.
    workers = _number("WORKERS", 0)
    tools.want(tools.WKHTMLTOPDF)
    if SUPERVISOR.pid():
        raise SandboxError("This sandbox is already running: `make stop` ends it.")
    SERVER.stop()
    server.require_free(port)
    SUPERVISOR.write(os.getpid())
    try:
        with workshop.opened() as shop:
            prepare_demo(shop)
            _serve(shop, port, workers)
    finally:
        SUPERVISOR.path.unlink(missing_ok=True)
    return 0


def prepare_demo(shop: Workshop) -> None:
    """Create the demo database, or update the addon in it when its files changed."""
    marker = paths.STATE / f"{shop.demo}.digest"
    digest = paths.digest_of(paths.CHECKOUT)
    log = paths.STATE / "install.log"
    if not shop.databases.exists(shop.demo):
        partial = f"{shop.demo}_partial"
        shop.databases.clone(partial)
        shop.odoo.load(
            partial, f"--init={paths.ADDON}", log=log, title="Installing the addon"
        )
        shop.databases.rename(partial, shop.demo)
        paths.CREDENTIALS.unlink(missing_ok=True)
    elif not marker.exists() or marker.read_text() != digest:
        shop.odoo.load(
            shop.demo, f"--update={paths.ADDON}", log=log, title="Updating the addon"
        )
    marker.write_text(digest)


def _serve(shop: Workshop, port: int, workers: int) -> None:
    base_url = f"http://localhost:{port}"
    # Webhooks are tried with receivers on this computer.
    shop.databases.client.sql(
        "INSERT INTO ir_config_parameter (key, value)"
        " VALUES ('restapi.outgoing_networks', '127.0.0.0/8, ::1')"
        " ON CONFLICT (key) DO NOTHING",
        shop.demo,
    )
    # Clients of OAuth compare it with the address they know.
    shop.databases.client.sql(
        "INSERT INTO ir_config_parameter (key, value)"
        f" VALUES ('restapi.issuer', '{base_url}')"
        " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
        shop.demo,
    )
    found = credentials.known(shop.demo, base_url)
    if not found.keys() >= credentials.ACCEPTED.keys():
        found = credentials.issue(shop.odoo, shop.demo, base_url, {})
    with server.serving(
        shop.odoo,
        shop.demo,
        port=port,
        workers=workers,
        log=paths.ODOO_LOG,
        pidfile=SERVER,
        arguments=("--max-cron-threads=1",),
    ) as running:
        accepted = credentials.working(found)
        if accepted.keys() != credentials.ACCEPTED.keys():
            found = credentials.issue(shop.odoo, shop.demo, base_url, accepted)
        say(EXAMPLES.format(**found, file=paths.CREDENTIALS, log=paths.ODOO_LOG))
        with suppress(KeyboardInterrupt):
            server.watch(running)
    say("Stopped.")


def _number(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isdigit():
        raise SandboxError(f"{name} is not a number: {value}")
    return int(value)
