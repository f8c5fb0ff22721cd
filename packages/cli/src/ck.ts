#!/usr/bin/env node
import { EXIT_CODES } from "./exit-code.js";
import { runCli } from "./run-cli.js";

// The error of a write comes after the command is done, so this stays to the end of the process.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", ({ code }: NodeJS.ErrnoException) => {
    // Whoever read the output has seen enough: `ck check | head`.
    process.exit(code === "EPIPE" ? EXIT_CODES.ok : EXIT_CODES.setup);
  });

void runCli(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  // What was broken off may still be waiting for an answer.
  if (code === EXIT_CODES.interrupted) process.exit();
});
