"""The shortest programs that use a credential, in the languages that clients are in."""

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# Stands for the code that an application gets when a user has allowed it.
CODE = "CODE"


@dataclass(frozen=True)
class Grant:
    """How an application gets a token.

    :param address: of the token endpoint
    :param client: ID and secret
    :param form: what is sent there
    :param consent: the address that users are sent to first, which gives a code
    """

    address: str
    client: tuple[str, str]
    form: Mapping[str, str]
    consent: str = ""


@dataclass(frozen=True)
class Call:
    """A GET request that a credential may make.

    :param headers: with the credential, unless a grant gives a token for it
    """

    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    grant: Grant | None = None


def snippets(call: Call) -> list[tuple[str, str]]:
    """Return the name of each language, and the program in it."""
    return [(name, write(call)) for name, write in LANGUAGES.items()]


def curl(call: Call) -> str:
    """Return the program for a shell."""
    headers = call.headers
    text = ""
    if grant := call.grant:
        form = [f"{name}={value}" for name, value in grant.form.items()]
        data = "".join(
            f" \\\n    --data-urlencode {shlex.quote(each)}" for each in form
        )
        client = shlex.quote(":".join(grant.client))
        text = f"# {grant.consent} -> {CODE}\n" if grant.consent else ""
        text += (
            f"TOKEN=$(curl -s -u {client}{data} \\\n    {grant.address} |\n"
            r"""    sed 's/.*"access_token": *"\([^"]*\)".*/\1/')"""
            "\n"
        )
        headers = {"Authorization": "Bearer $TOKEN"}
    sent = "".join(f'-H "{name}: {value}" \\\n    ' for name, value in headers.items())
    return f'{text}curl {sent}"{call.address}"'


def _python(call: Call) -> str:
    headers, text = _object(call.headers), ""
    if grant := call.grant:
        user, password = map(json.dumps, grant.client)
        text = f"# {grant.consent} -> {CODE}\n" if grant.consent else ""
        text += (
            f"tokens = requests.post(\n    {json.dumps(grant.address)},\n"
            f"    {{{_object(grant.form)}}},\n    auth=({user}, {password}),\n"
            "    timeout=60,\n)\ntokens.raise_for_status()\n"
            'token = tokens.json()["access_token"]\n'
        )
        headers = '"Authorization": f"Bearer {token}"'
    return (
        f"import requests\n\n{text}"
        f"answer = requests.get(\n    {json.dumps(call.address)},\n"
        f"    headers={{{headers}}},\n    timeout=60,\n)\n"
        "answer.raise_for_status()\nprint(answer.json())"
    )


def _javascript(call: Call) -> str:
    headers, text = _object(call.headers), ""
    if grant := call.grant:
        client = json.dumps(":".join(grant.client))
        text = f"// {grant.consent} -> {CODE}\n" if grant.consent else ""
        text += (
            f"const tokens = await fetch({json.dumps(grant.address)}, {{\n"
            '    method: "POST",\n'
            f'    headers: {{ Authorization: "Basic " + btoa({client}) }},\n'
            f"    body: new URLSearchParams({{ {_object(grant.form)} }}),\n}});\n"
            "if (!tokens.ok) throw new Error(await tokens.text());\n"
            "const { access_token } = await tokens.json();\n"
        )
        headers = '"Authorization": `Bearer ${access_token}`'
    return (
        f"{text}const answer = await fetch({json.dumps(call.address)}, {{\n"
        f"    headers: {{ {headers} }},\n}});\n"
        "if (!answer.ok) throw new Error(await answer.text());\n"
        "console.log(JSON.stringify(await answer.json()));"
    )


def _object(values: Mapping[str, str]) -> str:
    """Write names and values, in Python and in JavaScript."""
    pairs = ((json.dumps(name), json.dumps(value)) for name, value in values.items())
    return ", ".join(f"{name}: {value}" for name, value in pairs)


LANGUAGES: dict[str, Callable[[Call], str]] = {
    "curl": curl,
    "Python": _python,
    "JavaScript": _javascript,
}
