import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { createBot, action, date, integer, selection } from "@ck/bot";
import {
  bytesOf,
  createEmulator,
  createMemoryVault,
  defineEmulatedBot,
  resend,
  type DialectDefinition,
  type EmulatedBot,
  type Exchange,
} from "@ck/emulator";
import { webhook } from "@ck/node";
import { importPublicKey } from "@ck/signature";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createRecorder, dialectOf, listRecordings, renderReport, reportOn } from "../src/index.js";
import { listenTo, newFolder } from "./servers.js";
import { hasNginx, startNginx } from "../../../apps/demo/test/nginx.js";

/** How many exchanges go through with each dialect. */
const EXCHANGES = Number(process.env["CK_LISTEN_EXCHANGES"] ?? 60);
const IN_FLIGHT = 8;

const vault = createMemoryVault({ keys: { parameters: "published" } });
let publicKey: string;
beforeAll(async () => ({ base64: publicKey } = await vault.secure()));

/** What the platform may do otherwise than we think, and what the report says about it. */
const DIALECTS: readonly (readonly [string, DialectDefinition, readonly RegExp[]])[] = [
  [
    "another hash and encoding",
    { signature: { hash: "sha512", format: "der", encoding: "hex" } },
    [/Signatures use SHA-256\. CONTRADICTED/, /Signatures are Base64\. CONTRADICTED/],
  ],
  [
    "action as text and dates of the epoch",
    { action: "string", previousParam: "object", values: { date: "epoch-ms", number: "text" } },
    [/action is an object with namespace\. CONTRADICTED/, /params\.from arrived as epoch milliseconds, \d+ times/],
  ],
  [
    "unknown keys, missing keys and another order",
    {
      extra: { every: { traceId: "sample", sessionData: { locale: "sample" } } },
      omit: { every: ["org"] },
      keyOrder: [
        ...["environment", "todo", "bot", "action", "params", "userInput", "previousParam", "paramsToPrompt", "user"],
        ...["broadcast", "cache", "sessionData", "clientData", "traceId"],
      ],
    },
    [/traceId arrived as text/, /sessionData\.locale arrived as text/, /documented order\. CONTRADICTED/],
  ],
  [
    "JSON as Python writes it",
    { json: { comma: ", ", colon: ": ", escape: ["non-ascii"] } },
    [/no blanks between its values\. CONTRADICTED/, /escapes only what JSON has to escape\. CONTRADICTED/],
  ],
];

function definition(url: string, dialect: DialectDefinition): EmulatedBot {
  return defineEmulatedBot({
    name: "leave_bot",
    webhook: { url },
    handlers: { welcome: true, fallback: true },
    actions: [
      {
        namespace: "ApplyLeave",
        sentences: ["apply for leave"],
        params: [
          { name: "kind", type: "selection", options: [{ id: "sick", label: "Sick leave" }, "casual"] },
          { name: "from", type: "date" },
          { name: "days", type: "integer" },
        ],
      },
    ],
    dialect,
  });
}

const bot = createBot({
  actions: {
    ApplyLeave: action({
      params: { kind: selection({ sick: "Sick leave", casual: "Casual leave" }), from: date(), days: integer() },
      execute: ({ params }) =>
        `${params.days} days of ${params.kind} leave from ${params.from.toISOString().slice(0, 10)}.`,
    }),
  },
  welcome: () => "Grüße!",
  fallback: ({ userInput }) => `You said: ${userInput}`,
});

/** Passes connections on, and keeps a digest of the bytes in each direction. */
async function digesting(
  target: number,
): Promise<{ port: number; isQuiet: () => boolean; digests: () => readonly string[] }> {
  const digests: string[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    const digest = createHash("sha256");
    sockets.add(socket);
    socket.on("data", (chunk: Buffer) => digest.update(chunk));
    socket.on("error", () => undefined);
    socket.once("close", () => digests.push(digest.digest("hex")));
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true });
    keep(client);
    keep(upstream);
    client.pipe(upstream);
    upstream.pipe(client);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    isQuiet: () => sockets.size > 0 && digests.length === sockets.size,
    digests: () => digests.toSorted(),
  };
}

/** The visitor's part, the same each time. */
async function chat(emulated: EmulatedBot): Promise<Exchange[]> {
  const emulator = createEmulator({ bot: emulated, vault, now: () => new Date("2026-05-01T12:00:00Z") });
  const opened = await emulator.openChat({ clientData: { name: "Zoë" } });
  for (const text of ["Nobody understands Zoë.", "apply for leave", "Sick leave", "2030-05-03", "3"])
    await opened.say(text);
  return opened.transcript.turns.flatMap(({ exchanges }) => exchanges);
}

function sentBy({ request }: Exchange): string {
  return new TextDecoder().decode(bytesOf(request.body));
}

describe.skipIf(!hasNginx)("between nginx and a bot, the proxy", () => {
  const stops: (() => Promise<void>)[] = [];
  afterAll(() => Promise.all(stops.map((stop) => stop())));

  it.each(DIALECTS)(
    `passes ${EXCHANGES} exchanges on to the byte, names what the platform does otherwise, and teaches the emulator: %s`,
    async (_, dialect, lines) => {
      const { hash, format, encoding } = dialect.signature ?? {};
      const server = createHttpServer(webhook(bot, { publicKey, hash, format, encoding })).listen(0, "127.0.0.1");
      await once(server, "listening");
      onTestFinished(() => {
        server.closeAllConnections();
        server.close();
      });
      const inner = await digesting((server.address() as AddressInfo).port);
      const folder = newFolder();
      const url = "http://127.0.0.1/convokraft";
      const known = definition(url, {});
      const errors: unknown[] = [];
      const recorder = await createRecorder({
        folder,
        url,
        bot: known,
        keys: [importPublicKey(publicKey)],
        onError: (error) => errors.push(error),
      });
      const lost: string[] = [];
      const listening = await listenTo(`http://127.0.0.1:${inner.port}`, {
        onTraffic: recorder.record,
        onLost: (reason) => lost.push(reason),
      });
      const outer = await digesting(listening.port);
      const nginx = await startNginx([outer.port]);
      let isStopped = false;
      stops.push(async () => {
        if (!isStopped) await nginx.stop();
      });

      const emulated = definition(nginx.url, dialect);
      const exchanges = await chat(emulated);
      expect(exchanges.filter(({ verdict }) => verdict.outcome !== "answered")).toEqual([]);
      let left = EXCHANGES - exchanges.length;
      const lane = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          const again = await resend(exchanges[left % exchanges.length]!);
          expect(again.verdict.outcome).toBe("answered");
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
      await expect.poll(() => recorder.counts.written, { timeout: 60_000 }).toBeGreaterThanOrEqual(EXCHANGES);
      const report = await reportOn(folder);
      for (const line of lines) expect(renderReport(report, known)).toMatch(line);
      // nginx writes headers of its own.
      const { headers: __, ...found } = dialectOf(report, known);
      expect(found).toMatchObject(dialect);
      const taught = await chat(definition(nginx.url, found));
      expect(taught.map(sentBy)).toEqual(exchanges.map(sentBy));
      await nginx.stop();
      isStopped = true;

      await expect.poll(() => inner.isQuiet() && outer.isQuiet(), { timeout: 20_000 }).toBe(true);
      // Both sockets of each connection, so both directions.
      expect(inner.digests()).toEqual(outer.digests());
      await recorder.flush();
      expect({ ...recorder.counts, errors, lost }).toMatchObject({ failed: 0, dropped: 0, errors: [], lost: [] });
      expect(await listRecordings(folder)).toHaveLength(recorder.counts.written);
    },
  );
});
