export * from "./emulated-bot.js";
