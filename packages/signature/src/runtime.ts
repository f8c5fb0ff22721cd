import type * as NodeCrypto from "node:crypto";
import type * as NodeFiles from "node:fs/promises";
import { SignatureError } from "./error.js";

/** `node:crypto`. Runtimes other than Node have only parts of it. */
export type NodeCryptoModule = typeof NodeCrypto;

interface RuntimeGlobals {
  readonly process?: {
    readonly getBuiltinModule?: (id: string) => unknown;
    readonly env?: Readonly<Record<string, string | undefined>>;
  };
  readonly Deno?: unknown;
  readonly crypto?: NodeCrypto.webcrypto.Crypto;
}

const globals = globalThis as unknown as RuntimeGlobals;

/**
 * `node:crypto`, or undefined in browsers and plain Workers. It is reached without an import, so that bundlers for those runtimes
 * do not try to resolve it.
 */
export function nodeCrypto(): NodeCryptoModule | undefined {
  return globals.process?.getBuiltinModule?.("node:crypto") as NodeCryptoModule | undefined;
}

/** Tells whether this is Deno, whose own DSA is 6 to 8 times slower than the portable engine. */
export function isDeno(): boolean {
  return globals.Deno !== undefined;
}

/** WebCrypto, which every supported runtime has. */
export function webCrypto(): NodeCrypto.webcrypto.Crypto {
  if (globals.crypto === undefined) {
    throw new SignatureError(
      "ERR_RUNTIME",
      "This runtime has neither node:crypto nor WebCrypto. In a browser, serve the page over HTTPS.",
    );
  }
  return globals.crypto;
}

/** `node:fs/promises`, for loading keys from files. */
export function nodeFiles(): typeof NodeFiles {
  const files = globals.process?.getBuiltinModule?.("node:fs/promises");
  if (files === undefined) {
    throw new SignatureError(
      "ERR_RUNTIME",
      "This runtime has no node:fs. Pass loadKeyRing a function that loads the keys.",
    );
  }
  return files as typeof NodeFiles;
}

/** `process.env`, or an empty object in runtimes without it. */
export function environmentVariables(): Readonly<Record<string, string | undefined>> {
  return globals.process?.env ?? {};
}
