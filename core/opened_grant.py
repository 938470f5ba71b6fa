"""What an endpoint without code does, as the grant of credentials it was opened to."""

from dataclasses import dataclass

from odoo.fields import Domain

from .grant import READ, Grant, Lines


@dataclass(frozen=True, slots=True)
class Opened(Grant):
    """Reading, and what an endpoint writes and calls.

    What is read, which records and in what order is the endpoint's own, of which a
    client names nothing: so no model is left out of it. What a client does name,
    values, is within the lines.

    :param lines: what is written and called
    """

    lines: Lines

    def allows(self, model: str, right: str) -> bool:
        return right == READ or self.lines.allows(model, right)

    def names(self, model: str, right: str) -> bool:
        return right == READ or self.lines.names(model, right)

    def allows_method(self, model: str, method: str) -> bool:
        return self.lines.allows_method(model, method)

    def names_method(self, model: str, method: str) -> bool:
        return self.lines.names_method(model, method)

    def allows_field(self, model: str, field: str, right: str) -> bool:
        return right == READ or self.lines.allows_field(model, field, right)

    def allows_every_field(self, model: str, right: str) -> bool:
        return right == READ or self.lines.allows_every_field(model, right)

    def domain(self, model: str, right: str) -> Domain:
        return Domain.TRUE if right == READ else self.lines.domain(model, right)
