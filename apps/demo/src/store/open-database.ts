import { openEmbedded } from "./open-embedded.js";
import { openPostgres } from "./open-postgres.js";
import type { OpenDatabase } from "./database.js";

/** Which database to open. */
export interface DatabaseOptions {
  /** A PostgreSQL server, `postgres://user:password@host:5432/name`. Without it the database is embedded. */
  readonly url?: string | undefined;
  /** Where the embedded database keeps its files. Without it: in memory. */
  readonly folder?: string | undefined;
}

/**
 * Opens the database and brings its tables up to date.
 * @throws SetupError if it cannot be reached, or its folder is in use
 */
export function openDatabase({ url, folder }: DatabaseOptions): Promise<OpenDatabase> {
  return url === undefined ? openEmbedded(folder) : openPostgres(url);
}
