#!/usr/bin/env node
import { runCreateBot } from "./run-create-bot.js";

void runCreateBot(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
