import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ConsoleDefinition } from "@ck/bot";
import {
  checkDefinition,
  defineEmulatedBot,
  formatProblem,
  type EmulatedBot,
  type EmulatedBotDefinition,
} from "@ck/emulator";
import { matchActionName } from "@ck/protocol";
import { CliError, describeError } from "../error.js";

/** The files that are tried if none is named. */
const ENTRIES = ["server", "src/server", "bot", "src/bot", "index", "src/index"].flatMap((name) =>
  ["ts", "mts", "js", "mjs", "cjs"].map((extension) => `${name}.${extension}`),
);

/** The author's file, if it has one of the usual names. */
export function guessEntry(): string | undefined {
  return ENTRIES.find((file) => existsSync(file));
}

/**
 * Finds the author's file.
 *
 * @throws {@link CliError} `ERR_SETUP`: there is none
 */
export function findEntry(named: string | undefined): string {
  const entry = named ?? guessEntry();
  if (entry === undefined)
    throw new CliError(
      "ERR_SETUP",
      "Which file is it? Name the one that exports your bot or starts your server: `npx ck dev src/server.ts`.",
    );
  const full = path.resolve(entry);
  if (existsSync(full)) return full;
  throw new CliError(
    "ERR_SETUP",
    `There is no file ${entry}. Name the one that exports your bot or starts your server: \`npx ck dev src/server.ts\`.`,
  );
}

/** The folder of the project that a file belongs to: the nearest with a package.json, or the file's own. */
export function findRoot(entry: string): string {
  for (let folder = path.dirname(entry); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "package.json"))) return folder;
    if (folder === path.dirname(folder)) return path.dirname(entry);
  }
}

/** The project's name, for a bot that has none. */
export async function projectName(root: string): Promise<string> {
  try {
    const { name } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as { readonly name?: unknown };
    if (typeof name === "string" && name.trim() !== "") return name.replace(/^@[^/]*\//, "");
  } catch {
    // There is none, or it is being written.
  }
  return path.basename(root) || "bot";
}

/** Where a definition comes from, or why there is none. */
export type Described =
  | {
      readonly from: "file" | "code";
      readonly bot: EmulatedBot;
      readonly definition: EmulatedBotDefinition;
      readonly warnings: readonly string[];
    }
  | { readonly problem: string };

/** What is known of a bot. */
export interface DescribeOptions {
  /** The definition file, which comes first. */
  readonly config: string;
  /** What the code says. */
  readonly code: ConsoleDefinition | undefined;
  /** The path of the webhook, if the code describes the bot. */
  readonly path: string;
  /** Where the server listens. */
  readonly origin: string | undefined;
  /** The name of one of several bots. The definition file then only describes the bot that it names. */
  readonly name?: string | undefined;
}

/** Describes the bot by its definition file, or else by its code. */
export async function describeBot(options: DescribeOptions): Promise<Described> {
  const { config, code, path: pathname, origin, name } = options;
  const text = await readFile(config, "utf8").catch(() => undefined);
  const inFile = text === undefined ? undefined : describeFile(text, config, origin);
  if (inFile !== undefined && isAbout(inFile, name)) return inFile;
  if (code === undefined)
    return { problem: "The bot is not known: the file mounts none that was made with createBot of @ck/bot." };
  const warnings: string[] = [];
  try {
    const url = new URL(pathname, origin ?? "http://localhost:3000").href;
    const definition = { ...code, webhook: { ...code.webhook, url } };
    const onWarning = (problem: Parameters<typeof formatProblem>[0]): void =>
      void warnings.push(formatProblem(problem));
    return { from: "code", bot: defineEmulatedBot(definition, { onWarning }), definition, warnings };
  } catch (error) {
    return { problem: describeError(error).message };
  }
}

function isAbout(described: Described, name: string | undefined): boolean {
  return name === undefined || ("bot" in described && matchActionName(described.bot.name, [name]) !== undefined);
}

function describeFile(text: string, config: string, origin: string | undefined): Described {
  const { bot, problems } = checkDefinition(text);
  const lines = problems.map((problem) => formatProblem(problem, config));
  if (bot === undefined) return { problem: lines.join("\n") };
  const definition = { name: bot.name, webhook: bot.webhook.url };
  return { from: "file", bot: atOrigin(bot, origin), definition, warnings: lines };
}

/** A server on this machine may have had to take another port than the definition says. */
function atOrigin(bot: EmulatedBot, origin: string | undefined): EmulatedBot {
  const url = new URL(bot.webhook.url);
  if (origin === undefined || !["localhost", "127.0.0.1", "[::1]"].includes(url.hostname)) return bot;
  return { ...bot, webhook: { ...bot.webhook, url: new URL(`${url.pathname}${url.search}`, origin).href } };
}
