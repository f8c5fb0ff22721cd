import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openVault, starterDefinition, toJson } from "@ck/emulator";
import { newFolder } from "./run-ck.js";
import { goodServer, listen } from "./servers.js";

/** A folder with a definition, and a vault whose key was rotated and deployed once. */
export interface Project {
  readonly cwd: string;
  /** The public key of both environments. */
  readonly current: string;
  /** The key before it. */
  readonly retired: string;
}

/** Creates what `ck init` does, with all handlers enabled, and faster: with published domain parameters. */
export async function newProject(url?: string): Promise<Project> {
  const cwd = newFolder();
  const handlers = { welcome: true, fallback: true, failure: true };
  writeFileSync(path.join(cwd, "convokraft.json"), toJson({ ...starterDefinition({ url }), handlers }));
  const vault = await openVault(path.join(cwd, ".ck"), {
    keyFile: path.join(cwd, ".ck/vault.key"),
    keys: { parameters: "published" },
  });
  const { base64: retired } = await vault.secure();
  const { base64: current } = await vault.rotate();
  await vault.deploy();
  return { cwd, current, retired };
}

/** The same, with a running server that knows the key. */
export async function withServer(): Promise<Project & { readonly url: string }> {
  const project = await newProject();
  const url = await listen(goodServer(project.current));
  setUrl(project.cwd, url);
  return { ...project, url };
}

/** Creates a folder with a vault that a passphrase locks. */
export async function lockedProject(passphrase: string): Promise<string> {
  const cwd = newFolder();
  const vault = await openVault(path.join(cwd, ".ck"), { passphrase, keys: { parameters: "published" } });
  await vault.secure();
  return cwd;
}

/** Changes the URL in the definition. */
export function setUrl(cwd: string, url: string): void {
  const file = path.join(cwd, "convokraft.json");
  writeFileSync(file, readFileSync(file, "utf8").replace(/http:\/\/(?:localhost|127\.0\.0\.1):\d+\/convokraft/, url));
}
