"""The Python SDK of the Model Context Protocol, on a server; one JSON line a step.

``URL`` is of ``/mcp``. With ``KEY`` it shows that; else it is an OAuth client: it prints
the address to consent at, and reads the callback from its standard input. ``CLIENT_ID``
is of an application that is registered, ``DOCUMENT`` the address of its own metadata;
without both it registers itself.
"""

import asyncio
import json
import os
import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import (
    AuthorizationCodeResult,
    OAuthClientInformationFull,
    OAuthClientMetadata,
)

URL = os.environ["URL"]
REDIRECT = os.environ.get("REDIRECT", "")
METADATA = OAuthClientMetadata(
    client_name="Made by the SDK",
    redirect_uris=[REDIRECT or "http://127.0.0.1/cb"],
    grant_types=["authorization_code", "refresh_token"],
    response_types=["code"],
    token_endpoint_auth_method="none",
)


def tell(**values: Any) -> None:
    print(json.dumps(values), flush=True)


class Storage:
    """Keeps tokens in memory; knows the application, where it is registered."""

    tokens = None

    def __init__(self) -> None:
        client_id = os.environ.get("CLIENT_ID")
        known = METADATA.model_dump()
        self.client = client_id and OAuthClientInformationFull(
            client_id=client_id, **known
        )

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens) -> None:
        self.tokens = tokens
        tell(token=tokens.access_token, scope=tokens.scope)

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client_info) -> None:
        self.client = client_info
        tell(client_id=client_info.client_id)


async def open_browser(address: str) -> None:
    tell(address=address)


async def callback() -> AuthorizationCodeResult:
    line = await asyncio.to_thread(sys.stdin.readline)
    sent = {
        name: values[0]
        for name, values in parse_qs(urlsplit(line.strip()).query).items()
    }
    return AuthorizationCodeResult(
        code=sent["code"], state=sent.get("state"), iss=sent.get("iss")
    )


def session() -> httpx2.AsyncClient:
    if key := os.environ.get("KEY"):
        return httpx2.AsyncClient(
            headers={"Authorization": f"Bearer {key}"}, timeout=60
        )
    provider = OAuthClientProvider(
        URL,
        METADATA,
        Storage(),
        redirect_handler=open_browser,
        callback_handler=callback,
        client_metadata_url=os.environ.get("DOCUMENT"),
    )
    return httpx2.AsyncClient(auth=provider, timeout=60)


async def main() -> None:
    steps = json.loads(os.environ["STEPS"])
    mode = os.environ.get("MODE", "auto")
    async with session() as http:
        transport = streamable_http_client(URL, http_client=http)
        async with Client(transport, mode=mode) as client:
            listed = await client.list_tools()
            tell(tools=[tool.name for tool in listed.tools])
            for name, arguments in steps:
                result = await client.call_tool(name, arguments)
                text = result.content[0].text
                tell(
                    error=result.is_error, content=result.structured_content, text=text
                )


asyncio.run(main())
