import type { Sign } from "@ck/emulator";
import type { Todo } from "@ck/protocol";
import type { SignatureOptions } from "@ck/signature";
import type { Prober } from "../probe/prober.js";
import { misreadBodies } from "./misread-bodies.js";
import { describeSettings, fixSettings, otherHashes, otherSettings } from "./other-settings.js";

/** What is wrong with a server, in one sentence, and what to do. */
export interface Diagnosis {
  readonly message: string;
  readonly fix: string;
}

/** What {@link diagnose} tries. */
export interface DiagnoseOptions {
  readonly prober: Prober;
  readonly sign: Sign;
  /** Signs with other settings. Default: only other keys and bodies are tried. */
  readonly signWith?: ((settings: SignatureOptions) => Sign) | undefined;
  /** Other keys that the server may hold, each under its name. */
  readonly otherKeys: readonly { readonly name: string; readonly sign: Sign }[];
}

interface Suspect extends Diagnosis {
  readonly signature: () => Promise<string>;
}

/**
 * Finds out why a server rejects a good signature: sends the same bytes with signatures that a server with a common mistake would accept.
 *
 * @returns `undefined` if none is accepted
 */
export async function diagnose(
  { body, todo }: { readonly body: Uint8Array; readonly todo: Todo },
  options: DiagnoseOptions,
): Promise<Diagnosis | undefined> {
  const { prober } = options;
  for (const { message, fix, signature } of suspects(body, options)) {
    const subject = "a request signed in another way";
    const exchange = await prober.send({ subject, body, todo, signatures: [await signature()] });
    if (prober.receptionOf(exchange).kind === "accepted") return { message, fix };
  }
  return undefined;
}

function* suspects(body: Uint8Array, options: DiagnoseOptions): Generator<Suspect> {
  const { prober, sign, signWith, otherKeys } = options;
  const { environment } = prober;
  const settings = signWith === undefined ? [] : otherSettings();
  const hashes = signWith === undefined ? [] : otherHashes();
  for (const each of settings.filter((one) => Object.keys(one).length === 1)) yield ofSettings(each);
  for (const { name, sign: signForeign } of otherKeys)
    yield {
      message: `Your server verifies with ${name}.`,
      fix: "Give the server the public key that signs now: `ck key show` prints it.",
      signature: () => signForeign(body, environment),
    };
  for (const { bytes, message, fix } of misreadBodies(body))
    yield { message, fix, signature: () => sign(bytes, environment) };
  for (const each of settings.filter((one) => Object.keys(one).length > 1)) yield ofSettings(each);
  for (const hash of hashes)
    for (const { bytes, message, fix } of misreadBodies(body))
      yield {
        message: `${message} ${describeSettings(hash)}`,
        fix: `${fix} ${fixSettings(hash)}`,
        signature: () => (signWith?.(hash) ?? sign)(bytes, environment),
      };

  function ofSettings(each: SignatureOptions): Suspect {
    return {
      message: describeSettings(each),
      fix: fixSettings(each),
      signature: () => (signWith?.(each) ?? sign)(body, environment),
    };
  }
}
