"""What one server has issued, revoked or changed, at the other, in the next request.

The replica stands still meanwhile: whatever the second server knows, it has not read
there.
"""

from collections.abc import Callable
from typing import Any

from ..people import ISSUED, OAUTH2, Admin, Headers, Person, Site, each_store, newcomer
from ..topology import Topology

GOOD, NOBODY, MAY_NOT = 200, 401, 403


def issued(topology: Topology) -> dict[str, Any]:
    """Use tokens at the second server that the first one has just issued."""
    first, second = _sites(topology)
    tried = 0
    for _store in each_store(topology):
        with topology.paused():
            person = newcomer()
            for name, get in {"key": Person.personal, **ISSUED}.items():
                for here, there in ((first, second), (second, first)):
                    status = there.status(get(person, here))
                    assert status == GOOD, f"{name} at {there.url}: {status}"
                    tried += 1
    return {"tokens": tried, "refused": 0}


def revoked(topology: Topology) -> dict[str, Any]:
    """End credentials at the first server, and show them at the second."""
    first, second = _sites(topology)
    tried = 0
    for _store in each_store(topology):
        for name, end in ENDS.items():
            person = newcomer()
            shown = SHOWN[name](person, first)
            topology.catch_up()
            assert second.status(shown) == GOOD, name
            with topology.paused():
                assert second.status(shown) == GOOD, name
                end(first, person, shown)
                status = second.status(shown)
                assert status == NOBODY, f"{name}: {status}"
            tried += 1
    return {"ways": tried, "accepted": 0}


def changed(topology: Topology) -> dict[str, Any]:
    """Change rights and settings at the first server, and ask the second."""
    first, second = _sites(topology)
    admin = Admin(first.url)
    person = newcomer()
    shown = person.of_an_access_line(first)
    topology.catch_up()
    assert second.status(shown) == GOOD
    with topology.paused():
        admin.call("restapi.access", "write", [person.line_id], {"may_read": False})
        assert second.status(shown) == MAY_NOT
        admin.call("restapi.access", "write", [person.line_id], {"may_read": True})
        assert second.status(shown) == GOOD
        key = person.personal(first)
        admin.set(max_page_size="3")
        rows = second.json("GET", "/api/res.partner?fields=id", headers=key)["results"]
        assert len(rows) == 3, len(rows)
        admin.set(max_page_size="10000", dialects_off="mrm")
        assert second.status(key) == 404
        admin.set(dialects_off="")
        assert second.status(key) == GOOD
        rule = _hide_partners(admin)
        hidden = second.json("GET", "/api/res.partner?fields=id", headers=key)
        admin.call("ir.rule", "unlink", [rule])
        assert not hidden["results"], hidden
    return {"changes": 7, "late": 0}


def _hide_partners(admin: Admin) -> int:
    model = admin.call("ir.model", "search", [["model", "=", "res.partner"]])[0]
    values = {
        "name": "scale-out",
        "model_id": model,
        "domain_force": "[('id', '=', 0)]",
        "perm_write": False,
        "perm_create": False,
        "perm_unlink": False,
    }
    return admin.call("ir.rule", "create", values)


def _sites(topology: Topology) -> tuple[Site, Site]:
    return Site(topology.urls[0]), Site(topology.urls[1])


# -- ways to end a credential


def _revoke_token(site: Site, person: Person, shown: Headers) -> None:
    token = shown["Authorization"].split()[1]
    form = {**person.client, "token": token}
    assert site.send("POST", f"{OAUTH2}/revoke", data=form).ok


def _log_out(site: Site, _person: Person, shown: Headers) -> None:
    path = "/api/auth/delete_tokens"
    refresh = {"access_token": shown["Access-Token"]}
    answer = site.send("POST", path, headers=shown, data=refresh)
    assert answer.ok, answer.text


def _write(model: str, attribute: str, **values: Any) -> Callable[..., None]:
    def write(site: Site, person: Person, _shown: Headers) -> None:
        Admin(site.url).call(model, "write", [getattr(person, attribute)], values)

    return write


def _revoke_key(site: Site, person: Person, _shown: Headers) -> None:
    Admin(site.url).call("restapi.key", "action_revoke", [person.key_id])


ENDS: dict[str, Callable[[Site, Person, Headers], None]] = {
    "a token of OAuth 2 is revoked": _revoke_token,
    "an application is archived": _write("restapi.client", "client_row", active=False),
    "a key is revoked": _revoke_key,
    "the user of a key is archived": _write("res.users", "id", active=False),
    "the user of a token is archived": _write("res.users", "id", active=False),
    "a password is changed": _write("res.users", "id", password="another one, 2"),
    "an account is archived": _write("restapi.account", "account_id", active=False),
}
SHOWN: dict[str, Callable[[Person, Site], Headers]] = {
    "a token of OAuth 2 is revoked": Person.oauth2,
    "an application is archived": Person.oauth2,
    "a key is revoked": Person.personal,
    "the user of a key is archived": Person.personal,
    "the user of a token is archived": Person.rest_api,
    "a password is changed": Person.restful,
    "an account is archived": Person.account,
}
