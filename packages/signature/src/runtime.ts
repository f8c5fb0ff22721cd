import type * as NodeCrypto from "node:crypto";
import type * as NodeFiles from "node:fs/promises";
import { SignatureError } from "./error.js";

/** `node:crypto` as far as it is typed here; runtimes other than Node have parts of it. */
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
 * `node:crypto`, or undefined in browsers and plain Workers. Reached without an import, so that no bundler for those runtimes
 * stumbles over it.
 */
export function nodeCrypto(): NodeCryptoModule | undefined {
  return globals.process?.getBuiltinModule?.("node:crypto") as NodeCryptoModule | undefined;
}

/** Tells whether this is Deno, whose DSA works at a quarter of Node's speed, 6 to 8 times slower than the portable engine. */
export function isDeno(): boolean {
  return globals.Deno !== undefined;
}

/** WebCrypto, which every supported runtime has. */
export function webCrypto(): NodeCrypto.webcrypto.Crypto {
  if (globals.crypto === undefined) {
    throw new SignatureError(
      "ERR_RUNTIME",
      "This runtime has neither node:crypto nor WebCrypto. In a browser, the page must come over HTTPS.",
    );
  }
  return globals.crypto;
}

/** `node:fs/promises`, for loading keys from files. */
export function nodeFiles(): typeof NodeFiles {
  const files = globals.process?.getBuiltinModule?.("node:fs/promises");
  if (files === undefined) {
    throw new SignatureError("ERR_RUNTIME", "This runtime has no node:fs. Load the keys with a function of your own.");
  }
  return files as typeof NodeFiles;
}

/** `process.env`, or nothing where there is no such thing. */
export function environmentVariables(): Readonly<Record<string, string | undefined>> {
  return globals.process?.env ?? {};
}
