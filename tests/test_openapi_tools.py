"""Linters and generators of others, on the documents of all dialects."""

import json
from itertools import pairwise
from pathlib import Path

from odoo.tests import tagged

from ..openapi.dialects import DESCRIPTIONS
from .support.committed import CommittedCase
from .support.endpoints import make_all
from .test_clients import ClientCase

RULES = Path(__file__).parent.parent / "openapi" / "rules"
MODELS = "res.partner,res.country,product.product,sale.order,sale.order.line"
COMPILED = {
    "compilerOptions": {
        "strict": True,
        "noEmit": True,
        "target": "es2022",
        "module": "esnext",
        "moduleResolution": "bundler",
        "lib": ["es2022", "dom", "dom.iterable"],
        "types": [],
    },
    "include": ["*.ts", "*/**/*.ts"],
}
# Compiles only if the types say what is so.
USE = """
import type { components, paths } from "./mrm";
import type { components as Restful } from "./restful";

type Partner = components["schemas"]["res_partner"];
type Page = paths["/res.partner"]["get"]["responses"][200]["content"]["application/json"];

export const names = (page: Page): (string | null | undefined)[] =>
    page.results.map((partner: Partner) => partner.name);
export const country = (partner: Partner): number | undefined => partner.country_id?.id;
export const phone = (
    partner: Restful["schemas"]["res_partner"],
): string | false | undefined => partner.phone;
export const line: components["schemas"]["sale_order_nested"] | undefined = undefined;
"""


@tagged("post_install", "-at_install")
class TestTools(ClientCase, CommittedCase):
    tool = "OPENAPI_TOOLS"

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        made = cls.committed(lambda env: make_all(env).id)
        cls.addClassCleanup(
            cls.committed, lambda env: env["restapi.endpoint"].browse(made).unlink()
        )

    def documents(self) -> list[Path]:
        path = f"/api/openapi.json?models={MODELS}&dialect="
        return [self.download(f"{path}{name}", f"{name}.json") for name in DESCRIPTIONS]

    def run_tool(self, name: str, *arguments: object) -> None:
        """Run a program of Node.js, which wants more address space than Odoo has."""
        self.succeed(
            *("sh", "-c", 'ulimit -S -v unlimited; exec "$@"', name),
            *(self.program / name, *arguments),
            REDOCLY_TELEMETRY="off",
        )

    def test_linters_find_nothing(self):
        documents = self.documents()
        with self.subTest("redocly"):
            rules = RULES / "redocly.yaml"
            self.run_tool("redocly", "lint", "--config", rules, *documents)
        with self.subTest("spectral"):
            rules = RULES / "spectral.yaml"
            options = ("--ruleset", rules, "--fail-severity", "hint")
            self.run_tool("spectral", "lint", *options, *documents)

    def test_rules_are_all_errors_or_explained(self):
        """What is a warning would pass; a rule that is off has its reason above it."""
        for name in ("redocly", "spectral"):
            lines = (RULES / f"{name}.yaml").read_text().splitlines()
            for before, line in pairwise(lines):
                _rule, _colon, value = line.strip().partition(": ")
                self.assertNotEqual(value, "warn", line)
                if value == "off":
                    self.assertTrue(before.strip().startswith("#"), line)

    def test_types_compile(self):
        for document in self.documents():
            types = document.with_suffix(".ts")
            self.run_tool("openapi-typescript", document, "--output", types)
        document = self.folder / "mrm.json"
        self.run_tool(
            *("openapi-ts", "--input", document, "--output", self.folder / "hey"),
            *("--client", "@hey-api/client-fetch"),
        )
        self.run_tool(
            *("orval", "--client", "fetch"),
            *("--input", document, "--output", self.folder / "orval.ts"),
        )
        (self.folder / "use.ts").write_text(USE)
        (self.folder / "tsconfig.json").write_text(json.dumps(COMPILED))
        self.run_tool("tsc", "--project", self.folder)
