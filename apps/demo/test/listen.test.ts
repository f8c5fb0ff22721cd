import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { listen } from "../src/listen.js";
import { send } from "./post.js";

const here = { host: "127.0.0.1", port: 0, variable: "PORT" };

test("an address that cannot be had is explained", async () => {
  const first = await listen(() => undefined, here);
  const port = Number(new URL(first.url).port);
  await expect(listen(() => undefined, { ...here, port })).rejects.toMatchObject({
    name: "SetupError",
    message: expect.stringMatching(new RegExp(`^Port ${port} on 127.0.0.1 is taken\\..* set PORT `)) as string,
  });
  await first.close(0);
  await expect(listen(() => undefined, { ...here, host: "192.0.2.1" })).rejects.toMatchObject({
    name: "SetupError",
    message: expect.stringMatching(/^192\.0\.2\.1 is not an address of this machine\. Set HOST /) as string,
  });
});

test("closing waits for the answer in flight, also on a connection that is kept alive", async () => {
  let answer = (): void => undefined;
  const taken = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let finish = (): void => undefined;
  const server = await listen((_req, res) => {
    finish = () => void res.end("done");
    answer();
  }, here);
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write("GET / HTTP/1.1\r\nhost: here\r\n\r\n");
  await taken;
  const closed = server.close(10_000);
  finish();
  const [data] = (await once(socket, "data")) as [Buffer];
  expect(data.toString()).toContain("done");
  await closed;
});

test("closing does not wait longer than it is told", async () => {
  let seen = (): void => undefined;
  const taken = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const server = await listen(() => seen(), here);
  const lost = send(server.url, { method: "GET" }).catch((error: unknown) => error);
  await taken;
  await server.close(20);
  expect(await lost).toMatchObject({ code: "ECONNRESET" });
});
