import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { SIGNATURE_HEADER } from "@ck/protocol";
import { importPublicKey, verifySync } from "@ck/signature";
import { signatureOf, signed, type CaseDefinition } from "../stage.js";
import { assertEchoed, assertRefused, echo } from "./expect.js";

const exact: readonly (readonly [string, string])[] = [
  [
    "an emoji written as an escape (line-bot-sdk-nodejs #6 #54 #922, bolt-js #192 #1696)",
    String.raw`{"todo":"execute","action":"Echo","params":{"n":"\u2615\ud83c\udf89\/"}}`,
  ],
  ["characters beyond ASCII (bolt-js on Lambda)", '{"todo":"execute","action":"Echo","params":{"n":"Grüße ☕ 🎉"}}'],
  [
    "numbers that JSON.stringify writes differently (octokit/webhooks.js #76 #589)",
    '{"todo":"execute","action":"Echo","params":{"n":1.0,"m":1e3}}',
  ],
  ["whitespace and line ends", '\r\n{ "todo" :\t"execute",\r\n "action":"Echo" ,"params":{ } }\r\n\n'],
  ["a byte order mark", '\ufeff{"todo":"execute","action":"Echo","params":{"n":1}}'],
  ["a repeated key", '{"todo":"welcome","todo":"execute","action":"Echo","params":{"n":1}}'],
];

export const bodyCases: readonly CaseDefinition[] = [
  ...(exact.map(([what, body]) => ({
    name: `the signature is checked over the exact bytes: ${what}`,
    async holds({ sendSigned }) {
      for (const chunked of [false, true]) assertEchoed(await sendSigned(body, { chunked }), body);
    },
  })) satisfies CaseDefinition[]),
  {
    name: "a signed body that is not UTF-8 is rejected with 400, and not repaired before the check",
    async holds({ sendSigned, observe }) {
      const body = Buffer.from('{"todo":"execute","action":"Echo","params":{"n":"?"}}');
      body[body.indexOf("?")] = 0xff;
      assertRefused(await sendSigned(body), 400);
      const { events } = await observe((seen) => seen.events.length > 0);
      assert.equal(events[0]?.reason, "invalid-request");
      assert.equal(events[0].bytesIn, body.byteLength);
    },
  },
  {
    name: "a body that arrives in chunks of one byte stays whole, even within characters",
    async holds({ connect, head, keys }) {
      const body = Buffer.from(echo({ n: "☕🎉".repeat(1_000) }));
      const chunks = Array.from(body, (byte) => `1\r\n${String.fromCharCode(byte)}\r\n`).join("");
      const connection = connect();
      connection.socket.write(
        head("Transfer-Encoding: chunked", `${SIGNATURE_HEADER}: ${signatureOf(body, keys[0])}`),
        "latin1",
      );
      connection.socket.write(`${chunks}0\r\n\r\n`, "latin1");
      assert.equal((await connection.next())?.status, 200);
    },
  },
  {
    name: "a compressed body is not decompressed: it is not JSON, whatever was signed",
    async holds({ send, keys }) {
      const plain = echo({ n: "x".repeat(1_000) });
      const packed = gzipSync(plain);
      const compressed = { "content-encoding": "gzip" };
      assertRefused(await send(packed, { headers: { ...compressed, ...signed(packed, keys[0]) } }), 400);
      assertRefused(await send(packed, { headers: { ...compressed, ...signed(plain, keys[0]) } }), 401);
    },
  },
  {
    name: "the content type does not matter",
    async holds({ sendSigned, connect, head, keys }) {
      const body = echo({ n: 1 });
      for (const type of [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "nonsense",
      ]) {
        assertEchoed(await sendSigned(body, { headers: { "content-type": type } }), body);
      }
      const connection = connect();
      const length = `Content-Length: ${Buffer.byteLength(body)}`;
      await connection.write(head(length, `${SIGNATURE_HEADER}: ${signatureOf(body, keys[0])}`) + body);
      assert.equal((await connection.next())?.status, 200);
    },
  },
  {
    name: "the author can record an exchange to the byte",
    needs: ["afterwards"],
    async holds({ sendSigned, observe, keys }) {
      const body = '{ "todo":"execute","action":"Echo","params":{"n":1.0,"text":"Grüße ☕"} }\n';
      const answer = await sendSigned(body);
      const { exchanges } = await observe((seen) => seen.exchanges.length > 0);
      const [{ target, headers, status, ...bytes } = assert.fail()] = exchanges;
      assert.equal(Buffer.from(bytes.body, "base64").toString(), body);
      assert.equal(Buffer.from(bytes.answer, "base64").toString(), answer.text);
      assert.equal(status, 200);
      assert.match(target, /^\//);
      const signature = headers.find(([name]) => name.toLowerCase() === SIGNATURE_HEADER.toLowerCase())?.[1] ?? "";
      assert.equal(verifySync(body, signature, importPublicKey(keys[0].publicKey)).valid, true);
    },
  },
  {
    name: "a signed body that is not a request is rejected with 400",
    async holds({ sendSigned }) {
      for (const body of ["", "{", "[]", "null", '"execute"', '{"todo":"sing"}'])
        assertRefused(await sendSigned(body), 400);
    },
  },
];
