export * from "./api.js";
export * from "./home.js";
export { backOff, Live } from "./live.js";
export * from "./offline.js";
export * from "./session.js";
