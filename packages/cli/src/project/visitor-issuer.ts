import { createPrivateKey, createPublicKey, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { OpenRecord, VisitorIssuer, WireRequest } from "@ck/emulator";
import { CliError } from "../error.js";
import type { ProjectFlags } from "../flags.js";
import { vaultFolder } from "./open-vault.js";
import { writeOnce } from "./write-once.js";

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
  const folder = vaultFolder(flags);
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
 * The same request from somebody whom the site vouches for.
 *
 * @throws {@link CliError} `ERR_INVALID_OPTION`: the visitor has no id
 */
export async function forVisitor(request: WireRequest, visitor: OpenRecord, flags: ProjectFlags): Promise<WireRequest> {
  const { id } = visitor;
  if (typeof id !== "string" || id === "")
    throw new CliError("ERR_INVALID_OPTION", `--visitor needs an id: --visitor '{"id":"u-17"}'`);
  const { sign } = await openVisitors(flags);
  const passed = { visitorToken: await sign({ ...visitor, id }, request.environment) };
  const session = Object(request["sessionData"]) as OpenRecord;
  return { ...request, sessionData: { ...session, client_data: passed }, clientData: passed };
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
