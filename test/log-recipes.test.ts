import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Writable } from "node:stream";
import { runInThisContext } from "node:vm";
import * as bot from "@ck/bot";
import { webhook } from "@ck/node";
import { makeKeys, signed, type Keys } from "@ck-test/talk";
import type * as SentryModule from "@sentry/node";
import type * as PinoModule from "pino";
import ts from "typescript";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type winstonModule from "winston";
import { findGuideExamples } from "./examples.js";
import { root } from "./published.js";

/** The libraries that the recipes name. */
const load = createRequire(path.join(root, "package.json"));
const pino = load("pino") as typeof PinoModule;
const winston = load("winston") as typeof winstonModule;
const Sentry = load("@sentry/node") as typeof SentryModule;

const WORDS = "words-of-a-visitor";
const ROW = "row-of-a-database";

let lines: string[] = [];
const stream = new Writable({
  write(chunk: Buffer, _encoding, done) {
    lines.push(...chunk.toString().trim().split("\n"));
    done();
  },
});

/** The hooks of the recipe that imports `library`, run as it stands in docs/recipes.md. */
function recipe(library: string, theirs: unknown): Pick<bot.ReceiveOptions, "onEvent" | "onError"> {
  const code =
    findGuideExamples(root, "docs").find((example) => example.code.includes(`from "${library}"`))?.code ?? "";
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  });
  const exported: { logging?: Pick<bot.ReceiveOptions, "onEvent" | "onError"> } = {};
  const run = runInThisContext(`(require, exports) => {${outputText}\n}`) as (...args: unknown[]) => void;
  run((name: string) => (name === "@ck/bot" ? bot : theirs), exported);
  return exported.logging ?? {};
}

describe("a recipe for logs", () => {
  let keys: Keys;
  beforeAll(async () => void (keys = await makeKeys()));
  beforeEach(() => void (lines = []));
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    vi.unstubAllEnvs();
  });

  /** A request whose handler throws an error that quotes its visitor, and one that is answered. */
  async function askTwice(logging: Pick<bot.ReceiveOptions, "onEvent" | "onError">): Promise<void> {
    const execute = (): never => {
      const query = Object.assign(new Error(`duplicate key (email)=(${WORDS})`), { parameters: [WORDS], detail: ROW });
      throw new TypeError(`no leave for ${WORDS}`, { cause: query });
    };
    const failing = bot.createBot({ actions: { Leave: bot.action({ execute }) }, welcome: () => "Hello!" });
    const server = createServer(webhook(failing, { publicKey: keys.publicKey, ...logging })).listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(() => server.close());
    for (const todo of ["welcome", "execute"]) {
      const content = {
        todo,
        action: "Leave",
        environment: "production",
        userInput: WORDS,
        clientData: { email: WORDS },
      };
      const { headers } = signed(content, keys);
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const response = await fetch(url, { method: "POST", body: JSON.stringify(content), headers });
      expect(response.status).toBe(200);
      await response.text();
    }
  }
  /** Three lines: two requests and one error, which says what it was and where, and nothing else of it. */
  function expectLines(): void {
    expect(lines.join("\n")).not.toMatch(new RegExp(`${WORDS}|${ROW}`));
    const read = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(read.filter(({ outcome }) => outcome !== undefined)).toMatchObject([
      { outcome: "answered", todo: "welcome", environment: "production" },
      { outcome: "failed", todo: "execute", action: "Leave" },
    ]);
    const errors = read.filter(({ outcome }) => outcome === undefined);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ todo: "execute", action: "Leave", requestId: expect.any(String) as string });
    expect(lines.join("\n")).toContain("ERR_HANDLER_FAILED");
    expect(lines.join("\n")).toContain("TypeError");
    expect(lines.join("\n")).toContain("log-recipes.test.ts");
  }

  it("for pino writes a line for each request and each error, and nothing that a visitor said", async () => {
    await askTwice(recipe("pino", { ...pino, pino: () => pino.pino(stream) }));
    expectLines();
  });

  it("for winston does the same", async () => {
    const { format, createLogger } = winston;
    const Console = class extends winston.transports.Stream {
      constructor() {
        super({ stream });
      }
    };
    const theirs = { __esModule: true, default: { format, createLogger, transports: { Console } } };
    await askTwice(recipe("winston", theirs));
    expectLines();
  });

  it("for Sentry sends the error with its causes, and nothing that a visitor said", async () => {
    const ingest = createServer((req, res) => {
      req.setEncoding("utf8").on("data", (text: string) => lines.push(...text.trim().split("\n")));
      req.on("end", () => res.end("{}"));
    }).listen(0, "127.0.0.1");
    await once(ingest, "listening");
    closing.push(() => (ingest.closeAllConnections(), ingest.close()));
    vi.stubEnv("SENTRY_DSN", `http://key@127.0.0.1:${(ingest.address() as AddressInfo).port}/1`);
    const logging = recipe("@sentry/node", Sentry);
    closing.push(() => Sentry.close());
    await askTwice(logging);
    await Sentry.flush();
    const text = lines.join("\n");
    expect(text).not.toMatch(new RegExp(`${WORDS}|${ROW}`));
    const events = lines.flatMap((line) => {
      const event = JSON.parse(line) as { exception?: { values: { type: string }[] }; tags?: object };
      return event.exception === undefined ? [] : [event];
    });
    expect(events).toHaveLength(1);
    expect(events[0]?.tags).toMatchObject({ code: "ERR_HANDLER_FAILED", todo: "execute", action: "Leave" });
    expect(events[0]?.exception?.values.map(({ type }) => type).sort()).toEqual(["BotError", "Error", "TypeError"]);
    expect(text).toContain("log-recipes.test.ts");
  });
});
