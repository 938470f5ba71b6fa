"""Addresses and shapes of the five dialects."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from .sender import Request

Values = Mapping[str, Any]
Rows = Sequence[Values]


class Dialect:
    """What the dialects have in common; each says what is different.

    A method returns a request without its credential. `id_of` and `rows_of` read
    the answers to `create` and to `find`.
    """

    name: ClassVar[str]
    prefix: ClassVar[str] = "/api"
    creating: ClassVar[str] = ""
    finding: ClassVar[str] = ""
    domain: ClassVar[str] = "domain"

    def address(self, model: str, rest: object = "") -> str:
        return f"{self.prefix}/{model}" + (f"/{rest}" if rest else "")

    def values(self, values: Values) -> Any:
        """Return the body that has these values."""
        return values

    def lines(self, name: str, rows: Rows) -> Values:
        """Return the value of a field that is to have new lines."""
        return {name: [[0, 0, row] for row in rows]}

    def replaced(self, name: str, rows: Rows) -> Values:
        """Return the value of a field that is to have these lines instead."""
        return {name: [[5, 0, 0], *([0, 0, row] for row in rows)]}

    def create(self, model: str, values: Values) -> Request:
        return Request(
            "POST", self.address(model, self.creating), json=self.values(values)
        )

    def update(self, model: str, id_: int, values: Values) -> Request:
        return Request("PUT", self.address(model, id_), json=self.values(values))

    def delete(self, model: str, id_: int) -> Request:
        return Request("DELETE", self.address(model, id_))

    def find(self, model: str, domain: list, fields: Sequence[str]) -> Request:
        params = {self.domain: repr(domain), **self.wanted(fields)}
        return Request("GET", self.address(model, self.finding), params=params)

    def count(self, model: str, domain: list) -> Request:
        return self.find(model, domain, ["id"])

    def wanted(self, fields: Sequence[str]) -> Values:
        """Return the parameter that names fields."""
        return {"fields": repr(list(fields))}

    def id_of(self, answer: Any) -> int:
        return answer["id"]

    def rows_of(self, answer: Any, model: str) -> Rows:
        return answer["results"]


class Native(Dialect):
    name = "native"

    def create(self, model: str, values: Values) -> Request:
        return Request(
            "POST", self.address(model), params={"fields": "id"}, json=values
        )

    def update(self, model: str, id_: int, values: Values) -> Request:
        path = self.address(model, id_)
        return Request("PUT", path, params={"fields": "id"}, json=values)

    def count(self, model: str, domain: list) -> Request:
        path = self.address(model, "count")
        return Request("GET", path, params={"domain": repr(domain)})

    def lines(self, name: str, rows: Rows) -> Values:
        return {name: list(rows)}

    def replaced(self, name: str, rows: Rows) -> Values:
        return {name: {"replace": list(rows)}}

    def wanted(self, fields: Sequence[str]) -> Values:
        return {"fields": ",".join(fields)}


class RestApi(Dialect):
    name = "rest_api"
    domain = "filters"

    def wanted(self, fields: Sequence[str]) -> Values:
        return {"include_fields": repr(list(fields))}


class Restful(Dialect):
    name = "restful"

    def values(self, values: Values) -> Any:
        return {
            f"__api__{name}" if isinstance(value, list) else name: (
                json.dumps(value) if isinstance(value, list) else value
            )
            for name, value in values.items()
        }

    def id_of(self, answer: Any) -> int:
        return answer["data"][0]["id"]

    def rows_of(self, answer: Any, model: str) -> Rows:
        return answer["data"]


class Candidroot(Dialect):
    name = "candidroot"
    creating = "create"
    finding = "search"

    def count(self, model: str, domain: list) -> Request:
        path = self.address(model, "record_count")
        return Request("GET", path, params={"domain": repr(domain)})

    def rows_of(self, answer: Any, model: str) -> Rows:
        return answer


class Synconics(Dialect):
    name = "synconics"
    prefix = "/restapi/1.0/object"

    def values(self, values: Values) -> Any:
        return {"vals": values}

    def count(self, model: str, domain: list) -> Request:
        path = self.address(model, "search_count")
        return Request("GET", path, params={"domain": repr(domain)})

    def id_of(self, answer: Any) -> int:
        (record,) = answer.values()
        return record["id"]

    def rows_of(self, answer: Any, model: str) -> Rows:
        return answer[model]
