// 会员令牌与请求：wx.login 的 code 换令牌，令牌只放内存，到期前自动续，被拒时重新登录一次。
// The member's token and requests: the code of wx.login becomes a token, kept in memory and renewed before it ends.
const EARLY_MS = 30000;

function connect({ signIn, api, wx }) {
  let known = null;
  let renewal = null;

  function request(url, data, header) {
    return new Promise((resolve, reject) => {
      wx.request({ url, method: "POST", data, header, success: resolve, fail: ({ errMsg }) => reject(new Error(errMsg)) });
    });
  }

  function login() {
    return new Promise((resolve, reject) => {
      wx.login({ success: ({ code }) => resolve(code), fail: ({ errMsg }) => reject(new Error(errMsg)) });
    });
  }

  async function renewed() {
    const { statusCode, data } = await request(signIn, { code: await login() }, {});
    if (statusCode !== 200 || !data.token) throw new Error(data.message || (data.userErrors && data.userErrors[0].message) || "登录失败");
    return { token: data.token, until: Date.parse(data.expiresAt) };
  }

  async function token() {
    if (known && Date.now() < known.until - EARLY_MS) return known.token;
    // 同时有几个请求也只登录一次
    if (!renewal) renewal = renewed().finally(() => { renewal = null; });
    known = await renewal;
    return known.token;
  }

  /** Ask an operation. What is refused as a whole is thrown, and single fields that are refused are null, with `errors`. */
  async function ask(query, variables = {}, isAgain = false) {
    const held = await token();
    const header = { Authorization: `Bearer ${held}`, "Accept-Language": "zh-CN" };
    const { statusCode, data: answer } = await request(api, { query, variables }, header);
    if (statusCode === 401 && !isAgain) {
      if (known && known.token === held) known = null;
      return ask(query, variables, true);
    }
    if (!answer.data) throw new Error(answer.errors ? answer.errors[0].message : `HTTP ${statusCode}`);
    return answer;
  }

  return { ask };
}

module.exports = { connect };
