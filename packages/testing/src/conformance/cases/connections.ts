import assert from "node:assert/strict";
import { SIGNATURE_HEADER } from "@ck/protocol";
import { signatureOf, type CaseDefinition, type Stage } from "../stage.js";
import { echo, execute } from "./expect.js";

export const connectionCases: readonly CaseDefinition[] = [
  {
    name: "requests on one connection are answered one after the other, rejected ones too",
    async holds(stage) {
      const connection = stage.connect();
      const statuses: unknown[] = [];
      const body = echo({ n: 1 });
      for (const text of [
        wire(stage, body),
        wire(stage, body, "AAAA"),
        wire(stage, body, ""),
        wire(stage, "{"),
        wire(stage, body),
      ]) {
        await connection.write(text);
        statuses.push((await connection.next())?.status);
      }
      assert.deepEqual(statuses, [200, 401, 401, 400, 200]);
    },
  },
  {
    name: "requests sent before the previous answer are answered in order",
    needs: ["pipelining"],
    async holds(stage) {
      const connection = stage.connect();
      const numbers = [1, 2, 3];
      await connection.write(numbers.map((n) => wire(stage, echo({ n }))).join(""));
      for (const n of numbers) {
        const answer = await connection.next();
        assert.equal(answer?.status, 200);
        assert.deepEqual((JSON.parse(answer.body) as { data: unknown }).data, { n });
      }
    },
  },
  {
    name: "simultaneous requests do not mix",
    async holds(stage) {
      const requests = Array.from({ length: 20 }, (_, n) => {
        const params = { n, pad: "☕".repeat(n * 100) };
        const body = echo(params);
        const text = wire(stage, body);
        return { connection: stage.connect(), params, text, half: text.length - Math.ceil(body.length / 2) };
      });
      for (const { connection, text, half } of requests) await connection.write(text.slice(0, half));
      // Once a later request is answered, all of these are in flight.
      assert.equal((await stage.sendSigned(echo())).status, 200);
      for (const { connection, text, half } of requests.toReversed()) await connection.write(text.slice(half));
      for (const { connection, params } of requests) {
        const answer = await connection.next();
        assert.equal(answer?.status, 200);
        const { data } = JSON.parse(Buffer.from(answer.body, "latin1").toString()) as { data: unknown };
        assert.deepEqual(data, params);
      }
    },
  },
  {
    name: "a caller that sends Expect: 100-continue is told to continue",
    needs: ["expect"],
    async holds(stage) {
      const connection = stage.connect();
      const body = echo({ n: 1 });
      const [head = "", rest = ""] = wire(stage, body, undefined, "Expect: 100-continue").split(/(?<=\r\n\r\n)/);
      const told = new Promise<string>((resolve) => connection.socket.once("data", resolve));
      await connection.write(head);
      assert.match(await told, /^HTTP\/1\.1 100 /);
      await connection.write(rest);
      assert.equal((await connection.next())?.status, 200);
    },
  },
  {
    name: "the URL may have a query",
    async holds(stage) {
      const connection = stage.connect();
      await connection.write(wire(stage, echo({ n: 1 })).replace(" HTTP/1.1", "?from=console HTTP/1.1"));
      assert.equal((await connection.next())?.status, 200);
    },
  },
  {
    name: "the handler's signal is aborted when the caller hangs up",
    needs: ["hang-up"],
    settings: { deadlineMs: 60_000 },
    async holds(stage) {
      const connection = stage.connect();
      await connection.write(wire(stage, execute("Wait")));
      await stage.observe(({ marks }) => marks.includes("waiting"));
      connection.close();
      await stage.observe(({ marks, events }) => marks.includes("aborted") && events[0]?.outcome === "gone");
    },
  },
  {
    name: "a caller that hangs up in the middle of the body causes no error",
    needs: ["stream", "hang-up"],
    settings: { deadlineMs: 60_000 },
    async holds(stage) {
      const connection = stage.connect();
      await connection.write(wire(stage, echo({ n: 1 })).slice(0, -1));
      connection.close();
      const { errors } = await stage.observe(({ events }) => events.some(({ outcome }) => outcome === "gone"));
      assert.deepEqual(errors, []);
    },
  },
];

/** A complete request as it goes over the wire, signed unless another signature is given; `""` for none. */
function wire({ head, keys }: Stage, body: string, signature?: string, ...headers: string[]): string {
  const value = signature ?? signatureOf(body, keys[0]);
  const line = value === "" ? [] : [`${SIGNATURE_HEADER}: ${value}`];
  return head(`Content-Length: ${Buffer.byteLength(body)}`, ...line, ...headers) + body;
}
