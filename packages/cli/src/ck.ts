#!/usr/bin/env node
import { EXIT_CODES } from "./exit-code.js";
import { runCli } from "./run-cli.js";

// A write error comes after the command is done, so these listeners stay until the process ends.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", ({ code }: NodeJS.ErrnoException) => {
    // The reader has seen enough: `ck check | head`.
    process.exit(code === "EPIPE" ? EXIT_CODES.ok : EXIT_CODES.setup);
  });

void runCli(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  // What was aborted may still be waiting for an answer.
  if (code === EXIT_CODES.interrupted) process.exit();
});
