import { describeWrongOptions, type Environment } from "@ck/protocol";
import { SignJWT } from "jose";
import { audienceOf, isId, MAX_TOKEN_LENGTH, requireBot, TOKEN_TYPE } from "./audience.js";
import { secondsOf, type Duration } from "./duration.js";
import { invalid } from "./error.js";
import type { VisitorKey } from "./key/jwk.js";
import type { VisitorSecret } from "./key/secret.js";
import { signingKeyOf } from "./key/signing-key.js";
import { REGISTERED_CLAIMS } from "./registered-claims.js";
import { readStrictJson } from "./strict-json.js";

/** Options of {@link signVisitor}. */
export interface SignVisitorOptions {
  /** The private key of a pair. Required, or else `secret`. */
  readonly key?: VisitorKey | undefined;
  /** A secret that your site and your bot share, instead of a key pair: whoever verifies could sign as well. */
  readonly secret?: VisitorSecret | undefined;
  /** How long the token is good for: `"15m"`. At most `"24h"`, unless the verifier's `maxLifetime` is longer. */
  readonly expiresIn: Duration;
  /** The environment of the bot that the token is for. Default: `"production"`. */
  readonly environment?: Environment | undefined;
  /** The bot that the token is for, as its verifier names it. Set it if several bots take your key. Default: the verifier's must be left out too. */
  readonly bot?: string | undefined;
  /** The id of the chat session that the token is for, as in `sessionData.id`. Default: any. */
  readonly session?: string | undefined;
}

const OPTIONS = {
  key: true,
  secret: true,
  expiresIn: true,
  environment: true,
  bot: true,
  session: true,
} satisfies Record<keyof SignVisitorOptions, true>;

/** Who a visitor is: an id, and whatever else the bot should know. Small, and plain JSON. */
export type VisitorToSign = { readonly id: string } & Readonly<Record<string, unknown>>;

/**
 * Signs who a visitor is, in your site's back end, for somebody who is logged in there. The page passes the token on as client data, and the bot's
 * {@link verified} checks it.
 *
 * The token is readable for the visitor: leave out what they must not see.
 *
 * @param visitor - the id, and what else the bot should know
 * @param options - the key, and what the token is good for
 * @returns the token: a JWT of at most 4,096 characters
 * @throws {@link VisitorError} `ERR_INVALID_OPTION`: an option is wrong, or the visitor cannot be written down
 * @throws {@link VisitorError} `ERR_INVALID_KEY`: the key is missing, or not a private key
 *
 * @example
 * ```ts
 * import { generateVisitorKey, signVisitor } from "@ck/visitor";
 *
 * const { privateKey } = await generateVisitorKey();
 * const visitor = { id: "u-17", email: "asha@example.com", roles: ["staff"] };
 * const token = await signVisitor(visitor, { key: privateKey, expiresIn: "15m" });
 * ```
 */
export async function signVisitor(visitor: VisitorToSign, options: SignVisitorOptions): Promise<string> {
  const wrong = describeWrongOptions(options, Object.keys(OPTIONS), "signVisitor");
  if (wrong !== undefined) throw invalid(wrong);
  const { key, secret, environment = "production", bot, session } = options;
  const lifetime = secondsOf(options.expiresIn, "expiresIn");
  if (!["development", "production"].includes(environment))
    throw invalid('environment must be "development" or "production".');
  requireBot(bot);
  if (session !== undefined && !isId(session)) throw invalid("session must be the text of sessionData.id.");
  const claims = claimsOf(visitor);
  const { alg, kid, key: signingKey } = await signingKeyOf(key, secret);
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({ ...claims, ...(session !== undefined && { sid: session }) })
    .setProtectedHeader({ alg, typ: TOKEN_TYPE, ...(kid !== undefined && { kid }) })
    .setSubject(visitor.id)
    .setAudience(audienceOf(bot, environment))
    .setIssuedAt(now)
    .setExpirationTime(now + lifetime)
    .setJti(crypto.randomUUID())
    .sign(signingKey);
  if (token.length > MAX_TOKEN_LENGTH)
    throw invalid(
      `The token would have ${token.length} characters; ${MAX_TOKEN_LENGTH} is the limit. Sign an id, and look the rest up in the bot.`,
    );
  return token;
}

/** What is signed of a visitor besides the id, as it will be read. */
function claimsOf(visitor: VisitorToSign): Record<string, unknown> {
  const { id, ...rest } = Object(visitor) as VisitorToSign;
  if (!isId(id)) throw invalid("The visitor needs an id: text of 1 to 256 characters, without control characters.");
  const taken = Object.keys(rest).find((name) => REGISTERED_CLAIMS.includes(name));
  if (taken !== undefined)
    throw invalid(`The visitor must not have the key "${taken}": a token uses it for itself. Choose another name.`);
  const claims = readStrictJson(toJson(rest));
  if (claims === undefined) throw invalid("The visitor must be plain JSON of at most 16 levels, without __proto__.");
  return { ...claims };
}

function toJson(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "";
  }
}
