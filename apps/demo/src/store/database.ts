import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";

/** Embedded or remote: the queries are the same. */
export type Database = PgDatabase<PgQueryResultHKT>;

/** A database with all migrations applied. */
export interface OpenDatabase {
  readonly db: Database;
  /** What it is, for a line at start-up; without a password. */
  readonly description: string;
  close(): Promise<void>;
}
