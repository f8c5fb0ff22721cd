import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTap } from "../../src/http/tap.js";
import type { Traffic } from "../../src/index.js";

const TWO = [
  "POST /a HTTP/1.1\r\nHost: x\r\nX-Twice: 1\r\nx-twice: 2\r\nContent-Length: 5\r\n\r\nhello",
  'POST /b?c=d HTTP/1.1\r\nhost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\n{"a":\r\n2\r\n1}\r\n0\r\nTrailer: t\r\n\r\n',
  "HEAD /c HTTP/1.0\r\n\r\n",
].join("");
const THREE = [
  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\n\r\n",
  "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n",
].join("");

/** Lets a tap see both directions in pieces, and returns what it reports. */
async function watch(
  request: readonly Buffer[],
  response: readonly Buffer[],
  maxBodyBytes = 1_000,
): Promise<{ traffic: Traffic[]; lost: string[] }> {
  const [traffic, lost]: [Traffic[], string[]] = [[], []];
  let time = 0;
  const tap = createTap({
    onTraffic: (each) => traffic.push(each),
    onLost: (reason) => lost.push(reason),
    maxBodyBytes,
    now: () => time++,
  });
  for (const chunk of request) tap.request(chunk);
  for (const chunk of response) tap.response(chunk);
  tap.responseEnd();
  tap.close();
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  return { traffic, lost };
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((one, other) => one - other), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

const text = (body: Uint8Array): string => new TextDecoder().decode(body);

describe("a tap", () => {
  it("pairs requests with answers, however the bytes are cut", async () => {
    const cuts = fc.array(fc.nat(500), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(cuts, cuts, async (one, other) => {
        const { traffic, lost } = await watch(split(Buffer.from(TWO), one), split(Buffer.from(THREE), other));
        expect(lost).toEqual([]);
        expect(
          traffic.map(({ request, response }) => [
            request.method,
            request.target,
            text(request.body),
            response?.status,
            text(response?.body ?? new Uint8Array()),
          ]),
        ).toEqual([
          ["POST", "/a", "hello", 200, "{}"],
          ["POST", "/b?c=d", '{"a":1}', 200, "yes"],
          ["HEAD", "/c", "", 200, ""],
        ]);
        expect(traffic[0]?.request.headers).toEqual([
          ["Host", "x"],
          ["X-Twice", "1"],
          ["x-twice", "2"],
          ["Content-Length", "5"],
        ]);
      }),
    );
  });

  it("never throws, and keeps no more than it may, whatever comes", async () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(
        "POST / HTTP/1.1\r\n",
        "\r\n\r\n",
        "Content-Length: 99999999999\r\n",
        "ffffffff\r\n",
        "HTTP/1.1 200 OK\r\n",
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece), fc.array(piece), async (request, response) => {
        const [a, b] = [request, response].map((pieces) => pieces.map((each) => Buffer.from(each as string)));
        const { traffic } = await watch(a ?? [], b ?? [], 10);
        for (const each of traffic) expect(each.request.body.byteLength).toBeLessThanOrEqual(10);
      }),
    );
  });

  it("reports a request whose connection ended without an answer", async () => {
    const { traffic } = await watch([Buffer.from("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf")], []);
    expect(traffic).toHaveLength(1);
    expect(traffic[0]).toMatchObject({ request: { truncated: true } });
    expect(traffic[0]?.response).toBeUndefined();
  });

  it("gives up on what is not HTTP/1", async () => {
    const { lost } = await watch([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")], []);
    expect(lost).toEqual(["It is not HTTP/1."]);
  });
});
