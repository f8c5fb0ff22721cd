import { once } from "node:events";
import { request } from "node:http";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { listen, type Traffic } from "../../src/index.js";
import { listenTo, serve, talk } from "../servers.js";

/** A server that answers every connection with the same bytes, and keeps what came. */
async function rawServer(answer: Buffer): Promise<{ readonly origin: string; readonly seen: Promise<Buffer> }> {
  let resolve: (bytes: Buffer) => void;
  const seen = new Promise<Buffer>((done) => (resolve = done));
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("end", () => {
      resolve(Buffer.concat(chunks));
      socket.end(answer);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

describe("listen", () => {
  it.each<[string, string | Buffer, string | Buffer]>([
    [
      "odd headers and chunks",
      "POST /a?b HTTP/1.1\r\nhOsT:  x \r\nX-A: 1\r\nX-A: 2\r\nX-Fold: a\r\n b\r\nTransfer-Encoding: chunked\r\n\r\n003;x=y\r\n{ }\r\n0\r\nT: 1\r\n\r\n",
      "HTTP/1.1 200 Fine, thanks\r\nSet-Cookie: a\r\nset-cookie: b\r\nContent-Length: 2\r\n\r\n{}",
    ],
    [
      "bodies that are not UTF-8",
      Buffer.concat([Buffer.from("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n"), Buffer.from([0xff, 0x00, 0xfe])]),
      Buffer.concat([Buffer.from("HTTP/1.0 500 \xff\r\n\r\n", "latin1"), Buffer.from([0xc0, 0x80])]),
    ],
    ["bytes that are not HTTP", Buffer.from([0, 1, 2, 255]), Buffer.from("nonsense")],
  ])("forwards %s unchanged, both ways", async (_, sent, answer) => {
    const { origin, seen } = await rawServer(Buffer.from(answer as string));
    const { port } = await listenTo(origin);
    expect(await talk(port, sent)).toEqual(Buffer.from(answer as string));
    expect(await seen).toEqual(Buffer.from(sent as string));
  });

  it("reports what went through, and is not stopped by who listens", async () => {
    const origin = await serve((_, response) => response.writeHead(200, { "X-Answer": "yes" }).end('{"ok":1}'));
    const seen: Traffic[] = [];
    const { port } = await listenTo(origin, {
      onTraffic(traffic) {
        seen.push(traffic);
        throw new Error("a fault of the recorder");
      },
    });
    for (const body of ["one", "two"]) {
      const answer = await fetch(`http://127.0.0.1:${port}/convokraft`, { method: "POST", body });
      expect(await answer.text()).toBe('{"ok":1}');
    }
    await expect.poll(() => seen.length).toBe(2);
    expect(seen[1]).toMatchObject({
      request: { method: "POST", target: "/convokraft" },
      response: { status: 200, complete: true },
    });
    expect(new TextDecoder().decode(seen[1]?.request.body)).toBe("two");
    expect(seen[1]?.timings.totalMs).toBeGreaterThanOrEqual(0);
  });

  it("lets the caller see a reset where the server is down", async () => {
    const unreachable: string[] = [];
    const { port } = await listenTo("http://127.0.0.1:1", { onUnreachable: (code) => unreachable.push(code) });
    const socket = connect(port, "127.0.0.1");
    const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNRESET");
    expect(unreachable).toEqual(["ECONNREFUSED"]);
  });

  it("passes on that one side hangs up", async () => {
    const sockets: Socket[] = [];
    const origin = await serve((incoming) => sockets.push(incoming.socket));
    const { port } = await listenTo(origin);
    const sending = request({ port, host: "127.0.0.1", method: "POST" });
    sending.on("error", () => undefined).end("{}");
    await expect.poll(() => sockets.length).toBe(1);
    const closed = once(sockets[0]!, "close");
    sending.destroy();
    await closed;

    const again = request({ port, host: "127.0.0.1", method: "POST" });
    const failed = once(again, "error");
    again.end("{}");
    await expect.poll(() => sockets.length).toBe(2);
    sockets[1]!.resetAndDestroy();
    expect(((await failed) as [NodeJS.ErrnoException])[0].code).toBe("ECONNRESET");
  });

  it("refuses what is not a URL, and a port that is taken", async () => {
    await expect(listen({ forward: "localhost:3000" })).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
    const { port } = await listenTo("http://127.0.0.1:1");
    await expect(listen({ forward: "http://127.0.0.1:1", port })).rejects.toMatchObject({ code: "ERR_PORT" });
  });
});
