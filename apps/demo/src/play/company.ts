import type { VisitorVerifier } from "@ck/bot";
import type { VisitorIssuer } from "@ck/emulator";
import { generateVisitorKey, signVisitor, verified } from "@ck/visitor";

/** The company's server, which knows who is logged in on its page. */
export interface Company {
  /** Vouches for an employee. */
  readonly issuer: VisitorIssuer;
  /** What the bot knows an employee by. */
  readonly verifier: VisitorVerifier;
}

/** Founds a company, with a key pair that nobody keeps. */
export async function foundCompany(): Promise<Company> {
  const { privateKey: key, publicKey: keys } = await generateVisitorKey();
  const sign: VisitorIssuer["sign"] = (employee, environment) =>
    signVisitor(employee, { key, environment, expiresIn: "15m" });
  return { issuer: { sign }, verifier: verified({ keys }) };
}
