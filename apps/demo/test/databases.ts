import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { openDatabase } from "../src/store/open-database.js";
import type { OpenDatabase } from "../src/store/database.js";

/** A kind of database that the tests of the storage run on. */
export interface TestDatabase {
  readonly name: string;
  /** Why it is left out, where it is. */
  readonly skipped?: string;
  /** Opens it; several may be open at once where that makes sense. */
  open(): Promise<OpenDatabase>;
  /** Throws away what the tests have left behind. */
  remove(): Promise<void>;
}

/** PGlite always; a real PostgreSQL where CK_TEST_DATABASE_URL names a server on which databases may be created. */
export function testDatabases(): TestDatabase[] {
  return [
    { name: "PGlite", open: () => openDatabase({}), remove: () => Promise.resolve() },
    onServer(process.env["CK_TEST_DATABASE_URL"]),
  ];
}

function onServer(server: string | undefined): TestDatabase {
  const name = "PostgreSQL";
  if (!server) {
    if (process.env["CI"] && process.env["CK_REQUIRE_POSTGRES"] === "1") {
      throw new Error("CK_REQUIRE_POSTGRES is 1, and CK_TEST_DATABASE_URL names no PostgreSQL server to test on.");
    }
    const skipped = "set CK_TEST_DATABASE_URL to the URL of a PostgreSQL server to run these tests on it";
    return { name, skipped, open: () => Promise.reject(new Error(skipped)), remove: () => Promise.resolve() };
  }
  // A database of our own: nothing of the server's is touched, and several runs can share it.
  const database = `ck_test_${randomBytes(6).toString("hex")}`;
  const url = new URL(server);
  url.pathname = `/${database}`;
  const open = (): Promise<OpenDatabase> => openDatabase({ url: url.href });
  let created: Promise<void> | undefined;
  const create = (): Promise<void> => (created ??= query(server, `create database ${database}`));
  return {
    name,
    open: () => create().then(open),
    remove: () => query(server, `drop database if exists ${database} with (force)`),
  };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
