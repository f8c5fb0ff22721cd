import type { VisitorVerifier } from "@ck/bot";
import { isVisitorError, verified } from "@ck/visitor";
import { read, type Env } from "../program/settings.js";
import { SetupError } from "../program/setup-error.js";

/**
 * Who is logged in at the company's page, by the public key of its server. Without a key nobody is known.
 *
 * @throws SetupError if the key is unusable
 */
export function readVisitors(env: Env): VisitorVerifier {
  const keys = read(env, "CK_VISITOR_PUBLIC_KEY");
  if (keys === undefined) {
    return { tokenKey: "visitorToken", verify: () => Promise.resolve({ reason: "unknown-key" }) };
  }
  try {
    return verified({ keys });
  } catch (error) {
    if (!isVisitorError(error)) throw error;
    throw new SetupError(`CK_VISITOR_PUBLIC_KEY: ${error.message}`, { cause: error });
  }
}
