import { mkdir, open, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { openVault } from "@ck/emulator";
import { CreateBotError } from "../error.js";
import { projectFiles, type ProjectOptions } from "./project-files.js";

/** What an empty folder may have: a repository that was made for the project. */
const HARMLESS = [".git", ".DS_Store", "Thumbs.db"];

/**
 * Writes a project into a folder, with a first key in `.ck/` and its public half in `.env`. After a failure nothing of it
 * is left.
 *
 * @param folder - created unless it exists; it must be empty
 * @param options - see {@link projectFiles}
 * @returns the paths of the files, relative to the folder
 * @throws {@link CreateBotError} `ERR_INVALID_OPTION`: an answer is not among those that are possible; `ERR_FOLDER`: the folder is
 *   not empty, or cannot be written
 * @example
 * ```ts
 * import { writeProject } from "@ck/create-bot";
 *
 * async function createTwo(): Promise<void> {
 *   await writeProject("bots/first", { name: "first", adapter: "koa" });
 *   await writeProject("bots/second", { name: "second", template: "language-model" });
 * }
 * ```
 */
export async function writeProject(folder: string, options: ProjectOptions): Promise<string[]> {
  const files = projectFiles(options);
  await requireEmpty(folder);
  const created: string[] = [];
  try {
    await createFolder(folder, created);
    for (const [name, text] of files) {
      const file = path.join(folder, name);
      await createFolder(path.dirname(file), created);
      await createFile(file, text, created);
    }
    created.push(path.join(folder, ".ck"));
    const key = await createKey(folder);
    const settings = files.get(".env.example")?.replace("CK_PUBLIC_KEY=", `CK_PUBLIC_KEY=${key}`) ?? "";
    await createFile(path.join(folder, ".env"), settings, created, 0o600);
  } catch (cause) {
    for (const file of created.reverse()) await rm(file, { recursive: true, force: true });
    throw unwritable(folder, cause);
  }
  return [...files.keys(), ".env"];
}

/** The public half of a new key, which the emulator signs with. */
async function createKey(folder: string): Promise<string> {
  const vault = await openVault(path.join(folder, ".ck"), {
    keyFile: path.join(folder, ".ck/vault.key"),
    // Made at once. The key itself is new; only its parameters are those of others too, which is sound.
    keys: { parameters: "published" },
  });
  return (await vault.secure()).base64;
}

/**
 * Refuses a folder that has anything in it.
 *
 * @throws {@link CreateBotError} `ERR_FOLDER`
 */
export async function requireEmpty(folder: string): Promise<void> {
  const present = await readdir(folder).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw unwritable(folder, cause);
  });
  const [first] = present.filter((name) => !HARMLESS.includes(name));
  if (first === undefined) return;
  throw new CreateBotError(
    "ERR_FOLDER",
    `The folder ${folder} is not empty: it has ${first}. Take another folder, or empty this one. Nothing was written.`,
  );
}

/** Creates a file, and remembers it. One that is there already stays. */
async function createFile(file: string, text: string, created: string[], mode = 0o666): Promise<void> {
  const handle = await open(file, "wx", mode);
  created.push(file);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

/** Creates a folder and those above it, and remembers the topmost one that was not there. */
async function createFolder(folder: string, created: string[]): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first !== undefined) created.push(first);
}

function unwritable(folder: string, cause: unknown): CreateBotError {
  const { code } = cause as NodeJS.ErrnoException;
  return new CreateBotError(
    "ERR_FOLDER",
    `Nothing was written: the folder ${folder} cannot be used (${String(code)}).`,
    {
      cause,
    },
  );
}
