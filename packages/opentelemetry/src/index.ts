export { instrument, type InstrumentOptions } from "./instrument.js";
export type { CountableKeys, CountableQueue } from "./watch.js";
