import { requireKnownOptions } from "./check/known-options.js";

/** Options of {@link cleanError}. */
export interface CleanErrorOptions {
  /** Whether causes keep their messages, and not only their names, codes and stacks. Default true. */
  readonly causeMessages?: boolean | undefined;
}

/** How deep causes are followed. A chain may be a circle. */
const MAX_DEPTH = 8;
const MAX_ERRORS = 16;

/** What a system error says about itself, and what is safe to print. */
const SAFE_KEYS = ["code", "errno", "syscall", "hostname", "address", "port"] as const;

/**
 * Copies an error without the data that clients of databases attach to it: the command with its arguments, the query
 * with its parameters, the request. Keeps the name, the message, the code, the stack, causes and the errors of an
 * `AggregateError`. For authors of stores, queues and adapters: pass a cause through it before you report it.
 *
 * For a log, leave the messages of causes out too: what a handler threw may quote a visitor. The error's own message stays, which in a
 * `BotError` quotes nobody.
 *
 * @param error - what was thrown, of whatever type
 * @param options - whether causes keep their messages
 * @returns an `Error` that is safe to log; never throws
 *
 * @example
 * ```ts
 * import { cleanError } from "@ck/bot";
 *
 * const thrown = Object.assign(new Error("NOAUTH"), { command: { name: "auth", args: ["secret"] } });
 * "command" in cleanError(thrown); // → false
 * ```
 */
export function cleanError(error: unknown, options: CleanErrorOptions = {}): Error {
  requireKnownOptions(options, ["causeMessages"], "cleanError");
  const { causeMessages = true } = options;
  return copy(error, 0, causeMessages);
}

function copy(error: unknown, depth: number, causeMessages: boolean): Error {
  try {
    if (!isError(error)) return new Error(`A value that is not an Error was thrown: ${typeof error}.`);
    const { name } = error;
    const isSilent = depth > 0 && !causeMessages;
    const clean = new Error(isSilent ? "" : withoutArguments(error.message));
    // Not the class's own constructor: that may attach anything.
    Object.defineProperty(clean, "name", { value: name, configurable: true, writable: true });
    const { stack } = error;
    if (typeof stack === "string") {
      hide(clean, "stack", isSilent ? [name, ...framesOf(stack)].join("\n") : withoutArguments(stack));
    }
    for (const key of SAFE_KEYS) {
      const value = (error as unknown as Readonly<Record<string, unknown>>)[key];
      if (typeof value === "string" || typeof value === "number") Object.assign(clean, { [key]: value });
    }
    if (depth === MAX_DEPTH) return clean;
    if (error.cause !== undefined) hide(clean, "cause", copy(error.cause, depth + 1, causeMessages));
    const { errors } = error as { readonly errors?: unknown };
    if (Array.isArray(errors)) {
      const some = errors.slice(0, MAX_ERRORS).map((each: unknown) => copy(each, depth + 1, causeMessages));
      hide(clean, "errors", some);
    }
    return clean;
  } catch {
    // A Proxy or a getter may throw when it is looked at.
    return new Error("A value that cannot be read was thrown.");
  }
}

/** The lines of a stack that say where. Those before them repeat the message. */
function framesOf(stack: string): readonly string[] {
  return stack.split("\n").filter((line) => /^\s+at /.test(line));
}

/** Not with `instanceof`: an error of another realm is one too. */
function isError(value: unknown): value is Error {
  const { message, name } = Object(value) as { readonly message?: unknown; readonly name?: unknown };
  return typeof message === "string" && typeof name === "string";
}

/** As the engine defines `stack`, `cause` and `errors`: not enumerable. */
function hide(target: Error, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, configurable: true, writable: true });
}

/** Redis quotes arguments that it did not expect, and drivers put the URL with its password into messages. */
function withoutArguments(text: string): string {
  return text.replace(/, with args beginning with: [^\n]*/g, "").replace(/(\w+:\/\/)[^\s/@]*@/g, "$1***@");
}
