import { mkdir } from "node:fs/promises";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import { migrationsFolder } from "../folders.js";
import type { OpenDatabase } from "./database.js";
import { lockFolder } from "./lock-folder.js";

/** Opens PGlite: PostgreSQL in this process, in memory or with its files in a folder. It has one connection, and transactions queue for it. */
export async function openEmbedded(folder?: string): Promise<OpenDatabase> {
  if (folder === undefined) return start(new PGlite(), "PGlite, in memory", () => Promise.resolve());
  await mkdir(folder, { recursive: true });
  // PGlite itself would open files that another process has open, and corrupt them.
  const unlock = await lockFolder(folder);
  return start(new PGlite(path.join(folder, "pglite")), `PGlite, in ${folder}`, unlock);
}

async function start(client: PGlite, description: string, unlock: () => Promise<void>): Promise<OpenDatabase> {
  const db = drizzle(client);
  const close = async (): Promise<void> => {
    await client.close();
    await unlock();
  };
  try {
    await migrate(db, { migrationsFolder });
  } catch (error) {
    await close();
    throw error;
  }
  return { db, description, close };
}
