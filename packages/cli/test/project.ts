import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openVault, starterDefinition, toJson } from "@ck/emulator";
import { newFolder } from "./ck.js";
import { goodServer, listen } from "./servers.js";

/** A folder with a definition and a vault whose key was rotated and deployed once. */
export interface Project {
  readonly cwd: string;
  /** The public key of both environments. */
  readonly current: string;
  /** The one before. */
  readonly retired: string;
}

/** What `ck init` leaves, with all handlers on, and quicker: under domain parameters that are published. */
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

/** The same with a server of ours that knows the key. */
export async function withServer(): Promise<Project & { readonly url: string }> {
  const project = await newProject();
  const url = await listen(goodServer(project.current));
  setUrl(project.cwd, url);
  return { ...project, url };
}

/** Puts another URL into the definition. */
export function setUrl(cwd: string, url: string): void {
  const file = path.join(cwd, "convokraft.json");
  writeFileSync(file, readFileSync(file, "utf8").replace(/http:\/\/(?:localhost|127\.0\.0\.1):\d+\/convokraft/, url));
}
