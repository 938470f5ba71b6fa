"""Random credentials, each in a form that its dialects take."""

from typing import NamedTuple

from hypothesis import strategies as st

from odoo import Command
from odoo.models import BaseModel

from ...auth.oauth2.store import OAuth2Store
from ...auth.tokens import token
from ...dialects.mcp import protocol
from ..support.common import make_rest_key
from .oracle import RIGHTS, WORDS, Line, Oracle, from_scope
from .world import MODELS, World

BEARER = ("mrm", "synconics", "mcp")
PASSWORD = ("rest_api", "restful")
METHODS = (
    "action_confirm",
    "message_post",
    "toggle_active",
    "action_archive",
    "report",
)
KINDS = {"key": BEARER, "oauth": BEARER, "account": ("candidroot",), "limit": PASSWORD}


class Credential(NamedTuple):
    """What a credential is made of.

    :param kind: of :data:`KINDS`
    :param lines: ``None`` for no limit by lines
    :param scope: empty for no limit by scope
    """

    kind: str
    lines: tuple[Line, ...] | None
    scope: str

    def oracle(self, world: World) -> Oracle:
        """Return what it allows."""
        parts = []
        if self.lines is not None:
            parts.append({line.model: line for line in self.lines})
        if self.scope:
            parts.append(from_scope(self.scope))
        return Oracle(world, parts)


def credentials(world: World) -> st.SearchStrategy[Credential]:
    """Return credentials with limits of every kind."""

    @st.composite
    def make(draw: st.DrawFn) -> Credential:
        kind = draw(st.sampled_from(["key", "key", "oauth", "account", "limit"]))
        if kind == "limit":
            return Credential(kind, None, draw(scopes()))
        lines = draw(st.lists(line(world), min_size=2, max_size=7, unique_by=_model))
        scope = ""
        if kind in ("key", "oauth") and draw(st.integers(0, 3)) == 0:
            scope = draw(scopes())
        if scope and draw(st.booleans()):
            return Credential(kind, None, scope)
        return Credential(kind, tuple(lines), scope)

    return make()


def _named(model: BaseModel) -> list[str]:
    """Return the field that records are named by, more often than not."""
    return [model._rec_name] * 3 if model._rec_name else []


def _model(line: Line) -> str | None:
    return line.model


@st.composite
def scopes(draw: st.DrawFn) -> str:
    """Return scopes that are not everything."""
    words = draw(
        st.lists(
            st.tuples(
                st.one_of(st.none(), st.sampled_from(MODELS)), st.sampled_from([*WORDS])
            ),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    texts = [f"{model}:{access}" if model else access for model, access in words]
    if {*WORDS} <= {*texts}:
        texts.remove("execute")
    return " ".join(texts)


def line(world: World) -> st.SearchStrategy[Line]:
    """Return lines of the planted models, some for every model."""
    env = world.env

    @st.composite
    def make(draw: st.DrawFn) -> Line:
        model = draw(
            st.one_of(st.sampled_from(MODELS), st.sampled_from([*MODELS, None]))
        )
        rights = draw(st.sets(st.sampled_from(RIGHTS), min_size=1)) | {
            draw(st.sampled_from(["read", "read", "update"]))
        }
        fields = methods = domain = None
        if model and draw(st.integers(0, 4)) > 1:
            names = sorted(
                name
                for name, field in env[model]._fields.items()
                if not (field.comodel_name or "").startswith("restapi.")
            )
            fields = draw(st.sets(st.sampled_from(names), max_size=8))
            linking = [name for name in names if env[model]._fields[name].relational]
            fields |= draw(st.sets(st.sampled_from(linking), max_size=8))
            fields.add(
                draw(st.sampled_from(["id", "display_name", *_named(env[model])]))
            )
        if model and draw(st.integers(0, 2)) == 0:
            methods = {
                name
                for name in draw(st.sets(st.sampled_from(METHODS), max_size=2))
                if name == "report" or hasattr(env[model], name)
            }
        if model and draw(st.integers(0, 2)) == 0:
            domain = draw(domains(world, model))
        return Line(
            model,
            frozenset(rights),
            frozenset(fields) if fields else None,
            frozenset(methods) if methods else None,
            domain,
        )

    return make()


@st.composite
def domains(draw: st.DrawFn, world: World, model: str) -> str:
    """Return which of the planted records a line is about."""
    ids = world.ids[model]
    some = sorted(draw(st.sets(st.sampled_from(ids), max_size=len(ids) - 1)))
    name = world.env[model]._rec_name
    field = world.env[model]._fields.get(name)
    if (
        field is not None
        and field.store
        and field.type == "char"
        and draw(st.booleans())
    ):
        marker = world.env[model].browse(draw(st.sampled_from(ids)))[name]
        return f"[('{name}', '!=', {marker!r})]"
    return f"[('id', 'in', {some})]"


class Issuer:
    """Makes credentials of a user, and the headers that show them.

    :param tokens: of the user, of the dialects that take a password
    """

    def __init__(self, user: BaseModel, tokens: dict[str, str]) -> None:
        self.user = user
        self.env = user.env
        self.tokens = tokens

    def headers(self, credential: Credential) -> dict[str, dict[str, str]]:
        """Make a credential; return the headers of each dialect that takes it."""
        return getattr(self, f"_{credential.kind}")(credential)

    def _limits(self, credential: Credential) -> dict[str, object]:
        limited = credential.lines is not None
        lines = [Command.create(self._line(line)) for line in credential.lines or ()]
        return {"is_limited": limited, "access_ids": lines}

    def _line(self, line: Line) -> dict[str, object]:
        fields = self.env["ir.model.fields"]
        named = [fields._get(line.model, name).id for name in line.fields or ()]
        model = self.env["ir.model"]._get(line.model).id if line.model else False
        return {
            **{f"may_{right}": right in line.rights for right in RIGHTS},
            "model_id": model,
            "all_fields": line.fields is None,
            "field_ids": [Command.set(named)],
            "all_methods": line.methods is None,
            "methods": ", ".join(sorted(line.methods or ())) or False,
            "domain": line.domain or False,
        }

    def _key(self, credential: Credential) -> dict[str, dict[str, str]]:
        scope = {"scope": credential.scope} if credential.scope else {}
        _made, text = make_rest_key(self.user, **self._limits(credential), **scope)
        return _bearer(text)

    def _oauth(self, credential: Credential) -> dict[str, dict[str, str]]:
        client = self.env["restapi.client"].create(
            {
                "name": "Limits",
                "user_id": self.user.id,
                "redirect_uris": "http://127.0.0.1/callback",
                "scope": "read write execute",
                **self._limits(credential),
            }
        )
        self.env.flush_all()
        text = token.new_text(token.OAUTH2_ACCESS)
        OAuth2Store(self.env, self.env.cr).add(
            token.OAUTH2_ACCESS,
            text,
            client_id=client.id,
            user_id=self.user.id,
            scope=credential.scope or "read write execute",
            family="limits",
            resource=None,
            seconds=3600,
        )
        return _bearer(text)

    def _account(self, credential: Credential) -> dict[str, dict[str, str]]:
        account = self.env["restapi.account"].create(
            {
                "name": "Limits",
                "user_id": self.user.id,
                "allowed_user_ids": [Command.set(self.user.ids)],
                **self._limits(credential),
            }
        )
        return {"candidroot": {"api-key": account._restapi_new_key()}}

    def _limit(self, credential: Credential) -> dict[str, dict[str, str]]:
        self.env["restapi.login.limit"].create(
            {"group_id": self.env.ref("base.group_user").id, "scope": credential.scope}
        )
        return {
            dialect: {"Access-Token": text} for dialect, text in self.tokens.items()
        }


def _bearer(text: str) -> dict[str, dict[str, str]]:
    found = {dialect: {"Authorization": f"Bearer {text}"} for dialect in BEARER}
    # A version that says nothing more of a message in its headers.
    found["mcp"] |= {
        "Content-Type": "application/json",
        protocol.VERSION_HEADER: protocol.LEGACY[0],
    }
    return found
