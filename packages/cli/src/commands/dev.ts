import { InvalidArgumentError, type Command } from "commander";
import { perform, type Context } from "../context.js";
import { port, positive, withExamples, withJobsTab, withLimits, withProject } from "../flags.js";
import type { DevFlags } from "../dev/run-dev.js";

/** Adds `ck dev`. */
export function addDev(program: Command, context: Context): void {
  const command = program
    .command("dev")
    .summary("run your server and the emulator's page, and follow every change")
    .description(
      "Runs a file that exports a bot or starts a server, in TypeScript or JavaScript, with CK_PUBLIC_KEY, CK_VISITOR_PUBLIC_KEY and PORT set and .env loaded. Serves the emulator's page beside it. A change of the code or of convokraft.json takes effect at once; the chat stays. The bot is described by convokraft.json if there is one, and otherwise by its code. Several bots at one URL have a page and a key each, in CK_PUBLIC_KEY_<NAME>.",
    )
    .argument("[file]", "the file (default: server or bot, here or in src)")
    .option("--port <port>", "the port of the page (default: as last time, or the next free one from 4000)", port)
    .option("--path <path>", "the path of the webhook, if the code describes the bot", pathname, "/convokraft")
    .option("--wait <seconds>", "how long the server may take until it listens", positive, 10)
    .option("--bot <name>", "of several bots at one URL, play only this one")
    .option("--no-open", "do not open the browser");
  withExamples(withLimits(withProject(withJobsTab(command))), [
    ["ck dev", "src/server.ts, bot.ts, …"],
    ["ck dev bot.ts", "a file that exports a bot: ck serves it"],
    ["ck dev src/server.ts --path /hook --no-open", "your own server"],
  ]).action((file: string | undefined, flags: DevFlags) =>
    perform(context, flags, async (run) => (await import("../dev/run-dev.js")).runDev(file, flags, run), {
      untilInterrupted: true,
    }),
  );
}

function pathname(text: string): string {
  if (/^\/(?!\/)[^\s?#\\]*$/.test(text)) return text;
  throw new InvalidArgumentError("It must be a path such as /convokraft.");
}
