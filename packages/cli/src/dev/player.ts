import { rm } from "node:fs/promises";
import type { ConsoleDefinition } from "@ck/bot";
import type { ServedDesk, ServerView } from "@ck/desk";
import { defineEmulatedBot, openStateFile, type Vault } from "@ck/emulator";
import { describeError } from "../error.js";
import type { ProjectFlags } from "../flags.js";
import { openProjectVault, vaultFolder } from "../project/open-vault.js";
import { flagsOfBot } from "../project/several-bots.js";
import type { Terminal } from "../terminal/terminal.js";
import { keepHistory, type ChatHistory } from "./chat-history.js";
import { openPage, type PageOptions } from "./open-page.js";
import { describeBot, type Described } from "./read-project.js";
import { replayLast, type Comparison } from "./replay-last.js";
import type { Report } from "./report.js";

/** One bot as `ck dev` plays it: its keys, its page and its chats. */
export interface Player {
  /** Its name, if it is one of several at one URL. */
  readonly name: string | undefined;
  /** The key that its server verifies with, for development. */
  readonly publicKey: () => Promise<string>;
  readonly isOpen: () => boolean;
  /** Describes the bot as it is now, and shows it on the page and in the report. */
  readonly refresh: (code: Code) => Promise<Described>;
  /** Says that the code has no such bot now. */
  readonly retire: (reason: string) => Promise<void>;
  /** Shows the state of the server on the page. */
  readonly show: (server: ServerView) => void;
  /** Opens the page. @returns its address */
  readonly open: (options: Pick<PageOptions, "port" | "visitors" | "limits" | "jobs">) => Promise<string>;
  readonly replayLast: () => Promise<Comparison | undefined>;
  readonly close: () => Promise<void>;
}

/** What the code says, and where it runs. */
export interface Code {
  /** The author's definition file, which comes first. */
  readonly config: string;
  readonly definition: ConsoleDefinition | undefined;
  /** The path of the webhook, if the code describes the bot. */
  readonly path: string;
  readonly origin: string | undefined;
}

/** What a player needs. */
export interface PlayerOptions {
  /** The flags of the project. */
  readonly flags: ProjectFlags;
  readonly name: string | undefined;
  readonly terminal: Terminal;
  readonly report: Report;
  /** Stands on the page until the bot is known. */
  readonly placeholder: { readonly name: string; readonly url: string };
  /** Called if the chats cannot be kept. */
  readonly onUnkept: (message: string) => void;
}

/** Creates a player; its key is made once it is asked for. */
export async function createPlayer(options: PlayerOptions): Promise<Player> {
  const { name, terminal, report, placeholder, onUnkept } = options;
  const flags = name === undefined ? options.flags : flagsOfBot(options.flags, name);
  const folder = vaultFolder(flags);
  const vault: Vault = await openProjectVault(flags, terminal);
  let desk: ServedDesk | undefined;
  let history: ChatHistory | undefined;
  let described: Described | undefined;
  /** The bot as it was last shown. */
  let shown: string | undefined;
  let server: ServerView | undefined;
  let problem: string | undefined;

  function show(next = server): void {
    server = next;
    if (server === undefined) return;
    const isFailed = server.state === "failed" || problem !== undefined;
    const message = [...(server.state === "running" && problem !== undefined ? [] : [server.message]), problem];
    desk?.showServer({
      ...server,
      ...(isFailed && { state: "failed" }),
      message: message.filter((each) => each !== undefined).join("\n"),
    });
  }

  return {
    name,
    publicKey: async () => (await vault.secure()).base64,
    isOpen: () => desk !== undefined,
    async refresh({ config, definition, path, origin }) {
      described = await describeBot({ config, code: definition, path, origin, name });
      const before = problem;
      problem = "problem" in described ? described.problem : undefined;
      if ("problem" in described) {
        if (problem !== before) report.server({ state: "failed", message: described.problem });
      } else {
        const { bot, from, warnings } = described;
        const text = JSON.stringify([from, bot]);
        if (text !== shown) {
          shown = text;
          await desk?.use(bot);
          // With it, `ck send --bot` and the others know the bot while its code describes it.
          if (name !== undefined) await openStateFile(flags.config).write({ ...described.definition, name });
          report.definition(from, bot, warnings);
        }
      }
      show();
      return described;
    },
    async retire(reason) {
      problem = reason;
      shown = undefined;
      if (name !== undefined) await rm(flags.config, { force: true });
      show();
    },
    show,
    async open(page) {
      const bot =
        described !== undefined && "bot" in described
          ? described.bot
          : defineEmulatedBot({ name: placeholder.name, webhook: placeholder.url });
      desk = await openPage({ ...page, folder, bot, vault });
      history = await keepHistory(folder, desk.emulator, (error) => onUnkept(describeError(error).message));
      show();
      return desk.url;
    },
    replayLast: async () => desk && replayLast(desk.emulator),
    async close() {
      await history?.close();
      await desk?.close();
    },
  };
}
