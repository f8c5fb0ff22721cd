import type { ExecutionResponse } from "@ck/protocol";
import { requireKnownOptions } from "../check/known-options.js";
import { requireHook } from "../check/require-option.js";
import { shapeOf } from "../check/shape-of.js";
import type { Context } from "../context.js";
import { BotError } from "../error.js";
import type { Nothing } from "../hooks/hook.js";
import type { VisitorIdentity, VisitorRefusal, VisitorVerifier } from "./verifier.js";

/** How a bot knows its visitors. */
export interface VisitorSetup<V extends VisitorIdentity = VisitorIdentity> {
  /** Checks the token that the page passed on. `verified` of `@ck/visitor` makes one. */
  readonly verifier: VisitorVerifier<V>;
  /** What an action with `visitor: "required"` says to everybody else. Default: `texts.visitorRequired`. */
  readonly refuse?:
    | ((context: Context, reason: VisitorRefusal) => string | ExecutionResponse | Promise<string | ExecutionResponse>)
    | undefined;
}

/** A verifier, alone or with the words for whoever it refuses. */
export type VisitorOption<V extends VisitorIdentity = VisitorIdentity> = VisitorVerifier<V> | VisitorSetup<V>;

/** What a verifier adds to the contexts of the handlers. */
export type Seen<V extends VisitorIdentity> = [V] extends [never] ? Nothing : { readonly visitor: V | undefined };

/** What an action that requires a visitor needs of its bot. */
export type NeedsVisitor<R> = R extends "required" ? { readonly visitor: VisitorIdentity | undefined } : Nothing;

/** What such an action adds: whatever the visitor is, there is one. */
export type HasVisitor<R> = R extends "required" ? { readonly visitor: Nothing } : Nothing;

/** @throws {@link BotError} `ERR_INVALID_OPTION`: it is not a verifier, or the words are not a function */
export function readVisitorOption(option: VisitorOption | undefined): VisitorSetup | undefined {
  if (option === undefined) return undefined;
  if (isVerifier(option)) return { verifier: option };
  const setup = Object(option) as Partial<VisitorSetup>;
  if (!isVerifier(setup.verifier))
    throw new BotError(
      "ERR_INVALID_OPTION",
      `visitor must be a verifier, such as verified({ keys }) of @ck/visitor, or { verifier, refuse }; got ${shapeOf(option)}.`,
    );
  requireKnownOptions(setup, ["verifier", "refuse"], "visitor");
  requireHook("visitor.refuse", setup.refuse);
  return setup as VisitorSetup;
}

function isVerifier(value: unknown): value is VisitorVerifier {
  const { tokenKey, verify } = Object(value) as Partial<VisitorVerifier>;
  return typeof tokenKey === "string" && typeof verify === "function";
}
