#!/usr/bin/env node
import { EXIT_CODES } from "./exit-code.js";
import { runCli } from "./run-cli.js";

void runCli(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  // What was broken off may still be waiting for an answer.
  if (code === EXIT_CODES.interrupted) process.exit();
});
