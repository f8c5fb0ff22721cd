import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { generateKeyPair, sign } from "@ck/signature";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasRedis, startRedis, type RedisServer } from "../packages/redis/test/support/redis-server.js";
import { root } from "./published.js";

interface App {
  readonly readme: string;
  readonly from: string;
  readonly call?: string;
  /** The calls of the function carry no signature. */
  readonly isUnsigned?: boolean;
  readonly needsRedis?: boolean;
}

/** How a cloud function is called, and what it answered: a program that is handed the module, a body and its signature. */
const LAMBDA = `async ({ handler }, body, signature) => {
  const headers = { "x-convokraft-signature": signature };
  const { statusCode: status, body: text } = await handler({ requestContext: { http: { method: "POST" } }, headers, body });
  return { status, text };
}`;

const INTEGRATION = `(module, body) => new Promise((resolve) => {
  const end = (answer) => {
    const { status, responseBody: text } = answer.buildResponse();
    resolve({ status, text });
  };
  module.default(JSON.parse(body), { end });
})`;

/** The READMEs whose code is files of an app, and a package from whose folder all that they import can be found. */
const apps: readonly App[] = [
  { readme: "README.md", from: "packages/express" },
  { readme: "packages/express/README.md", from: "packages/express" },
  { readme: "packages/koa/README.md", from: "packages/koa" },
  { readme: "packages/node/README.md", from: "packages/node" },
  { readme: "packages/fastify/README.md", from: "packages/fastify" },
  { readme: "packages/fetch/README.md", from: "packages/fetch" },
  { readme: "docs/late-answers.md", from: "packages/express" },
  { readme: "packages/bot/README.md", from: "packages/node" },
  { readme: "packages/lambda/README.md", from: "packages/lambda", call: LAMBDA },
  { readme: "packages/catalyst/README.md", from: "packages/catalyst", call: INTEGRATION, isUnsigned: true },
  { readme: "packages/redis/README.md", from: "packages/redis", needsRedis: true },
  { readme: "packages/bullmq/README.md", from: "packages/bullmq", needsRedis: true },
];

/** Tells the parent when a server listens, so that nothing has to be polled. */
const PRELOAD = `data:text/javascript,${encodeURIComponent(
  'import { channel } from "node:diagnostics_channel"; channel("tracing:net.server.listen:asyncEnd").subscribe(() => process.send?.("listening"));',
)}`;

const folders: string[] = [];
let redis: RedisServer | undefined;
beforeAll(async () => {
  if (hasRedis) redis = await startRedis();
});
afterAll(async () => {
  folders.forEach((folder) => rmSync(folder, { recursive: true }));
  await redis?.stop();
});

describe.each(apps)(
  "the code of $readme works as it stands",
  ({ readme, from, call, isUnsigned, needsRedis = false }) => {
    const text = readFileSync(path.join(root, readme), "utf8");
    const files = new Map(
      [...text.matchAll(/^```ts\n\/\/ (\S+\.ts)\n(.*?)^```$/gms)].map(([, name = "", code = ""]) => [name, code]),
    );
    const servers = [...files].filter(([, code]) => /\b(listen|serve)\(.*3000/.test(code)).map(([name]) => name);
    const functions = [...files]
      .filter(([, code]) => /^export (default|const handler)/m.test(code))
      .map(([name]) => name);

    /** Lays the files out in a folder of their own, in JavaScript, on a port that is free. */
    async function layOut(): Promise<{ folder: string; port: number }> {
      const port = await freePort();
      const folder = mkdtempSync(path.join(root, from, ".readme-"));
      folders.push(folder);
      for (const [name, code] of files) {
        const { outputText } = ts.transpileModule(code.replaceAll("3000", String(port)), {
          compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
        });
        writeFileSync(path.join(folder, name.replace(/\.ts$/, ".js")), outputText);
      }
      return { folder, port };
    }

    it("type-checks", () => {
      const folder = mkdtempSync(path.join(root, from, ".readme-"));
      folders.push(folder);
      const names = [...files].map(([name, code]) => {
        writeFileSync(path.join(folder, name), code);
        return path.join(folder, name);
      });
      const config = ts.readConfigFile(path.join(root, "tsconfig.base.json"), (file) => ts.sys.readFile(file));
      const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
      const program = ts.createProgram(names, {
        ...options,
        isolatedDeclarations: false,
        declaration: false,
        // A prompt handler that says nothing has nothing to return.
        noImplicitReturns: false,
      });
      const problems = ts
        .getPreEmitDiagnostics(program)
        .map(
          ({ file, messageText }) =>
            `${path.basename(file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
        );
      expect(problems).toEqual([]);
      expect([...servers, ...functions]).not.toEqual([]);
      expect(functions.length > 0).toBe(call !== undefined);
    }, 120_000);

    it.skipIf(needsRedis && !hasRedis).each(servers)("%s answers a signed request", async (name) => {
      const { publicKey, privateKey } = await generateKeyPair({ modulusLength: 2048, divisorLength: 224 });
      const { folder, port } = await layOut();
      const server = spawn(process.execPath, ["--import", PRELOAD, path.join(folder, name.replace(/\.ts$/, ".js"))], {
        env: { ...process.env, CK_PUBLIC_KEY: publicKey, REDIS_URL: redis?.url },
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      try {
        const ended = once(server, "close").then(() => Promise.reject(new Error(`${name} ended before it listened`)));
        await Promise.race([once(server, "message"), ended]);
        const body = '{"todo":"fallback","userInput":"hello"}';
        const headers = { "X-CONVOKRAFT-SIGNATURE": sign(body, privateKey) };
        const url = `http://localhost:${port}/convokraft`;
        const answer = await fetch(url, { method: "POST", body, headers });
        expect(answer.status).toBe(200);
        expect(await answer.json()).toMatchObject({ status: "handled" });
        expect((await fetch(url, { method: "POST", body })).status).toBe(401);
        expect((await fetch(url)).status).toBe(405);
      } finally {
        await stop(server);
      }
    });

    it.each(functions)("%s answers when it is called", async (name) => {
      const { publicKey, privateKey } = await generateKeyPair({ modulusLength: 2048, divisorLength: 224 });
      const { folder } = await layOut();
      const body = '{"todo":"fallback","userInput":"hello"}';
      const program = `
      const call = ${call ?? ""};
      const module = await import(${JSON.stringify(pathToFileURL(path.join(folder, name.replace(/\.ts$/, ".js"))))});
      const calls = process.argv.slice(1).map((signature) => call(module, ${JSON.stringify(body)}, signature));
      console.log(JSON.stringify(await Promise.all(calls)));`;
      const signatures = [sign(body, privateKey), sign("{}", privateKey)];
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ["--input-type=module", "--eval", program, ...signatures],
        { env: { ...process.env, CK_PUBLIC_KEY: publicKey, NODE_ENV: "production" } },
      );
      const [answer, refusal] = JSON.parse(stdout) as { status: number; text: string }[];
      expect(answer?.status).toBe(200);
      expect(JSON.parse(answer?.text ?? "")).toMatchObject({ status: "handled" });
      expect(refusal).toEqual(isUnsigned ? answer : { status: 401, text: "" });
    });

    if (!files.has("try.ts")) return;
    it("try.ts prints what the README says", async () => {
      const { folder } = await layOut();
      const tried = spawn(process.execPath, [path.join(folder, "try.js")], { stdio: ["ignore", "pipe", "inherit"] });
      const printed: Buffer[] = [];
      tried.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
      const [code] = (await once(tried, "close")) as [number];
      const [, said] = /^\/\/ try\.ts\n.*?^```\n+```\w*\n(.*?)^```$/ms.exec(text) ?? [];
      expect(Buffer.concat(printed).toString()).toBe(said);
      expect(code).toBe(0);
    });
  },
);

async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = once(child, "close");
  child.kill();
  await closed;
}
