"""Endpoints without code, and calls of them."""

from typing import Any

from odoo import Command

from ...models.restapi_endpoint import ACTIONS
from ..test_grants import GrantCase


def make_all(env: Any) -> Any:
    """Make an endpoint of contacts that does all that there is."""
    kinds = ("text", "integer", "number", "boolean", "date", "datetime", "record")
    lines = [{"name": f"a_{kind}", "kind": kind, "several": True} for kind in kinds]
    lines.append({"name": "of", "kind": "choice", "choices": "a,b", "required": True})
    return env["restapi.endpoint"].create(
        {
            "name": "All",
            "path": "all",
            "model_id": env["ir.model"]._get("res.partner").id,
            **dict.fromkeys(ACTIONS, True),
            "tree": "name,country_id(name,state_ids(code)),child_ids(name),image_128",
            "domain": "[('name', 'in', [of])]",
            "accepted": "name,country_id,category_id,child_ids(name,email)",
            "removes_lines": True,
            "create_values": "{'ref': of}",
            "method": "message_subscribe",
            "arguments": f"{{'partner_ids': [{', '.join(f'a_{k}' for k in kinds)}]}}",
            "parameter_ids": [Command.create(line) for line in lines],
        }
    )


class EndpointCase(GrantCase):
    """Makes endpoints; the user may read and write contacts."""

    def endpoint(self, path: str, model: str = "res.partner", **values: Any) -> Any:
        """Make an endpoint.

        :param values: of its fields; ``parameters`` are values of lines
        """
        lines = [Command.create(line) for line in values.pop("parameters", ())]
        # A transaction of requests sees what is flushed.
        made = self.env["restapi.endpoint"].create(
            {
                "name": path,
                "path": path,
                "model_id": self.env["ir.model"]._get(model).id,
                "parameter_ids": lines,
                **values,
            }
        )
        self.env.flush_all()
        return made

    def names(self, path: str, **kwargs: Any) -> list[str]:
        """Return the names of the records of a page."""
        return [row["name"] for row in self.get(f"/x/v1/{path}", **kwargs)["results"]]

    def assertUnknown(self, path: str, name: str, near: str = "") -> None:
        """Check that a parameter is refused, and that the nearest is named."""
        text = self.assertProblem(
            self.call("GET", f"/x/v1/{path}"), 400, "unknown_parameter"
        )
        self.assertIn(f"{name}: unknown parameter", text)
        self.assertIn(f"did you mean {near}?" if near else "There are", text)
