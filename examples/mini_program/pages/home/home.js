// 会员主页：等级、积分、签到、会员码。
const { connect } = require("../../utils/headless");

const { ask } = connect({ signIn: "https://vip.example.cn/mini-program", api: "https://vip.example.cn/graphql", wx });
const HOME = `query Home { me { name tier { name } tierProgress { text fraction } assets { kind { code name } available } } }`;
const CHECK_IN = `mutation CheckIn($day: String!) {
  eventsRecord(input: { events: [{ type: "checkin", externalId: $day, data: {} }] }) {
    results { status changes { text } userErrors { message } } } }`;
const CODE = `mutation Code { memberCodeCreate(input: {}) { code expiresAt userErrors { message } } }`;
const EARLY_MS = 10000;

Page({
  data: { me: null, code: "", message: "" },

  onShow() {
    this.refresh();
    this.showCode();
  },

  // 切到后台就不再换码
  onHide() {
    clearTimeout(this.timer);
  },

  async refresh() {
    try {
      const { data } = await ask(HOME);
      this.setData({ me: data.me, message: "" });
    } catch (error) {
      this.setData({ message: error.message });
    }
  },

  async checkIn() {
    // 用当天日期作编号，一天只算一次，重试也不会重复
    const { data } = await ask(CHECK_IN, { day: new Date().toISOString().slice(0, 10) });
    const [{ changes, userErrors }] = data.eventsRecord.results;
    this.setData({ message: userErrors.length ? userErrors[0].message : (changes || []).map(({ text }) => text).join("；") });
    await this.refresh();
  },

  async showCode() {
    clearTimeout(this.timer);
    const { data } = await ask(CODE);
    const { code, expiresAt } = data.memberCodeCreate;
    this.setData({ code });
    this.timer = setTimeout(() => this.showCode(), Math.max(1000, Date.parse(expiresAt) - Date.now() - EARLY_MS));
  },
});
