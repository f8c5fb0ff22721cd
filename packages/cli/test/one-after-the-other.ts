import { runCli } from "../src/index.js";

// Each argument is a whole command line.
for (const line of process.argv.slice(2)) {
  const code = await runCli(line.split(" "));
  process.stderr.write(`ended with ${code}: ${line}\n`);
}
