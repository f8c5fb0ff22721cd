import { action, createBot } from "@ck/bot";
import { describe, expect, it } from "vitest";
import { talk } from "@ck-test/talk";

const HELLO = { todo: "execute", action: "Hello" };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function helloBot(): { bot: ReturnType<typeof createBot>; seen: string[] } {
  const seen: string[] = [];
  const bot = createBot({
    actions: {
      Hello: action({
        execute({ requestId }) {
          seen.push(requestId);
          return "Hello!";
        },
      }),
    },
  });
  return { bot, seen };
}

describe("the id of a request", () => {
  it("is new for each request, and the same in the context and the event", async () => {
    const { bot, seen } = helloBot();
    const { send, events } = talk(bot);
    const { headers } = await send(HELLO);
    await send(HELLO);
    expect(seen[0]).toMatch(UUID);
    expect(seen[1]).not.toBe(seen[0]);
    expect(events.map(({ requestId }) => requestId)).toEqual(seen);
    expect(headers).toEqual({ "content-type": "application/json" });
  });

  it("is that of the trusted header, and goes out in it, also with a refusal", async () => {
    const { bot, seen } = helloBot();
    const { send, events } = talk(bot, { requestIdHeader: "X-Request-Id" });
    const given = { headers: { "x-request-id": "4bf92f3577b34da6" } };
    expect((await send(HELLO, given)).headers["X-Request-Id"]).toBe("4bf92f3577b34da6");
    expect((await send("no JSON", given)).headers["X-Request-Id"]).toBe("4bf92f3577b34da6");
    expect(seen).toEqual(["4bf92f3577b34da6"]);
    expect(events.map(({ requestId, status }) => [requestId, status])).toEqual([
      ["4bf92f3577b34da6", 200],
      ["4bf92f3577b34da6", 400],
    ]);
  });

  it("is not that of a header that nobody said to trust", async () => {
    const { bot, seen } = helloBot();
    await talk(bot).send(HELLO, { headers: { "x-request-id": "4bf92f3577b34da6" } });
    expect(seen[0]).toMatch(UUID);
  });

  it.each(["", "two words", "a\nb", "x".repeat(129), "é", '"><script>'])(
    "is a new one where the trusted header has %j",
    async (value) => {
      const { bot, seen } = helloBot();
      await talk(bot, { requestIdHeader: "x-request-id" }).send(HELLO, { headers: { "x-request-id": value } });
      expect(seen[0]).toMatch(UUID);
    },
  );

  it("is a new one where the trusted header comes twice", async () => {
    const { bot, seen } = helloBot();
    await talk(bot, { requestIdHeader: "x-request-id" }).send(HELLO, { headers: { "x-request-id": ["a", "b"] } });
    expect(seen[0]).toMatch(UUID);
  });

  it.each([5, "", "x request", {}])("a header named %j is refused at start", (requestIdHeader) => {
    expect(() => talk(helloBot().bot, { requestIdHeader: requestIdHeader as string })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION" }) as Error,
    );
  });
});
