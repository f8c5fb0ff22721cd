import type { Environment } from "@ck/protocol";
import { EmulatorError } from "../error.js";
import { isRecord, type OpenRecord } from "../record.js";

/** Plays the site around the chat, which vouches for its visitors. */
export interface VisitorIssuer {
  /** Signs who a visitor is: `signVisitor` of `@ck/visitor` does. */
  readonly sign: (visitor: OpenRecord & { readonly id: string }, environment: Environment) => Promise<string>;
  /** The key of `clientData` under which the page passes the token on. Default: `"visitorToken"`. */
  readonly tokenKey?: string | undefined;
}

/** What the page passes on besides in one turn: a fresh token, as a page has that is always open. */
export async function issueToken(
  issuer: VisitorIssuer | undefined,
  visitor: OpenRecord | undefined,
  environment: Environment,
): Promise<OpenRecord> {
  if (issuer === undefined || visitor === undefined) return {};
  const token = await issuer.sign(requireVisitor(visitor), environment);
  return { [issuer.tokenKey ?? "visitorToken"]: token };
}

/** @throws {@link EmulatorError} `ERR_INVALID_OPTION`: it names nobody */
export function requireVisitor(visitor: unknown): OpenRecord & { readonly id: string } {
  const { id } = isRecord(visitor) ? visitor : {};
  if (isRecord(visitor) && typeof id === "string" && id !== "") return { ...visitor, id };
  throw new EmulatorError("ERR_INVALID_OPTION", 'visitor must be an object with an id, such as { id: "u-17" }.');
}
