// The page of the mini-program and the sign-in server against the demo, with a stand-in for WeChat's server and for wx.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
const { connect } = createRequire(import.meta.url)("../utils/headless.js");
const OPENID = `o-${Date.now()}`;
const logins = [];
let weChat;
let server;
let signIn;

before(async () => {
  weChat = createServer((request, response) => {
    const code = new URL(request.url, "http://wechat").searchParams.get("js_code");
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(code.startsWith("good") ? { openid: OPENID } : { errcode: 40029, errmsg: "invalid code" }));
  });
  await new Promise((resolve) => weChat.listen(0, "127.0.0.1", resolve));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  signIn = `http://127.0.0.1:${port}/mini-program`;
  const env = {
    ...process.env,
    HEADLESS_TOKEN: process.env.HEADLESS_ADMIN,
    WECHAT_URL: `http://127.0.0.1:${weChat.address().port}`,
    WECHAT_APP: "app",
    WECHAT_SECRET: "secret",
  };
  const command = ["-m", "uvicorn", "examples.sign_in.server:app", "--port", String(port), "--log-level", "warning"];
  server = spawn(process.env.HEADLESS_PYTHON, command, { cwd: REPOSITORY, env, stdio: "inherit" });
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await fetch(signIn).then(() => true, () => false)) return;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  throw new Error("the sign-in server did not start");
});

after(() => {
  server.kill();
  weChat.close();
});

const wx = (codes = []) => ({
  login: ({ success }) => {
    const code = codes.shift() ?? `good-${logins.length}`;
    logins.push(code);
    success({ code });
  },
  request: ({ url, method, data, header, success, fail }) => {
    fetch(url, { method, headers: { "Content-Type": "application/json", ...header }, body: JSON.stringify(data) })
      .then(async (response) => success({ statusCode: response.status, data: await response.json() }))
      .catch((error) => fail({ errMsg: String(error) }));
  },
});
const opened = (own) => connect({ signIn, api: process.env.HEADLESS_URL, wx: own });

test("a code becomes a member, whose page is in Chinese, with one login for all that ask at once", async () => {
  const before_ = logins.length;
  const { ask } = opened(wx());
  const query = `{ me { id identities { system id } tierProgress { text } } }`;
  const [{ data }, other] = await Promise.all([ask(query), ask(query)]);

  assert.deepEqual(data.me.identities, [{ system: "wechat", id: OPENID }]);
  assert.match(data.me.tierProgress.text, /[一-龥]/);
  assert.equal(other.data.me.id, data.me.id);
  assert.equal(logins.length, before_ + 1);
  assert.equal((await opened(wx()).ask(query)).data.me.id, data.me.id);
});

test("a code that WeChat refuses signs no one in", async () => {
  await assert.rejects(opened(wx(["bad"])).ask("{ me { id } }"), /invalid code/);
});

test("a token that is refused is renewed once", async () => {
  const own = wx();
  const { ask } = opened(own);
  await ask("{ me { id } }");
  const request = own.request;
  let refused = 0;
  own.request = (given) => {
    if (given.url === signIn || refused) return request(given);
    refused++;
    return request({ ...given, header: { ...given.header, Authorization: "Bearer hmm_nothing" } });
  };
  const known = logins.length;

  assert.ok((await ask("{ me { id } }")).data.me.id);
  assert.deepEqual([refused, logins.length], [1, known + 1]);
});

test("the page shows the member, checks in once a day, and has a code for the till", async () => {
  let page;
  const file = fileURLToPath(new URL("../pages/home/home.js", import.meta.url));
  const text = readFileSync(file, "utf-8").replace("https://vip.example.cn/mini-program", signIn)
    .replace("https://vip.example.cn/graphql", process.env.HEADLESS_URL);
  const given = { require: createRequire(file), wx: wx(), Page: (made) => (page = made), setTimeout, clearTimeout, Date, Math };
  vm.runInNewContext(text, given);
  page.setData = (data) => Object.assign(page.data, data);

  await page.refresh();
  await page.showCode();
  assert.ok(page.data.me.assets.length > 1);
  assert.match(page.data.code, /^\d{10}$/);
  await page.checkIn();
  const first = page.data.message;
  await page.checkIn();
  page.onHide();
  assert.equal(first, page.data.message);
});
