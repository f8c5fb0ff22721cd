import assert from "node:assert/strict";
import { SIGNATURE_HEADER } from "@ck/protocol";
import { signatureOf, type CaseDefinition } from "../stage.js";
import { assertEchoed, assertRefused, echo } from "./expect.js";

/** The body is read as soon as there is a header, right or wrong. */
/** The shape of a signature: r = s = 1. With any other header a server need not read the body. */
const SOME_SIGNATURE = `${SIGNATURE_HEADER}: MAYCAQECAQE=`;

/** More than any buffer on the way can hold. */
const FLOOD_BYTES = 64_000_000;

export const limitCases: readonly CaseDefinition[] = [
  {
    name: "a body of exactly the limit is accepted, and one byte more is rejected with 413",
    settings: { maxBodyBytes: 1_000 },
    async holds({ sendSigned }) {
      const fitting = echo({ n: "x".repeat(1_000 - echo({ n: "" }).length) });
      for (const chunked of [false, true]) {
        assertEchoed(await sendSigned(fitting, { chunked }), fitting);
        assertRefused(await sendSigned(`${fitting} `, { chunked }), 413);
      }
    },
  },
  {
    name: "the 413 reaches a caller that sends all of a large body",
    needs: ["drain"],
    async holds({ sendSigned, observe }) {
      const body = echo({ n: "x".repeat(2_000_000) });
      for (const chunked of [false, true]) assertRefused(await sendSigned(body, { chunked }), 413);
      const { events } = await observe((seen) => seen.events.length === 2);
      assert.deepEqual(
        events.map(({ reason, bytesIn }) => ({ reason, bytesIn })),
        Array(2).fill({ reason: "body-too-large", bytesIn: 0 }),
      );
    },
  },
  {
    name: "a declared length over the limit is rejected with 413 before the body arrives (bolt-js #3057)",
    needs: ["stream"],
    async holds({ connect, head }) {
      const connection = connect();
      await connection.write(`${head(SOME_SIGNATURE, `Content-Length: ${FLOOD_BYTES}`)}{`);
      assert.equal((await connection.next())?.status, 413);
    },
  },
  {
    name: "a body that does not end is abandoned, not buffered (bolt-js #3057)",
    needs: ["stream"],
    async holds({ connect, head, observe }) {
      const connection = connect();
      const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
      const answered = connection.next().then(() => "given up" as const);
      await connection.write(head(SOME_SIGNATURE, "Transfer-Encoding: chunked"));
      for (let sent = 0; ; sent += chunk.length) {
        assert.ok(sent < FLOOD_BYTES, `after ${sent} bytes there was neither an answer nor an end`);
        if ((await Promise.race([answered, connection.write(chunk)])) === "given up") break;
      }
      const { events } = await observe((seen) => seen.events.length > 0);
      assert.equal(events[0]?.reason, "body-too-large");
    },
  },
  {
    name: "a body that stops arriving is rejected with 408, and the connection is closed or still usable",
    needs: ["stream"],
    settings: { deadlineMs: 1_000 },
    async holds({ connect, head, keys }) {
      const connection = connect();
      const body = echo({ n: 1 });
      const length = `Content-Length: ${Buffer.byteLength(body)}`;
      await connection.write(`${head(SOME_SIGNATURE, length)}${body.slice(0, 1)}`);
      assert.equal((await connection.next())?.status, 408);
      const again = head(length, `${SIGNATURE_HEADER}: ${signatureOf(body, keys[0])}`);
      await connection.write(`${body.slice(1)}${again}${body}`);
      const next = await connection.next();
      assert.ok(next === undefined || next.status === 200, `the next request got ${next?.status ?? ""}`);
    },
  },
  {
    name: "a request without a signature is rejected with 401 before its body arrives",
    needs: ["stream"],
    async holds({ connect, head }) {
      const connection = connect();
      await connection.write(head("Content-Length: 100"));
      assert.equal((await connection.next())?.status, 401);
    },
  },
];
