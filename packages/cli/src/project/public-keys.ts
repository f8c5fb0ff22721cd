import type { Environment } from "@ck/protocol";
import { importPublicKey, type PublicKey } from "@ck/signature";
import { CliError } from "../error.js";
import type { ProjectFlags } from "../flags.js";
import { readInput } from "../terminal/read-input.js";
import type { Terminal } from "../terminal/terminal.js";
import { openProjectVault } from "./open-vault.js";

/** The keys to verify with. */
export interface PublicKeys {
  /** Those that count. */
  readonly own: readonly PublicKey[];
  /** Those of the vault that do not count here, by what they are. */
  readonly others: Readonly<Record<string, PublicKey>>;
}

/** Where the keys come from. */
export type PublicKeyFlags = ProjectFlags & { readonly key?: readonly string[] };

/**
 * The keys of the files that `--key` names, else the vault's of an environment.
 *
 * @throws SignatureError for a file that is no public key; CliError `ERR_SETUP` where there is no key
 */
export async function openPublicKeys(
  flags: PublicKeyFlags,
  environment: Environment,
  terminal: Terminal,
): Promise<PublicKeys> {
  if (flags.key !== undefined) {
    const own = await Promise.all(flags.key.map(async (file) => importPublicKey(await readInput(file, terminal))));
    return { own, others: {} };
  }
  const vault = await openProjectVault(flags, terminal);
  const records = await vault.history();
  const own = records.filter(({ environments }) => environments.includes(environment));
  if (own.length === 0)
    throw new CliError(
      "ERR_SETUP",
      `The vault has no key for ${environment}. Name a public key with --key, or run \`ck init\` or \`ck key deploy\`.`,
    );
  const others = records
    .filter((record) => !own.includes(record))
    .map(({ keyId, base64, environments }) => {
      const what = environments.length > 0 ? `of ${environments.join(" and ")}` : "retired";
      return [`${what}, ${keyId}`, importPublicKey(base64)] as const;
    });
  return { own: own.map(({ base64 }) => importPublicKey(base64)), others: Object.fromEntries(others) };
}
