import type { ConsoleDefinition } from "@ck/bot";
import type { ServerView } from "@ck/desk";
import { chooseBot, knownBots } from "../project/several-bots.js";
import { keyVariable } from "./key-variable.js";
import { createPlayer, type Code, type Player, type PlayerOptions } from "./player.js";
import { describeBot } from "./read-project.js";

/** Public keys by environment variable. */
export type PublicKeys = Readonly<Record<string, string>>;

/** All bots of the author's file: the one that it mounts, or several at one URL. */
export interface Cast {
  /**
   * Takes over what the file mounts.
   *
   * @returns whether the server has the keys of all: if not, it has to be started again
   */
  readonly mount: (definitions: readonly ConsoleDefinition[], how: { readonly areSeveral: boolean }) => boolean;
  /** Whether the server that runs lacks the key of a bot. What becomes of it is of no interest. */
  readonly isWaitingForKeys: () => boolean;
  /** The environment variables with the public keys. Keys that are missing are made. */
  readonly keys: () => Promise<PublicKeys>;
  /** Notes that a server is started with these keys. */
  readonly give: (keys: PublicKeys) => void;
  /** Whether requests are signed. */
  readonly isSecured: () => Promise<boolean>;
  readonly runAt: (origin: string) => void;
  /** The bots that are played now. */
  readonly current: () => readonly Player[];
  /** @throws {@link CliError} `ERR_INVALID_OPTION`: there is no bot of the name that was asked for */
  readonly requireChosen: () => void;
  /** Describes each bot as it is now. */
  readonly refresh: () => Promise<void>;
  readonly show: (server: ServerView) => void;
  readonly close: () => Promise<void>;
}

/** What a cast needs. */
export interface CastOptions {
  /** The name of the only one of several bots to play. */
  readonly only: string | undefined;
  readonly players: Omit<PlayerOptions, "name">;
  readonly project: Pick<Code, "config" | "path">;
}

/** Opens the bots of a project, with those that were played before: then their keys are there from the start. */
export async function openCast({ only, players: options, project }: CastOptions): Promise<Cast> {
  const alone = await createPlayer({ ...options, name: undefined });
  const several = new Map<string, Player>();
  const join = async (name: string): Promise<void> => {
    if (!several.has(name)) several.set(name, await createPlayer({ ...options, name }));
  };
  for (const name of await knownBots(options.flags)) await join(name);

  let definition: ConsoleDefinition | undefined;
  /** Of several bots, by name. */
  let definitions: ReadonlyMap<string, ConsoleDefinition> | undefined;
  let origin: string | undefined;
  let given: PublicKeys = {};

  const all = (): readonly Player[] => [alone, ...several.values()];
  const names = (): readonly string[] => [...(definitions?.keys() ?? [])];
  const isWaitingForKeys = (): boolean => names().some((name) => !Object.hasOwn(given, keyVariable(name)));
  const isPlayed = (name: string): boolean => only === undefined || chosenName() === name;
  /** Whatever is asked for, until it is known that there is no such bot. */
  function chosenName(): string | undefined {
    try {
      return chooseBot(only, names());
    } catch {
      return undefined;
    }
  }
  const current = (): readonly Player[] =>
    definitions === undefined ? [alone] : names().flatMap((name) => (isPlayed(name) ? (several.get(name) ?? []) : []));

  return {
    mount(found, { areSeveral }) {
      definition = areSeveral ? undefined : found[0];
      definitions = areSeveral ? new Map(found.map((each) => [each.name, each])) : undefined;
      return !isWaitingForKeys();
    },
    isWaitingForKeys,
    async keys() {
      for (const name of names()) await join(name);
      const entries: [string, string][] = [["CK_PUBLIC_KEY", await alone.publicKey()]];
      for (const [name, player] of several) entries.push([keyVariable(name), await player.publicKey()]);
      return Object.fromEntries(entries);
    },
    give(keys) {
      given = keys;
    },
    async isSecured() {
      if (definitions !== undefined) return true;
      const described = await describeBot({ ...project, code: definition, origin });
      return "bot" in described ? described.bot.webhook.secured : true;
    },
    runAt(at) {
      origin = at;
    },
    current,
    requireChosen() {
      if (only !== undefined && definitions !== undefined) chooseBot(only, names());
    },
    async refresh() {
      for (const player of all()) {
        const { name } = player;
        const own = name === undefined ? definition : definitions?.get(name);
        if (name === undefined ? definitions === undefined : own !== undefined)
          await player.refresh({ ...project, definition: own, origin });
        // Of code that mounts nothing, nothing is known.
        else if (definition !== undefined || definitions !== undefined)
          await player.retire(definitions === undefined ? ONE_NOW : SEVERAL_NOW);
      }
    },
    show(server) {
      for (const player of all()) player.show(server);
    },
    async close() {
      for (const player of all()) await player.close();
    },
  };
}

const ONE_NOW = "The code mounts one bot now. It has a page of its own: see the terminal.";
const SEVERAL_NOW = "The code mounts other bots now. Each has a page of its own: see the terminal.";
