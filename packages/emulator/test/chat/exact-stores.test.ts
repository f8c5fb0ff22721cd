import { expect, it } from "vitest";
import { createEmulator, textOf } from "../../src/index.js";
import { leaveBot } from "../support/leave-bot.js";
import { servePlain } from "../support/plain-server.js";

it("hands stores back as the server wrote them: big integers, odd numbers, lone surrogates", async () => {
  const store = String.raw`{"id":12345678901234567890,"rate":1.50,"far":1e400,"none":-0,"lone":"\ud800","deep":[{"n":9007199254740993}]}`;
  const server = await servePlain((_, { res }) => {
    res.end(`{"status":"handled","message":"x","broadcast":${store}}`);
    return undefined;
  });
  const chat = await createEmulator({ bot: leaveBot(server.url, { handlers: { fallback: true } }) }).openChat();
  await chat.say("one");
  await chat.say("two");
  const [, second] = chat.transcript.turns.flatMap(({ exchanges }) => exchanges);
  expect(textOf(second!.request.body)).toContain(`"broadcast":${store}`);
});
