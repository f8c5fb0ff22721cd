import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { run, stopAll } from "./program.js";

afterAll(stopAll);

test("a port that is taken is said at once and in one line, with the variable to set", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const program = run("start", { args: ["--once"], env: { KOA_PORT: String(port) } });
  expect(await program.ended).toBe(1);
  other.close();
  expect(program.output()).toBe(
    `ck demo: Port ${port} on 127.0.0.1 is taken. Stop what is listening there, or set KOA_PORT to another port (0 picks a free one).\n`,
  );
});

test("an unknown argument shows the usage and ends with 2; --help ends with 0", async () => {
  const unknown = run("start", { args: ["--twice"] });
  expect(await unknown.ended).toBe(2);
  expect(unknown.output()).toContain("Usage: npm start [-- --once]");
  const help = run("start", { args: ["--help"] });
  expect(await help.ended).toBe(0);
  expect(help.output()).toMatch(/^Usage: npm start/);
});
