import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { matchActionName } from "@ck/protocol";
import type { Command } from "commander";
import { CliError } from "../error.js";
import type { ProjectFlags } from "../flags.js";
import { keyFileOf, vaultFolder } from "./open-vault.js";

/** Which of several bots at one URL. */
export interface BotFlag {
  readonly bot?: string;
}

const CONFIG = "convokraft.json";

/**
 * Where one of several bots has its keys, its chats and its definition: in a folder of its own in `.ck/bots`. One key file unlocks them all, and the site
 * around them signs for its visitors with one key.
 */
export function flagsOfBot<F extends ProjectFlags>(flags: F, name: string): F {
  const home = vaultFolder(flags);
  // Case and punctuation do not count in a bot's name.
  const folded = name
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, "");
  const folder = path.join(botsFolder(flags), folded);
  return { ...flags, home, keyFile: keyFileOf(flags), vault: folder, config: path.join(folder, CONFIG) };
}

/** The folder of the bots' folders. */
export function botsFolder(flags: ProjectFlags): string {
  return path.join(vaultFolder(flags), "bots");
}

/** The names of the several bots that `ck dev` has played in this project. */
export async function knownBots(flags: ProjectFlags): Promise<readonly string[]> {
  const folders = await readdir(botsFolder(flags)).catch(() => []);
  const names = await Promise.all(folders.toSorted().map((each) => nameIn(path.join(botsFolder(flags), each, CONFIG))));
  return names.filter((name) => name !== undefined);
}

/** The option that names a bot. */
export const BOT_OPTION = ["--bot <name>", "which of several bots at one URL, as `ck dev` lists them"] as const;

/**
 * Adds `--bot`, and lets the other flags lead to that bot's files.
 *
 * @param isNeeded - whether the command cannot do with the keys of all
 */
export function withBot(command: Command, isNeeded = true): Command {
  return command.option(...BOT_OPTION).hook("preAction", async (_, action) => {
    const flags = action.opts<ProjectFlags & BotFlag>();
    const names = await knownBots(flags);
    // The bot of the definition file may be one of them. Without such a file, `ck dev` has kept what describes them.
    const inFile = matchActionName((await nameIn(flags.config)) ?? "", names);
    if (flags.bot === undefined && inFile === undefined && (existsSync(flags.config) || !isNeeded)) return;
    const name = flags.bot === undefined && inFile !== undefined ? inFile : chooseBot(flags.bot, names);
    if (name === undefined) return;
    const { config, ...own } = flagsOfBot(flags, name);
    const isNamed = action.getOptionValueSource("config") !== "default";
    if (!isNamed && name !== inFile) action.setOptionValue("config", config);
    for (const key of ["home", "keyFile", "vault"] as const) action.setOptionValue(key, own[key]);
  });
}

/**
 * Finds the bot that is meant.
 *
 * @param asked - the name, in any spelling
 * @param names - of all bots
 * @returns `undefined` if there are no bots to choose from, and none is asked for
 * @throws {@link CliError} `ERR_INVALID_OPTION`: there is no such bot, or none is named where there are several
 */
export function chooseBot(asked: string | undefined, names: readonly string[]): string | undefined {
  if (asked === undefined) {
    if (names.length < 2) return names[0];
    throw wrong(`There are several bots. Name one: ${names.map((name) => `--bot ${name}`).join(", ")}.`);
  }
  const found = matchActionName(asked, names);
  if (found !== undefined) return found;
  throw wrong(
    names.length === 0
      ? "--bot is for several bots at one URL, and `ck dev` has not played any in this folder."
      : `There is no such bot. Name one of these: ${names.join(", ")}.`,
  );
}

async function nameIn(file: string): Promise<string | undefined> {
  try {
    const { name } = JSON.parse(await readFile(file, "utf8")) as { readonly name?: unknown };
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}

function wrong(message: string): CliError {
  return new CliError("ERR_INVALID_OPTION", message);
}
