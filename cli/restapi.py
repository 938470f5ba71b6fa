"""``odoo-bin restapi``: endpoints for a model, a key for a user, seals for a secret.

Odoo loads this file by itself, without the addon around it.
"""

import argparse
import keyword
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from string import Template

from odoo import SUPERUSER_ID, fields
from odoo.api import Environment
from odoo.cli.command import Command
from odoo.modules.registry import Registry
from odoo.tools import config

MODEL_NAME = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z0-9_]+)*")
TEMPLATE = Path(__file__).with_name("model.py.template")
SCOPE = "rpc"
KEY_DAYS = 90


class Restapi(Command):
    """Tools of the REST API."""

    def __init__(self) -> None:
        super().__init__()
        subcommands = self.parser.add_subparsers(dest="subcommand", required=True)
        model = subcommands.add_parser(
            "add-model", help="write a file of endpoints of a model into an addon"
        )
        model.add_argument("model", help="technical name, like res.partner")
        model.add_argument(
            "--into", required=True, type=Path, help="folder of your addon"
        )
        model.set_defaults(run=self._add_model)
        key = subcommands.add_parser(
            "key", help="create an API key of a user and print it"
        )
        _add_database(key)
        key.add_argument("--login", required=True, help="of the user")
        key.add_argument("--name", default="REST API", help="what the key is for")
        key.add_argument(
            "--days", type=int, default=KEY_DAYS, help="days until it expires"
        )
        key.set_defaults(run=self._key)
        seal = subcommands.add_parser(
            "seal", help="seal all secrets with the server's present secret"
        )
        _add_database(seal)
        seal.set_defaults(run=self._seal)

    def run(self, args: list[str]) -> None:
        parsed = self.parser.parse_args(args)
        parsed.run(parsed)

    def _add_model(self, args: argparse.Namespace) -> None:
        if not MODEL_NAME.fullmatch(args.model):
            self.parser.error(f"{args.model} is no name of a model")
        if not (args.into / "__manifest__.py").exists():
            self.parser.error(f"{args.into} is no addon: it has no __manifest__.py")
        name = args.model.replace(".", "_")
        if keyword.iskeyword(name):
            self.parser.error(f"{args.model} cannot be the name of a Python file")
        controllers = args.into / "controllers"
        file = controllers / f"model__{name}.py"
        if file.exists():
            self.parser.error(f"{file} exists; remove it to write it again")
        controllers.mkdir(exist_ok=True)
        file.write_text(
            Template(TEMPLATE.read_text()).substitute(model=args.model, name=name)
        )
        _import(controllers, file.stem)
        _import(args.into, controllers.name)
        sys.stdout.write(
            f"{file} is written: fill in its schemas, let the addon depend on restapi, "
            "and restart Odoo.\n"
        )

    def _key(self, args: argparse.Namespace) -> None:
        if args.days < 1:
            self.parser.error("--days is at least 1")
        with self._environment(args) as env:
            user = env["res.users"].search([("login", "=", args.login)])
            if not user:
                self.parser.error(f"there is no active user {args.login}")
            expires = fields.Datetime.now() + timedelta(days=args.days)
            # sudo: whoever runs this command owns the database already.
            keys = env["res.users.apikeys"].with_user(user).sudo()
            sys.stdout.write(keys._generate(SCOPE, args.name, expires) + "\n")

    def _seal(self, args: argparse.Namespace) -> None:
        with self._environment(args) as env:
            count = env["restapi.seal"]._restapi_seal_anew()
        sys.stdout.write(f"{count} secrets are sealed anew.\n")

    @contextmanager
    def _environment(self, args: argparse.Namespace) -> Iterator[Environment]:
        """Open the database that the command line or the configuration names."""
        options = ["--no-http", "--log-level=error"]
        options += ["-c", args.config] if args.config else []
        options += ["-d", args.database] if args.database else []
        config.parse_config(options, setup_logging=True)
        names = config["db_name"]
        if len(names) != 1:
            self.parser.error("name one database: -d NAME")
        with Registry(names[0]).cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})


def _add_database(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-c", "--config", help="use a specific configuration file")
    parser.add_argument("-d", "--database", help="name of the database")


def _import(package: Path, module: str) -> None:
    """Let a package import one of its modules."""
    file = package / "__init__.py"
    text = file.read_text() if file.exists() else ""
    line = f"from . import {module}"
    if line not in text.splitlines():
        file.write_text(
            text + ("\n" if text and not text.endswith("\n") else "") + line + "\n"
        )
