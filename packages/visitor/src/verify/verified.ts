import { isStore, type Store, type VisitorCheck, type VisitorRefusal, type VisitorVerifier } from "@ck/bot";
import { describeWrongOptions, type StandardSchemaV1 } from "@ck/protocol";
import { audienceOf, isId, requireBot } from "../audience.js";
import { secondsOf, type Duration } from "../duration.js";
import { invalid } from "../error.js";
import type { VisitorSecret } from "../key/secret.js";
import { REGISTERED_CLAIMS, type TokenClaims } from "../registered-claims.js";
import { checkSignature } from "./check-signature.js";
import { keySourceOf, type VisitorKeys } from "./key-source.js";
import { readToken } from "./read-token.js";
import { isFirstSession } from "./session-owner.js";

/** Options of {@link verified}. */
export interface VerifiedOptions<Claims extends object = Readonly<Record<string, unknown>>> {
  /** The public keys: one, several while one replaces another, a set of JSON Web Keys, or the https URL of one. Required, or else `secret`. */
  readonly keys?: VisitorKeys | undefined;
  /** A secret that your site and your bot share, instead of a key pair; a list while one replaces another. */
  readonly secret?: VisitorSecret | readonly VisitorSecret[] | undefined;
  /** Checks and types what was signed: a Standard Schema (zod, valibot, arktype, …) of the whole visitor. Default: anything besides `id` is `unknown`. */
  readonly schema?: StandardSchemaV1<unknown, Claims> | undefined;
  /** The name of this bot, as in `signVisitor`. Default: the token must not name one. */
  readonly bot?: string | undefined;
  /** The key of `clientData` that holds the token. Default: `"visitorToken"`. */
  readonly tokenKey?: string | undefined;
  /** The longest lifetime of a token that is accepted. Default: `"24h"`. */
  readonly maxLifetime?: Duration | undefined;
  /** By how much the clocks of your site and your bot may differ. Default: `"30s"`. */
  readonly clockTolerance?: Duration | undefined;
  /**
   * Remembers which chat session showed a token first, until it expires; in another session it is refused. Default: off. It needs `sessionData.id`, which the platform
   * may leave out (docs/contract.md §1, grade S); such a request is not checked.
   */
  readonly store?: Store | undefined;
  /** Whether a token is accepted while the store fails. Default: `"closed"`, it is not. */
  readonly onStoreError?: "open" | "closed" | undefined;
}

const OPTIONS = {
  keys: true,
  secret: true,
  schema: true,
  bot: true,
  tokenKey: true,
  maxLifetime: true,
  clockTolerance: true,
  store: true,
  onStoreError: true,
} satisfies Record<keyof VerifiedOptions, true>;

/** A visitor whom your site vouched for. */
export type Visitor<Claims extends object = Readonly<Record<string, unknown>>> = { readonly id: string } & Claims;

/**
 * Makes what a bot verifies visitors with. A token is accepted if your site signed it with {@link signVisitor}, or with any other library in the same form,
 * for this bot and environment, and its time is not over.
 *
 * @param options - the keys, and what else a token must be
 * @returns for `createBot({ visitor })`
 * @throws {@link VisitorError} `ERR_INVALID_OPTION`: an option is wrong
 * @throws {@link VisitorError} `ERR_INVALID_KEY`: a key is missing, or not a public key
 *
 * @example
 * ```ts
 * import { generateVisitorKey, signVisitor, verified } from "@ck/visitor";
 * import { z } from "zod";
 *
 * const { privateKey, publicKey } = await generateVisitorKey();
 * const visitor = verified({ keys: publicKey, schema: z.object({ email: z.email() }) });
 *
 * const token = await signVisitor({ id: "u-17", email: "asha@example.com" }, { key: privateKey, expiresIn: "15m" });
 * const check = await visitor.verify(token, { environment: "production", sessionId: undefined, at: new Date() });
 * check.visitor?.email; // → "asha@example.com"
 * ```
 */
export function verified<Claims extends object = Readonly<Record<string, unknown>>>(
  options: VerifiedOptions<Claims>,
): VisitorVerifier<Visitor<Claims>> {
  const wrong = describeWrongOptions(options, Object.keys(OPTIONS), "verified");
  if (wrong !== undefined) throw invalid(wrong);
  const { keys, secret, schema, bot, tokenKey = "visitorToken", store, onStoreError = "closed" } = options;
  const source = keySourceOf(keys, secret);
  requireBot(bot);
  if (!isId(tokenKey)) throw invalid("tokenKey must be the name of a key in clientData.");
  const maxLifetime = secondsOf(options.maxLifetime ?? "24h", "maxLifetime");
  const clockTolerance = secondsOf(options.clockTolerance ?? "30s", "clockTolerance");
  if (clockTolerance > 600) throw invalid("clockTolerance must be at most 10 minutes. Set the clocks.");
  if (
    schema !== undefined &&
    typeof (Object(schema) as Partial<StandardSchemaV1>)["~standard"]?.validate !== "function"
  )
    throw invalid("schema must be a Standard Schema, such as z.object({ … }).");
  if (store !== undefined && !isStore(store)) throw invalid("store must be a store, such as memoryStore().");
  if (!["open", "closed"].includes(onStoreError)) throw invalid('onStoreError must be "open" or "closed".');

  return {
    tokenKey,
    async verify(token, { environment = "production", sessionId, at }) {
      const read = readToken(token);
      if (typeof read === "string") return { reason: read };
      const audience = audienceOf(bot, environment);
      const refused = await checkSignature(read.token, source, {
        audience,
        clockTolerance,
        currentDate: at,
        requiredClaims: ["sub", "exp", "iat", "jti"],
      });
      if (refused !== undefined) return refused;
      const now = Math.floor(at.getTime() / 1000);
      const claims = readClaims(read.claims);
      if (claims === undefined) return { reason: "malformed" };
      if (claims.iat > now + clockTolerance) return { reason: "too-early" };
      if (claims.exp - claims.iat > maxLifetime) return { reason: "lifetime" };
      if (claims.sid !== undefined && claims.sid !== sessionId) return { reason: "other-session" };
      const visitor = await visitorOf(read.claims, claims.sub);
      if (visitor === undefined) return { reason: "claims" };
      const showing = { audience, jti: claims.jti, remainingMs: 1000 * (claims.exp + clockTolerance - now) };
      const elsewhere = sessionId === undefined ? undefined : await ownedElsewhere({ ...showing, sessionId });
      return elsewhere ?? { visitor };
    },
  };

  async function visitorOf(
    claims: Readonly<Record<string, unknown>>,
    id: string,
  ): Promise<Visitor<Claims> | undefined> {
    const own = Object.entries(claims).filter(([name]) => !REGISTERED_CLAIMS.includes(name));
    const said = { ...Object.fromEntries(own), id };
    if (schema === undefined) return said as Visitor<Claims>;
    const result = await schema["~standard"].validate(said);
    return result.issues === undefined ? { ...result.value, id } : undefined;
  }

  async function ownedElsewhere(
    showing: Parameters<typeof isFirstSession>[1],
  ): Promise<Extract<VisitorCheck, { reason: VisitorRefusal }> | undefined> {
    if (store === undefined) return undefined;
    try {
      return (await isFirstSession(store, showing)) ? undefined : { reason: "other-session" };
    } catch (cause) {
      return onStoreError === "open" ? undefined : { reason: "store", cause };
    }
  }
}

/** The claims that a token needs. jose has checked that they are there, and the times. */
function readClaims({ sub, jti, iat, exp, sid }: Readonly<Record<string, unknown>>): TokenClaims | undefined {
  if (!isId(sub) || !isId(jti) || (sid !== undefined && !isId(sid))) return undefined;
  if (typeof iat !== "number" || typeof exp !== "number") return undefined;
  return { sub, jti, iat, exp, sid };
}
