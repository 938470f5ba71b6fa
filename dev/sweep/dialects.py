"""One request, spelt in each dialect."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from .http import Answer, Request

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Dialect:
    """The dialect that Bearer keys open by default.

    :param headers: the credential
    """

    headers: Mapping[str, str]

    name: ClassVar[str] = "native"
    domain: ClassVar[str] = "domain"

    def page(self, model: str, limit: int, **parameters: str) -> Request:
        """List records; parameters are ``fields``, ``domain`` and ``order``."""
        return Request("GET", f"/api/{model}", {"limit": str(limit), **parameters})

    def search(self, model: str, *, domain: str = "", order: str = "") -> Request:
        """Find one record by a condition or an order."""
        condition = {self.domain: domain} if domain else {}
        ordered = {"order": order} if order else {}
        return self.page(model, 1, **self.only_id(), **condition, **ordered)

    def only_id(self) -> dict[str, str]:
        """Return the parameters that ask for the id alone."""
        return {"fields": "id"}

    def rows(self, model: str, answer: Answer) -> list[Values]:
        return answer.body["results"]

    def read(self, model: str, id_: int) -> Request:
        return Request("GET", f"/api/{model}/{id_}")

    def record(self, model: str, answer: Answer) -> Values:
        return answer.body

    def create(self, model: str, values: Values) -> Request:
        return Request("POST", f"/api/{model}", body=values)

    def update(self, model: str, id_: int, values: Values) -> Request:
        return Request("PUT", f"/api/{model}/{id_}", body=values)


class RestApi(Dialect):
    name = "rest_api"
    domain = "filters"

    def only_id(self) -> dict[str, str]:
        return {}


class Restful(Dialect):
    name = "restful"

    def search(self, model: str, *, domain: str = "", order: str = "") -> Request:
        body = {"fields": "['id']", "limit": 1}
        if domain:
            body["domain"] = domain
        if order:
            body["order"] = order
        return Request("GET", f"/api/{model}", body=body)

    def rows(self, model: str, answer: Answer) -> list[Values]:
        return answer.body["data"]

    def record(self, model: str, answer: Answer) -> Values:
        return answer.body["data"][0]


class Synconics(Dialect):
    name = "synconics"

    def only_id(self) -> dict[str, str]:
        return {"fields": "['id']"}

    def page(self, model: str, limit: int, **parameters: str) -> Request:
        path = f"/restapi/1.0/object/{model}"
        return Request("GET", path, {"limit": str(limit), **parameters})

    def rows(self, model: str, answer: Answer) -> list[Values]:
        return answer.body[model]

    def read(self, model: str, id_: int) -> Request:
        return Request("GET", f"/restapi/1.0/object/{model}/{id_}")

    def record(self, model: str, answer: Answer) -> Values:
        return answer.body[model]

    def create(self, model: str, values: Values) -> Request:
        return Request(
            "POST", f"/restapi/1.0/object/{model}", body={"vals": dict(values)}
        )

    def update(self, model: str, id_: int, values: Values) -> Request:
        path = f"/restapi/1.0/object/{model}/{id_}"
        return Request("PUT", path, body={"vals": dict(values)})


class Candidroot(Dialect):
    name = "candidroot"

    def only_id(self) -> dict[str, str]:
        return {"fields": "['id']"}

    def page(self, model: str, limit: int, **parameters: str) -> Request:
        return Request(
            "GET", f"/api/{model}/search", {"limit": str(limit), **parameters}
        )

    def rows(self, model: str, answer: Answer) -> list[Values]:
        return answer.body

    def create(self, model: str, values: Values) -> Request:
        return Request("POST", f"/api/{model}/create", body=values)


DIALECTS = (Dialect, RestApi, Restful, Synconics, Candidroot)
