import { verifySync, type KeyRing, type VerifyOptions } from "@ck/signature";
import { BotError } from "./errors.js";
import type { OnError, OnEvent } from "./events.js";
import { createExplain, EXPLAINED_FAILURES, type Explain } from "./explain.js";
import { trustKeys, type PublicKeyOption } from "./keys.js";
import { createReplayGuard, type ReplayGuard, type ReplayOptions } from "./replay.js";

/**
 * Options of `receive`, and so of `webhook(bot, options)` in every adapter. `hash`, `format` and `encoding` are those of `@ck/signature`.
 *
 * @example
 * ```ts
 * import type { ReceiveOptions } from "@ck/bot";
 *
 * const options: ReceiveOptions = {
 *   publicKey: process.env["CK_PUBLIC_KEY"],
 *   deadlineMs: 4000,
 *   onEvent: ({ outcome, ms }) => console.log(outcome, ms),
 * };
 * ```
 */
export interface ReceiveOptions extends VerifyOptions {
  /** The platform's public key: one, several, or by environment. `false`, and only that, runs unsigned. */
  readonly publicKey: PublicKeyOption | undefined;
  /** The answer goes out after this many ms at the latest, done or not. Default 4500: the platform waits 5000, and the network needs some of it. */
  readonly deadlineMs?: number;
  /** The largest body that is read, in bytes. Default 1,000,000. */
  readonly maxBodyBytes?: number;
  /** Told of what a handler threw and of what is set up wrong. Default: `console.error`. */
  readonly onError?: OnError;
  /** Told of each request once it is answered. */
  readonly onEvent?: OnEvent;
  /** Remembers requests, so that a captured one cannot be sent again with effect. Default: it can. */
  readonly replay?: ReplayOptions;
  /** How many refused signatures are explained to `onError`, as `ERR_SIGNATURE`. Default 3, and 0 where `NODE_ENV` is `production`. */
  readonly explainFailures?: number;
}

/** The options with every default in its place. */
export interface ReceiveConfig {
  readonly trusted: KeyRing | false;
  readonly verifyOptions: VerifyOptions;
  readonly deadlineMs: number;
  readonly maxBodyBytes: number;
  readonly onError: OnError;
  readonly onEvent: OnEvent | undefined;
  readonly explain: Explain;
  readonly guard: ReplayGuard;
}

/** @throws BotError `ERR_NO_PUBLIC_KEY`, `ERR_INVALID_OPTION`; SignatureError for a key that cannot be used */
export function readOptions(options: ReceiveOptions | undefined): ReceiveConfig {
  const { publicKey, deadlineMs = 4500, maxBodyBytes = 1_000_000, onEvent } = options ?? { publicKey: undefined };
  requirePositive("deadlineMs", deadlineMs, "ms");
  requirePositive("maxBodyBytes", maxBodyBytes, "bytes");
  const { hash, format, encoding, engine, explainFailures = isProduction() ? 0 : EXPLAINED_FAILURES } = options ?? {};
  const verifyOptions = { hash, format, encoding, engine };
  const onError = swallow(options?.onError ?? logError);
  const trusted = trustKeys(publicKey);
  // Without a header it looks at the options alone: a hash that does not exist is found now, not at the first request.
  if (trusted !== false) verifySync("", undefined, trusted, verifyOptions);
  return {
    trusted,
    verifyOptions,
    deadlineMs,
    maxBodyBytes,
    onError,
    onEvent,
    guard: createReplayGuard(options?.replay, trusted !== false),
    explain: createExplain(explainFailures, verifyOptions, onError),
  };
}

/** A logging hook that fails must not cost the visitor the answer. */
function swallow(onError: OnError): OnError {
  return (error, details) => {
    try {
      onError(error, details);
    } catch {}
  };
}

function isProduction(): boolean {
  const { process } = globalThis as {
    readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
  };
  return process?.env?.["NODE_ENV"] === "production";
}

function requirePositive(name: string, value: number, unit: string): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new BotError("ERR_INVALID_OPTION", `${name} must be a number of ${unit} above 0, and is ${String(value)}.`);
}

const logError: OnError = (error) => console.error(error);
