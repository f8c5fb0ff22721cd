import { once } from "node:events";
import { Agent, createServer, request, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createBot } from "@ck/bot";
import { webhook } from "@ck/node";
import { generateKeyPair, sign } from "@ck/signature";
import { expect, test } from "vitest";

test("a body over the limit closes its connection, even if all of it arrived", async () => {
  const { publicKey, privateKey } = await generateKeyPair({ parameters: "published" });
  const server = createServer(webhook(createBot({ actions: {} }), { publicKey, maxBodyBytes: 100 }));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  // A client that would go on using the connection.
  const agent = new Agent({ keepAlive: true });
  const statusOf = async (body: string): Promise<[status: number | undefined, connection: string | undefined]> => {
    const headers = { "x-convokraft-signature": sign(body, privateKey) };
    const [answer] = (await once(
      request({ host: "127.0.0.1", port, method: "POST", agent, headers }).end(body),
      "response",
    )) as [IncomingMessage];
    answer.resume();
    return [answer.statusCode, answer.headers.connection];
  };
  try {
    expect(await statusOf('{"todo":"welcome"}')).toEqual([200, "keep-alive"]);
    expect(await statusOf(" ".repeat(2_000_000))).toEqual([413, "close"]);
  } finally {
    agent.destroy();
    server.close();
  }
});
