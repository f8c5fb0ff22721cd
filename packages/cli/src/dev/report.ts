import type { ServerView } from "@ck/desk";
import type { EmulatedBot } from "@ck/emulator";
import type { Comparison } from "./replay-last.js";
import { showTurn } from "./show-comparison.js";
import { printable } from "../terminal/printable.js";
import type { Output, Terminal } from "../terminal/terminal.js";

/** What `ck dev` says: prose for a person, or with `--json` one event a line. */
export interface Report {
  /** @param bot - its name, if it is one of several */
  readonly page: (url: string, bot: string | undefined) => void;
  readonly changed: (files: readonly string[]) => void;
  readonly server: (server: Pick<ServerView, "state" | "message">) => void;
  readonly definition: (from: "file" | "code", bot: EmulatedBot, warnings: readonly string[]) => void;
  /** @param bot - its name, if it is one of several */
  readonly replayed: (comparison: Comparison | undefined, bot?: string) => void;
  readonly output: (stream: "stdout" | "stderr", text: string) => void;
}

/** Creates the report. */
export function createReport({ stdout, stderr }: Terminal, { json, style, say, give, hint }: Output): Report {
  const tell = (event: string, details: object): void => give({ event, ...details }, { inOneLine: true });
  return {
    page(url, bot) {
      tell("page", { url, bot });
      say(`\n  ${bot === undefined ? "" : `${printable(bot)}: `}${style.cyan(url)}\n`);
    },
    changed(files) {
      tell("changed", { files });
      const [first = "", ...others] = files;
      hint(style.dim(`${printable(first)}${others.length > 0 ? ` and ${others.length} more` : ""} changed`));
    },
    server({ state, message }) {
      tell("server", { state, message });
      if (state === "failed") hint(style.red(printable(message)));
      if (state === "running") say(style.green(printable(message)));
    },
    definition(from, { name, webhook, actions }, warnings) {
      tell("definition", {
        from,
        name,
        url: webhook.url,
        actions: actions.map(({ namespace }) => namespace),
        warnings,
      });
      for (const warning of warnings) hint(style.yellow(printable(warning)));
    },
    replayed(comparison, bot) {
      if (comparison === undefined) {
        hint("There is no open chat to replay.");
        return;
      }
      tell("replayed", { ...comparison, bot });
      if (bot !== undefined) say(`\n${style.bold(printable(bot))}`);
      const { turns, changed } = comparison;
      for (const turn of turns) for (const line of showTurn(turn, stdout.columns || 100, style)) say(line);
      say(changed === 0 ? "\nEvery answer is as before." : `\n${changed} of ${turns.length} answers changed.`);
    },
    output(stream, text) {
      tell("output", { stream, text });
      if (!json) (stream === "stdout" ? stdout : stderr).write(text);
    },
  };
}
