"""Endpoints without code, and calls of them."""

from typing import Any

from odoo import Command

from ..test_grants import GrantCase


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
