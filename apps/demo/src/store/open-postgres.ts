import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Pool } from "pg";
import { migrationsFolder } from "../folders.js";
import { SetupError } from "../program/setup-error.js";
import type { OpenDatabase } from "./database.js";

/** Any number that nothing else in this database locks. */
const MIGRATION_LOCK = 0x636b_6c76;

/** Opens a PostgreSQL server's database. */
export async function openPostgres(url: string): Promise<OpenDatabase> {
  const { host, pathname } = parseUrl(url);
  const pool = new Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    // The platform waits 5 s for an answer; a slower one helps nobody.
    statement_timeout: 4_000,
  });
  // Without a listener, a database restart while a connection is idle would end this process.
  pool.on("error", (error) => {
    console.error(`database: a connection was lost (${reasonOf(error)}); the next query opens another.`);
  });
  try {
    await migrateOnce(pool);
  } catch (error) {
    await pool.end();
    throw new SetupError(
      `The database of DATABASE_URL (${host}) cannot be used: ${reasonOf(error)}. Start it, correct DATABASE_URL, or unset it to use the embedded database.`,
      { cause: error },
    );
  }
  return { db: drizzle(pool), description: `PostgreSQL at ${host}${pathname}`, close: () => pool.end() };
}

/** drizzle's migrator takes no lock: two processes that start at once would both create the tables. */
async function migrateOnce(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("set statement_timeout = 0");
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await migrate(drizzle(client), { migrationsFolder });
  } finally {
    // Closed, not returned to the pool: its lock and settings end with the session, also after a failure.
    client.release(true);
  }
}

function parseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === "postgres:" || parsed?.protocol === "postgresql:") return parsed;
  throw new SetupError("DATABASE_URL must be of the form postgres://user:password@host:5432/name.");
}

/** The innermost reason: drizzle wraps driver errors, and Node aggregates the failures of several addresses. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
