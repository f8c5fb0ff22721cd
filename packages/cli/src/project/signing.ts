import type { EmulatedBot, Sign, Vault } from "@ck/emulator";
import type { Environment } from "@ck/protocol";
import { signAsync, type SignatureOptions } from "@ck/signature";
import type { ProjectFlags, SignatureFlags } from "../flags.js";
import type { Terminal } from "../terminal/terminal.js";
import { openProjectVault } from "./open-vault.js";
import { readPrivateKey } from "./private-key.js";

/** What signs, and with which key. */
export interface Signing {
  readonly sign: Sign;
  /** The id of the key; absent where the environment has none. */
  readonly keyId: (environment: Environment) => Promise<string | undefined>;
  /** Absent where the key is from a file. */
  readonly vault?: Vault;
}

/** Where the key comes from. */
export type SigningFlags = ProjectFlags & SignatureFlags & { readonly key?: string };

/** What the definition says, unless the command line says otherwise. */
export function signatureOptions({ hash, format, encoding }: SignatureFlags, bot?: EmulatedBot): SignatureOptions {
  const dialect = bot?.dialect.signature;
  return defined({
    hash: hash ?? dialect?.hash,
    format: format ?? dialect?.format,
    encoding: encoding ?? dialect?.encoding,
  });
}

/**
 * Opens what signs: the private key that `--key` names, else the vault.
 *
 * @throws as `openProjectVault` and `readPrivateKey`
 */
export async function openSigning(flags: SigningFlags, terminal: Terminal, bot?: EmulatedBot): Promise<Signing> {
  const options = signatureOptions(flags, bot);
  if (flags.key === undefined) {
    const vault = await openProjectVault(flags, terminal);
    const keyId = async (environment: Environment): Promise<string | undefined> =>
      (await vault.showKey(environment))?.keyId;
    return { sign: vault.signer(options), keyId, vault };
  }
  const key = await readPrivateKey(flags.key, terminal);
  return { sign: (body) => signAsync(body, key, options), keyId: () => Promise.resolve(key.keyId) };
}

/** Without what is undefined: it would stand in the way of the vault's own defaults. */
function defined(options: SignatureOptions): SignatureOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
