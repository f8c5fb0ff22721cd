import type * as NodeCrypto from "node:crypto";
import type * as NodeFiles from "node:fs/promises";
import type * as NodeUtil from "node:util";
import { SignatureError } from "./error.js";

/** `node:crypto`. Runtimes other than Node have only parts of it. */
export type NodeCryptoModule = typeof NodeCrypto;

interface HostProcess {
  readonly getBuiltinModule?: (id: string) => unknown;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * A global, by its name. Bundlers for edge runtimes look for the names of Node's APIs in the code, and fail the build (Next.js) even
 * if what they found never runs.
 */
function globalNamed(name: string): unknown {
  return (globalThis as unknown as Readonly<Record<string, unknown>>)[name];
}

function hostProcess(): HostProcess | undefined {
  return globalNamed("process") as HostProcess | undefined;
}

/** A module of Node, or undefined in other runtimes. It is reached without an import, which bundlers would try to resolve. */
function builtinModule(id: string): unknown {
  const name = "getBuiltinModule";
  return hostProcess()?.[name]?.(id);
}

/** `node:crypto`, or undefined in browsers and plain Workers. */
export function nodeCrypto(): NodeCryptoModule | undefined {
  return builtinModule("node:crypto") as NodeCryptoModule | undefined;
}

/** Tells whether this is Deno, whose own DSA is 6 to 8 times slower than the portable engine. */
export function isDeno(): boolean {
  return globalNamed("Deno") !== undefined;
}

/** WebCrypto, which every supported runtime has. In Jest's jsdom environment only `node:crypto` has it. */
export function webCrypto(): NodeCrypto.webcrypto.Crypto {
  const crypto = (globalNamed("crypto") as NodeCrypto.webcrypto.Crypto | undefined) ?? nodeCrypto()?.webcrypto;
  if (crypto !== undefined) return crypto;
  throw new SignatureError(
    "ERR_RUNTIME",
    "This runtime has neither node:crypto nor WebCrypto. In a browser, serve the page over HTTPS.",
  );
}

/** `TextEncoder` and `TextDecoder`, which every supported runtime has. In Jest's jsdom environment only `node:util` has them. */
export function textCodecs(): Pick<typeof NodeUtil, "TextEncoder" | "TextDecoder"> {
  const own = globalThis as unknown as Partial<Pick<typeof NodeUtil, "TextEncoder" | "TextDecoder">>;
  const { TextEncoder, TextDecoder } = own;
  if (TextEncoder !== undefined && TextDecoder !== undefined) return { TextEncoder, TextDecoder };
  const util = builtinModule("node:util") as typeof NodeUtil | undefined;
  if (util !== undefined) return util;
  throw new SignatureError("ERR_RUNTIME", "This runtime has neither TextEncoder nor node:util.");
}

/** A clock that does not jump, in ms, or the time of day in realms without one. */
export function milliseconds(): number {
  const clock = globalNamed("performance") as { now(): number } | undefined;
  return clock?.now() ?? Date.now();
}

/** `setImmediate`, or undefined in runtimes without it. */
export function setImmediateHere(): ((callback: () => void) => unknown) | undefined {
  return globalNamed("setImmediate") as ((callback: () => void) => unknown) | undefined;
}

/** `node:fs/promises`, for loading keys from files. */
export function nodeFiles(): typeof NodeFiles {
  const files = builtinModule("node:fs/promises");
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
  return hostProcess()?.env ?? {};
}
