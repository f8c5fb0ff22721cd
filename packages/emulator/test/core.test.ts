import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseResponse } from "@ck/protocol";
import { importPublicKey, verify } from "@ck/signature";
import { expect, it } from "vitest";
import {
  createEmulatorWith,
  createMemoryVault,
  defineEmulatedBot,
  resendWith,
  textOf,
  type Send,
} from "../src/core.js";

const src = fileURLToPath(new URL("../src", import.meta.url));

it("imports nothing of Node, however far its imports go", () => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(/(?:from|import) "([^"]+)"/g)) {
      expect(specifier, file).not.toMatch(/^node:/);
      if (specifier.startsWith(".")) visit(path.join(path.dirname(file), specifier.replace(/\.js$/, ".ts")));
    }
    expect(readFileSync(file, "utf8"), file).not.toMatch(/\b(Buffer|process)\b[.(]/);
  };
  visit(path.join(src, "core.ts"));
  expect(seen.size).toBeGreaterThan(40);
  const all = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(path.join(src, name)).isFile(),
  );
  const rest = all.filter((name) => !seen.has(path.join(src, name)) && !name.startsWith("node/"));
  expect(rest).toEqual(["index.ts"]);
});

it("holds a whole conversation through a function, with keys in memory", async () => {
  const vault = createMemoryVault({ keys: { parameters: "published" } });
  const key = importPublicKey((await vault.secure()).pem);
  const todos: string[] = [];
  const send: Send = async ({ body, headers }) => {
    const header = headers.find(([name]) => name === "X-CONVOKRAFT-SIGNATURE")?.[1];
    const { valid } = await verify(body, header, key);
    const request = JSON.parse(new TextDecoder().decode(body)) as { todo: string; params?: object };
    todos.push(request.todo);
    const answer =
      request.todo === "prompt" ? { todo: "prompt" } : { status: "execution", message: JSON.stringify(request.params) };
    const bytes = new TextEncoder().encode(JSON.stringify(answer));
    expect(parseResponse(bytes, { to: request.todo as "prompt" }).ok).toBe(true);
    return {
      ending: { type: "complete" },
      response: { status: valid ? 200 : 401, headers: [["content-type", "application/json"]], body: bytes },
      timings: { totalMs: 1 },
    };
  };
  const bot = defineEmulatedBot({
    name: "leave_bot",
    webhook: "http://localhost/",
    actions: [{ namespace: "ApplyLeave", params: [{ name: "days", type: "integer" }] }],
  });
  const emulator = createEmulatorWith(send, { bot, vault });
  const chat = await emulator.openChat();
  await chat.say("apply leave");
  expect((await chat.say("3")).at(-1)?.text).toBe('{"days":3}');
  expect(todos).toEqual(["prompt", "execute"]);
  await expect(chat.say("apply leave", { fault: "stale-key" })).resolves.toHaveLength(2);
  await expect(chat.say("4", { fault: "stale-key" })).rejects.toMatchObject({ code: "ERR_VAULT_NO_KEY" });
  await vault.rotate();
  const exchange = chat.transcript.turns[2]!.exchanges[1]!;
  expect(await resendWith(send, exchange)).toMatchObject({ response: { status: 200 } });
  expect(textOf(exchange.request.body)).toContain('"days":3');
});
