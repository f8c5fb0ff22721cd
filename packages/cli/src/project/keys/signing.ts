import type { EmulatedBot, Sign, Vault } from "@ck/emulator";
import type { Environment } from "@ck/protocol";
import { signAsync, type SignatureOptions } from "@ck/signature";
import type { ProjectFlags, SignatureFlags } from "../../flags.js";
import type { Terminal } from "../../terminal/terminal.js";
import { openProjectVault } from "../open-vault.js";
import { readPrivateKey } from "./private-key.js";

/** Signs with the vault or with a key file. */
export interface Signing {
  readonly sign: Sign;
  /** Signs with other settings than the configured ones. */
  readonly signWith: (settings: SignatureOptions) => Sign;
  /** The id of the key; `undefined` if the environment has none. */
  readonly keyId: (environment: Environment) => Promise<string | undefined>;
  /** Absent if the key comes from a file. */
  readonly vault?: Vault;
}

/** The flags that choose the key. */
export type SigningFlags = ProjectFlags & SignatureFlags & { readonly key?: string };

/** The signature options of the command line, or else of the definition. */
export function signatureOptions({ hash, format, encoding }: SignatureFlags, bot?: EmulatedBot): SignatureOptions {
  const dialect = bot?.dialect.signature;
  return defined({
    hash: hash ?? dialect?.hash,
    format: format ?? dialect?.format,
    encoding: encoding ?? dialect?.encoding,
  });
}

/**
 * Opens the private key that `--key` names, or else the vault.
 *
 * @throws as `openProjectVault` and `readPrivateKey` do
 */
export async function openSigning(flags: SigningFlags, terminal: Terminal, bot?: EmulatedBot): Promise<Signing> {
  const options = signatureOptions(flags, bot);
  if (flags.key === undefined) {
    const vault = await openProjectVault(flags, terminal);
    const keyId = async (environment: Environment): Promise<string | undefined> =>
      (await vault.showKey(environment))?.keyId;
    const signWith = (settings: SignatureOptions): Sign => vault.signer({ ...options, ...settings });
    return { sign: signWith({}), signWith, keyId, vault };
  }
  const key = await readPrivateKey(flags.key, terminal);
  const signWith =
    (settings: SignatureOptions): Sign =>
    (body) =>
      signAsync(body, key, { ...options, ...settings });
  return { sign: signWith({}), signWith, keyId: () => Promise.resolve(key.keyId) };
}

/** Drops undefined options, which would override the vault's defaults. */
function defined(options: SignatureOptions): SignatureOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
