import { readFileSync } from "node:fs";
import { createBot } from "@ck/bot";
import { webhook, type FetchHandler } from "@ck/fetch";
import { generateKeyPair, sign, type KeyPair } from "@ck/signature";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";

const WELCOME = '{"todo":"welcome"}';
const bot = createBot({ actions: {}, welcome: () => "Grüße" });

let keys: KeyPair;
beforeAll(async () => {
  keys = await generateKeyPair({ parameters: "published" });
});

function post(headers: Record<string, string>): Request {
  return new Request("https://bot.example/convokraft", { method: "POST", body: WELCOME, headers });
}

describe("the README's code for", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

  /** How the bot's file is imported, if not as `./bot.js`. */
  const bots: Record<string, string> = { "route.ts": "./bot", "deno.js": "./bot.ts" };

  /** Runs a file of the README with the globals of its runtime. */
  function load(file: string, globals: Record<string, unknown> = {}): Record<string, unknown> {
    const code = readme.split(`// ${file}\n`)[1]!.split("```")[0]!;
    const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
    const exports: Record<string, unknown> = {};
    const modules: Record<string, unknown> = {
      "@ck/fetch": { webhook },
      [bots[file] ?? "./bot.js"]: { bot },
      "cloudflare:workers": { waitUntil: () => undefined },
    };
    const scope = { exports, require: (name: string) => modules[name], ...globals };
    // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call
    new Function(...Object.keys(scope), outputText)(...Object.values(scope));
    return exports;
  }

  async function expectAnswers(handle: (request: Request) => unknown): Promise<void> {
    expect(
      ((await handle(post({ "X-CONVOKRAFT-SIGNATURE": sign(WELCOME, keys.privateKey) }))) as Response).status,
    ).toBe(200);
    expect(((await handle(post({}))) as Response).status).toBe(401);
  }

  it("Next.js answers", async () => {
    const { POST } = load("route.ts", { process: { env: { CK_PUBLIC_KEY: keys.publicKey } } });
    await expectAnswers(POST as FetchHandler);
  });

  it("Bun answers", async () => {
    const served: { routes: Record<string, FetchHandler> }[] = [];
    const process = { env: { CK_PUBLIC_KEY: keys.publicKey } };
    load("bun.js", { process, Bun: { serve: (given: (typeof served)[0]) => served.push(given) } });
    await expectAnswers(served[0]!.routes["/convokraft"]!);
  });

  it("Deno answers", async () => {
    const served: FetchHandler[] = [];
    const serve = (_options: object, handle: FetchHandler): unknown => served.push(handle);
    load("deno.js", { Deno: { serve, env: { get: () => keys.publicKey } } });
    await expectAnswers(served[0]!);
    expect((await served[0]!(new Request("https://bot.example/"))).status).toBe(404);
  });

  it("Workers answers", async () => {
    const { default: worker } = load("worker.js") as { default: { fetch: (request: Request, env: object) => unknown } };
    await expectAnswers((request) => worker.fetch(request, { CK_PUBLIC_KEY: keys.publicKey }));
  });
});
