import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "@ck-test/redis-server";
import { sign, type KeyPair } from "@ck/signature";
import ts from "typescript";
import { expect } from "vitest";
import { root } from "./published.js";

/** A README whose code is the files of an app. */
export interface App {
  readonly readme: string;
  /** A package from whose folder all that the files import can be found. */
  readonly from: string;
  /** How its function is called, where it has one: a program that is handed the module, a body and its signature. */
  readonly call?: string;
  /** The calls of the function carry no signature. */
  readonly isUnsigned?: boolean;
  readonly needsRedis?: boolean;
}

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

export const apps: readonly App[] = [
  { readme: "README.md", from: "packages/express" },
  { readme: "packages/express/README.md", from: "packages/express" },
  { readme: "packages/koa/README.md", from: "packages/koa" },
  { readme: "packages/node/README.md", from: "packages/node" },
  { readme: "packages/fastify/README.md", from: "packages/fastify" },
  { readme: "packages/fetch/README.md", from: "packages/fetch" },
  { readme: "docs/start.md", from: "packages/express" },
  { readme: "docs/late-answers.md", from: "packages/express" },
  { readme: "docs/moving.md", from: "packages/express" },
  { readme: "docs/language-models.md", from: "packages/create-bot" },
  { readme: "skills/convokraft-webhook/SKILL.md", from: "packages/create-bot" },
  { readme: "packages/bot/README.md", from: "packages/node" },
  { readme: "packages/lambda/README.md", from: "packages/lambda", call: LAMBDA },
  { readme: "packages/catalyst/README.md", from: "packages/catalyst", call: INTEGRATION, isUnsigned: true },
  { readme: "packages/opentelemetry/README.md", from: "packages/opentelemetry" },
  { readme: "packages/redis/README.md", from: "packages/redis", needsRedis: true },
  { readme: "packages/bullmq/README.md", from: "packages/bullmq", needsRedis: true },
];

/** Tells the parent when a server listens, so that nothing has to be polled. */
export const LISTENING: string = `data:text/javascript,${encodeURIComponent(
  'import { channel } from "node:diagnostics_channel"; channel("tracing:net.server.listen:asyncEnd").subscribe(() => process.send?.("listening"));',
)}`;

/** The code of an app. */
export interface Code {
  /** The README's text. */
  readonly text: string;
  /** Each file's text, by its name. */
  readonly files: ReadonlyMap<string, string>;
  /** The files that are servers. */
  readonly servers: readonly string[];
  /** The files that export a function for a cloud. */
  readonly functions: readonly string[];
}

/** Reads the files from the README: the blocks of TypeScript that begin with a file's name. */
export function codeOf({ readme }: App): Code {
  const text = readFileSync(path.join(root, readme), "utf8");
  const files = new Map(
    [...text.matchAll(/^```ts\n\/\/ (\S+\.ts)\n(.*?)^```$/gms)].map(([, name = "", code = ""]) => [name, code]),
  );
  const named = (pattern: RegExp): string[] =>
    [...files].filter(([, code]) => pattern.test(code)).map(([name]) => name);
  return {
    text,
    files,
    servers: named(/\b(listen|serve)\(.*3000/),
    functions: named(/^export (default|const handler)/m),
  };
}

const folders: string[] = [];

/** A folder from which the packages of an app can be found, until {@link removeFolders}. */
export function newFolder({ from }: App): string {
  const folder = mkdtempSync(path.join(root, from, ".readme-"));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true }));
}

/** Lays the files out in a folder of their own, in JavaScript, on a port that is free. */
export async function layOut(app: App): Promise<{ folder: string; port: number }> {
  const port = await freePort();
  const folder = newFolder(app);
  for (const [name, code] of codeOf(app).files) {
    const { outputText } = ts.transpileModule(code.replaceAll("3000", String(port)), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    writeFileSync(path.join(folder, inJavaScript(name)), outputText);
  }
  return { folder, port };
}

export function inJavaScript(name: string): string {
  return name.replace(/\.ts$/, ".js");
}

/** Starts a server of an app: it answers a signed request, and neither an unsigned one nor a GET. */
export async function expectAnswers(app: App, name: string, keys: KeyPair, redisUrl?: string): Promise<void> {
  const { folder, port } = await layOut(app);
  const server = spawn(process.execPath, ["--import", LISTENING, path.join(folder, inJavaScript(name))], {
    env: { ...process.env, CK_PUBLIC_KEY: keys.publicKey, REDIS_URL: redisUrl },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  try {
    const ended = once(server, "close").then(() => Promise.reject(new Error(`${name} ended before it listened`)));
    await Promise.race([once(server, "message"), ended]);
    const body = '{"todo":"fallback","userInput":"hello"}';
    const headers = { "X-CONVOKRAFT-SIGNATURE": sign(body, keys.privateKey) };
    const url = `http://localhost:${port}/convokraft`;
    const answer = await fetch(url, { method: "POST", body, headers });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: "handled" });
    expect((await fetch(url, { method: "POST", body })).status).toBe(401);
    expect((await fetch(url)).status).toBe(405);
  } finally {
    await stop(server);
  }
}

export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = once(child, "close");
  child.kill();
  await closed;
}
