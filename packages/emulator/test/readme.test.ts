import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";
import { action, createBot, date, integer, selection } from "@ck/bot";
import { webhook } from "@ck/express";
import express from "express";
import ts from "typescript";
import { expect, it, onTestFinished } from "vitest";
import * as emulator from "../src/index.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");
const blockOf = (expression: RegExp): string => expression.exec(readme)?.[1] ?? "";
const definition = blockOf(/^```json\n(.*?)^```$/ms);
const program = blockOf(/^```ts\n\/\/ leave\.test\.ts\n(.*?)^```$/ms);

const bot = createBot({
  actions: {
    ApplyLeave: action({
      params: { leaveType: selection({ sick: "Sick leave" }), from: date(), days: integer({ min: 1 }) },
      execute: ({ params }) => `${params.days} days are booked.`,
    }),
  },
});

it("the test of the README passes with a server of ours that was given the vault's key", async () => {
  const folder = temporaryFolder();
  const vaultFolder = path.join(folder, ".ck");
  mkdirSync(vaultFolder, { mode: 0o700 });
  const vault = await emulator.openVault(vaultFolder, { keyFile: path.join(vaultFolder, "vault.key") });
  const { pem } = await vault.secure();

  const server = express()
    .post("/convokraft", webhook(bot, { publicKey: pem }))
    .listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  writeFileSync(path.join(folder, "convokraft.json"), definition.replace("localhost:3000", `127.0.0.1:${port}`));

  const { outputText } = ts.transpileModule(
    program.replaceAll(/"(\.ck[^"]*|convokraft\.json)"/g, (_, name: string) => JSON.stringify(path.join(folder, name))),
    {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    },
  );
  const tests: (() => Promise<void>)[] = [];
  const test = (_: string, run: () => Promise<void>): number => tests.push(run);
  const modules: Readonly<Record<string, unknown>> = { "@ck/emulator": emulator, vitest: { expect, test } };
  const run = runInThisContext(`(require, exports) => {${outputText}\n}`) as (...args: unknown[]) => void;
  run((name: string) => modules[name], {});
  expect(tests).toHaveLength(1);
  for (const each of tests) await each();
});
