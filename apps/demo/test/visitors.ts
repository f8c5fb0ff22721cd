import type { VisitorVerifier } from "@ck/bot";
import type { VisitorIssuer } from "@ck/emulator";
import { signVisitor, verified } from "@ck/visitor";

/** The key pair of RFC 8037, Appendix A: everybody knows it. */
const key = {
  kty: "OKP",
  crv: "Ed25519",
  x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
  d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
};
const { d: _secret, ...publicKey } = key;

/** For the variable `CK_VISITOR_PUBLIC_KEY`. */
export const VISITOR_PUBLIC_KEY: string = JSON.stringify(publicKey);

/** What the bot under test knows employees by. */
export const visitor: VisitorVerifier = verified({ keys: publicKey });

/** The company's server. */
export const visitors: VisitorIssuer = {
  sign: (employee, environment) => signVisitor(employee, { key, environment, expiresIn: "24h" }),
};

/** What the company's page passes on for an employee who is logged in. */
export async function loggedIn(
  email: string,
  environment: "development" | "production" = "production",
): Promise<{ readonly visitorToken: string }> {
  return { visitorToken: await visitors.sign({ id: email }, environment) };
}
