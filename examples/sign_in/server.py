"""A shop's own sign-in server: it finds out who is there, and asks for the member's token.

    HEADLESS_URL=http://127.0.0.1:8000/graphql HEADLESS_TOKEN=hm_… WECHAT_APP=… WECHAT_SECRET=… \\
        uvicorn examples.sign_in.server:app

POST /mini-program {"code": …}   a WeChat mini-program sends what wx.login() gave it, and gets a member's token
POST /web {"member": …}          a web shop, behind its own session, gets the token of the customer who is signed in
"""

import os
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

SESSION = f"{os.environ.get('WECHAT_URL', 'https://api.weixin.qq.com')}/sns/jscode2session"
SIGN_IN = """mutation($member: MemberLookup!) { memberTokenCreate(input: { member: $member }) {
  token expiresAt userErrors { code message } } }"""
CREATE = """mutation($openid: String!) { memberCreate(input: { identities: [{ system: "wechat", id: $openid }],
  idempotencyKey: $openid }) { userErrors { code message } } }"""
client = httpx.AsyncClient(timeout=5.0)


async def ask(query: str, **variables: Any) -> dict[str, Any]:
    """Return the data of an operation. The token needs members:impersonate and, to create members, members:write."""
    response = await client.post(
        os.environ["HEADLESS_URL"],
        json={"query": query, "variables": variables},
        headers={"Authorization": f"Bearer {os.environ['HEADLESS_TOKEN']}"},
    )
    data: dict[str, Any] = response.json()["data"]
    return data


async def token_for(member: dict[str, Any]) -> dict[str, Any]:
    """Return a member's token, or what stood against it."""
    made: dict[str, Any] = (await ask(SIGN_IN, member=member))["memberTokenCreate"]
    return made


async def mini_program(request: Request) -> JSONResponse:
    """Exchange the code for the openid at WeChat, and the openid for a token. Who is new becomes a member."""
    code = (await request.json())["code"]
    asked = {"appid": os.environ["WECHAT_APP"], "secret": os.environ["WECHAT_SECRET"], "js_code": code}
    session = (await client.get(SESSION, params={**asked, "grant_type": "authorization_code"})).json()
    openid = session.get("openid")
    if openid is None:
        return JSONResponse({"message": session.get("errmsg", "the code is not valid")}, 401)
    member = {"identity": {"system": "wechat", "id": openid}}
    made = await token_for(member)
    if [error["code"] for error in made["userErrors"]] == ["UNKNOWN_MEMBER"]:
        await ask(CREATE, openid=openid)
        made = await token_for(member)
    return JSONResponse(made)


async def web(request: Request) -> JSONResponse:
    """Return the token of the customer who is signed in. Replace the body by what your session knows."""
    customer = (await request.json())["member"]
    return JSONResponse(await token_for({"externalId": customer}))


app = Starlette(routes=[Route("/mini-program", mini_program, methods=["POST"]), Route("/web", web, methods=["POST"])])
