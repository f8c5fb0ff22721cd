import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLeaveStore } from "../src/store/leave-store.js";
import { lockFolder } from "../src/store/lock-folder.js";
import { openDatabase } from "../src/store/open-database.js";
import { NOW } from "./clock.js";
import { testDatabases } from "./databases.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ck-data-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("the folder of an embedded database is one process's at a time", async () => {
  const unlock = await lockFolder(folder);
  expect(await readFile(path.join(folder, "process-id"), "utf8")).toBe(String(process.pid));
  await unlock();
  expect(await readdir(folder)).toEqual([]);
});

test("a folder that a living process has is not opened", async () => {
  await writeFile(path.join(folder, "process-id"), String(process.ppid));
  await expect(openDatabase({ folder })).rejects.toMatchObject({
    name: "SetupError",
    message: expect.stringContaining(`${folder} is in use by process ${process.ppid}.`) as string,
  });
});

test.each([
  ["is no more", "999999999"],
  ["had the same number, as in a container", String(process.pid)],
  ["was killed before it wrote its number", ""],
])("a folder left behind by a process that %s is taken over", async (_what, left) => {
  await writeFile(path.join(folder, "process-id"), left);
  const unlock = await lockFolder(folder);
  expect(await readFile(path.join(folder, "process-id"), "utf8")).toBe(String(process.pid));
  await unlock();
});

for (const testDatabase of testDatabases().filter(({ name }) => name === "PostgreSQL")) {
  const { skipped } = testDatabase;
  if (skipped !== undefined) console.warn(`SKIPPED: starting twice at once on PostgreSQL: ${skipped}.`);

  test.skipIf(skipped !== undefined)("processes that start at once on one server all find the tables", async () => {
    const opened = await Promise.all([1, 2, 3, 4].map(() => testDatabase.open()));
    const stores = await Promise.all(opened.map(({ db }) => createLeaveStore(db, { now: NOW })));
    const balances = await Promise.all(stores.map((store) => store.balanceOf("a@example.com")));
    expect(balances).toEqual(Array(4).fill({ casual: 2, sick: 10, earned: 15 }));
    await Promise.all(opened.map((database) => database.close()));
    await testDatabase.remove();
  });
}
