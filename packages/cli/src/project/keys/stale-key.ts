import type { EmulatedBot, Fault, Sign } from "@ck/emulator";
import { CliError } from "../../error.js";
import { signatureOptions, type Signing } from "./signing.js";
import type { SignatureFlags } from "../../flags.js";

/**
 * Returns what signs for the fault `stale-key`: the key that was retired last.
 *
 * @throws {@link CliError} `ERR_SETUP`: the fault is `stale-key`, and there is no retired key
 */
export async function openStaleSign(
  fault: Fault | undefined,
  signing: Pick<Signing, "vault"> | undefined,
  flags: SignatureFlags,
  bot?: EmulatedBot,
): Promise<Sign | undefined> {
  if (fault !== "stale-key") return undefined;
  const keys = (await signing?.vault?.history()) ?? [];
  if (signing?.vault === undefined || keys.every(({ environments }) => environments.length > 0))
    throw new CliError(
      "ERR_SETUP",
      "No key was retired yet, so nothing can be signed with one. Run `ck key rotate` and `ck key deploy`.",
    );
  return signing.vault.signer({ ...signatureOptions(flags, bot), key: "previous" });
}
