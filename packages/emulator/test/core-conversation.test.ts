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
