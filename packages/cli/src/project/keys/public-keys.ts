import type { KeyRecord } from "@ck/emulator";
import type { Environment } from "@ck/protocol";
import { importPublicKey, type PublicKey } from "@ck/signature";
import { CliError } from "../../error.js";
import type { ProjectFlags } from "../../flags.js";
import { readInput } from "../../terminal/read-input.js";
import type { Terminal } from "../../terminal/terminal.js";
import { openProjectVault } from "../open-vault.js";
import { flagsOfBot, knownBots } from "../several-bots.js";

/** Public keys to verify with. */
export interface PublicKeys {
  /** The keys that are accepted. */
  readonly own: readonly PublicKey[];
  /** The vault's other keys, each under a description of it. */
  readonly others: Readonly<Record<string, PublicKey>>;
  /** What a key is for, as far as that is known. */
  readonly ownerOf: (keyId: string) => KeyOwner;
}

/** What a key is for. */
export interface KeyOwner {
  readonly bot: string | undefined;
  /** Empty if it is retired; `undefined` for a key from a file. */
  readonly environments: readonly Environment[] | undefined;
}

/**
 * Reads the public keys in the files that `--key` names, or else the vault's keys of an environment.
 *
 * @param bot - the name of the bot whose vault it is
 * @throws {@link SignatureError} a file holds no public key
 * @throws {@link CliError} `ERR_SETUP`: there is no key
 */
export async function openPublicKeys(
  flags: ProjectFlags & { readonly key?: readonly string[] },
  environment: Environment,
  terminal: Terminal,
  bot?: string,
): Promise<PublicKeys> {
  if (flags.key !== undefined) {
    const own = await Promise.all(flags.key.map(async (file) => importPublicKey(await readInput(file, terminal))));
    return { own, others: {}, ownerOf: () => ({ bot: undefined, environments: undefined }) };
  }
  const records = await readRecords(flags, terminal, bot);
  const own = records.filter(({ environments }) => environments.includes(environment));
  if (own.length === 0)
    throw new CliError(
      "ERR_SETUP",
      `The vault has no key for ${environment}. Give a public key with --key, or run \`ck init\` or \`ck key deploy\`.`,
    );
  const others = records
    .filter((record) => !own.includes(record))
    .map(({ keyId, base64, environments, bot: owner }) => {
      const what = environments.length > 0 ? `of ${environments.join(" and ")}` : "retired";
      const whose = owner === undefined || owner === bot ? "" : ` of the bot ${owner}`;
      return [`${what}${whose}, ${keyId}`, importPublicKey(base64)] as const;
    });
  return {
    own: own.map(({ base64 }) => importPublicKey(base64)),
    others: Object.fromEntries(others),
    ownerOf(keyId) {
      const record = records.find((each) => each.keyId === keyId);
      return { bot: record?.bot, environments: record?.environments };
    },
  };
}

/** The keys of the vault; where several bots have one each and none is chosen, those of all, as their server verifies. */
async function readRecords(
  flags: ProjectFlags,
  terminal: Terminal,
  bot: string | undefined,
): Promise<readonly (KeyRecord & { readonly bot: string | undefined })[]> {
  const names = bot === undefined ? await knownBots(flags) : [];
  const vaults: readonly [ProjectFlags, string | undefined][] =
    names.length === 0 ? [[flags, bot]] : names.map((name) => [flagsOfBot(flags, name), name]);
  const all: (KeyRecord & { readonly bot: string | undefined })[] = [];
  for (const [own, name] of vaults) {
    const vault = await openProjectVault(own, terminal);
    all.push(...(await vault.history()).map((record) => ({ ...record, bot: name })));
  }
  return all;
}
