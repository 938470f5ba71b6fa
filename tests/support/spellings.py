"""The same request in each of the five dialects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from requests import Response

from ...auth.tokens import token
from .common import ApiCase

OBJECT = "/restapi/1.0/object"


@dataclass(frozen=True)
class Spelling:
    """How one dialect reads and writes records of ``/<path>/<model>``.

    :param wrapped: the key that values are sent under
    :param domain: the parameter that a domain is
    :param listing: what follows the model in the address of a list
    :param creating: what follows it where a record is created
    """

    name: str
    headers: Mapping[str, str]
    path: str = "/api"
    wrapped: str = ""
    domain: str = "domain"
    listing: str = ""
    creating: str = ""

    def rows(self, model: str, body: Any) -> list[dict[str, Any]]:
        """Return the records of a list or of a page."""
        if isinstance(body, list):
            return body
        return next(body[key] for key in (model, "results", "data") if key in body)

    def row(self, model: str, body: Any) -> dict[str, Any]:
        """Return the one record that was read."""
        if model in body:
            return body[model]
        return body["data"][0] if "data" in body else body

    def body(self, values: dict[str, Any]) -> dict[str, Any]:
        return {self.wrapped: values} if self.wrapped else values


class SpellingCase(ApiCase):
    """A user with a credential for each dialect."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        account = cls.env["restapi.account"].create(
            {"name": "spellings", "user_id": cls.user.id, "is_limited": False}
        )
        key = account._restapi_new_key()
        family = token.new_text()
        service = cls.env["restapi.service"]
        access, restful = (
            service._issue(kind, cls.user.id, family, 3600)
            for kind in (token.REST_API_ACCESS, token.RESTFUL_ACCESS)
        )
        bearer = {"Authorization": f"Bearer {cls.key}"}
        cls.env.flush_all()
        cls.spellings = (
            Spelling("native", bearer),
            Spelling("rest_api", {"Access-Token": access}, domain="filters"),
            Spelling("restful", {"Access-Token": restful}),
            Spelling(
                "candidroot", {"api-key": key}, listing="/search", creating="/create"
            ),
            Spelling("synconics", bearer, OBJECT, "vals"),
        )

    def send(
        self, spelling: Spelling, method: str, path: str, **kwargs: Any
    ) -> Response:
        headers = {**spelling.headers, **kwargs.pop("headers", {})}
        return self.url_open(
            f"{spelling.path}/{path}", method=method, headers=headers, **kwargs
        )

    def list_of(self, spelling: Spelling, model: str, **query: str) -> Response:
        return self.send(spelling, "GET", f"{model}{spelling.listing}", params=query)

    def search(self, spelling: Spelling, model: str, domain: str) -> Response:
        return self.list_of(spelling, model, **{spelling.domain: domain})

    def create(self, spelling: Spelling, model: str, values: dict) -> Response:
        path = f"{model}{spelling.creating}"
        return self.send(spelling, "POST", path, json=spelling.body(values))

    def update(self, spelling: Spelling, model: str, id_: int, values: dict):
        body = spelling.body(values)
        return self.send(spelling, "PUT", f"{model}/{id_}", json=body)

    def each(self, spelling: Spelling):
        """Return a context in which a failure names the dialect."""
        return self.subTest(dialect=spelling.name)
