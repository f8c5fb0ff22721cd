import { createPrivateKey, createPublicKey, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { OpenRecord, VisitorIssuer } from "@ck/emulator";
import type { Environment } from "@ck/protocol";
import { CliError } from "../error.js";
import type { ProjectFlags, VisitorFlag } from "../flags.js";
import { vaultFolder } from "./open-vault.js";
import { readObjectFlag } from "./read-object-flag.js";
import { writeOnce } from "./write-once.js";

/** Somebody whom the site knows. */
export type Visitor = OpenRecord & { readonly id: string };

/** The site's side of a project in development: a key pair that stays on this machine. */
export interface ProjectVisitors extends VisitorIssuer {
  /** What the bot verifies with: `CK_VISITOR_PUBLIC_KEY`. */
  readonly publicKey: string;
}

/**
 * Opens the project's key pair for visitors, beside its vault; makes one if there is none.
 *
 * @throws {@link CliError} `ERR_SETUP`: the files cannot be read or written
 */
export async function openVisitors(flags: ProjectFlags): Promise<ProjectVisitors> {
  const folder = flags.home ?? vaultFolder(flags);
  const file = path.join(folder, "visitor.key");
  const { generateVisitorKey, signVisitor } = await import("@ck/visitor");
  if (!existsSync(file)) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { privateKey } = await generateVisitorKey();
    // Whole at once: another `ck` may start in the same folder at the same moment.
    const own = `${file}.${randomUUID()}`;
    await writeOnce(own, `${privateKey}\n`, 0o600);
    await rename(own, file);
  }
  const { key, publicKey } = await readKey(file);
  // For whoever starts the bot by hand.
  if (!existsSync(`${file}.pub`)) await writeFile(`${file}.pub`, `${publicKey}\n`);
  return {
    publicKey,
    sign: (visitor, environment) => signVisitor(visitor, { key, environment, expiresIn: "15m" }),
  };
}

/**
 * Reads `--visitor`.
 *
 * @throws {@link CliError} `ERR_INVALID_OPTION`: it is no JSON object with an id
 */
export function readVisitor({ visitor: text }: VisitorFlag): Visitor | undefined {
  const example = '{"id":"u-17"}';
  const visitor = readObjectFlag(text, "--visitor", example);
  if (visitor === undefined) return undefined;
  const { id } = visitor;
  if (typeof id === "string" && id !== "") return { ...visitor, id };
  throw new CliError("ERR_INVALID_OPTION", `--visitor needs an id: --visitor '${example}'`);
}

/**
 * The same request from somebody whom the site vouches for.
 *
 * @param environment - what the token is for
 * @throws {@link CliError} `ERR_SETUP`: the site's key cannot be read
 */
export async function forVisitor<R extends OpenRecord>(
  request: R,
  visitor: Visitor,
  environment: Environment,
  flags: ProjectFlags,
): Promise<R> {
  const { sign } = await openVisitors(flags);
  const visitorToken = await sign(visitor, environment);
  const clientData = { ...(Object(request["clientData"]) as OpenRecord), visitorToken };
  const sessionData = { ...(Object(request["sessionData"]) as OpenRecord), client_data: clientData };
  return { ...request, sessionData, clientData };
}

async function readKey(file: string): Promise<{ readonly key: string; readonly publicKey: string }> {
  try {
    const key = (await readFile(file, "utf8")).trim();
    const privateKey = createPrivateKey({ key: Buffer.from(key, "base64"), format: "der", type: "pkcs8" });
    return { key, publicKey: createPublicKey(privateKey).export({ format: "der", type: "spki" }).toString("base64") };
  } catch (cause) {
    throw new CliError("ERR_SETUP", `${file} cannot be read. Remove it to have a new key pair made.`, { cause });
  }
}
