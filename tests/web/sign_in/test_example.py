"""The example of a sign-in server does what its page says."""

import importlib.util
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.shop import Shop

SERVER = Path(__file__).parents[3] / "examples" / "sign_in" / "server.py"


async def test_a_mini_programs_code_becomes_a_members_token(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("sign_in_server", SERVER)
    assert spec is not None
    assert spec.loader is not None
    server: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(server)
    secret = await shop.token("members:impersonate", "members:write", "members:read")
    for name, value in {
        "HEADLESS_URL": "http://shop/graphql",
        "HEADLESS_TOKEN": secret,
        "WECHAT_APP": "a",
        "WECHAT_SECRET": "s",
    }.items():
        monkeypatch.setenv(name, value)

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "api.weixin.qq.com":
            known = request.url.params["js_code"] == "good"
            return httpx.Response(
                200, json={"openid": "oABC"} if known else {"errcode": 40029, "errmsg": "invalid code"}
            )
        sent = await shop.client.post("/graphql", content=request.content, headers=dict(request.headers))
        return httpx.Response(sent.status_code, content=sent.content)

    server.client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(server.app), base_url="http://signin") as client:
        first = (await client.post("/mini-program", json={"code": "good"})).json()
        again = (await client.post("/mini-program", json={"code": "good"})).json()
        wrong = await client.post("/mini-program", json={"code": "bad"})
        unknown = (await client.post("/web", json={"member": "no one"})).json()
    mine = await shop.ask("{ me { identities { id } } }", secret=first["token"])

    assert {"me": {"identities": [{"id": "oABC"}]}} == mine
    assert (True, 401) == (again["token"] is not None, wrong.status_code)
    assert ["UNKNOWN_MEMBER"] == [error["code"] for error in unknown["userErrors"]]
