import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createBot, type Bot } from "@ck/bot";
import { webhook as expressWebhook } from "@ck/express";
import { webhook as koaWebhook } from "@ck/koa";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "./published.js";

const temporary = mkdtempSync(path.join(tmpdir(), "ck-interop-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Bytes that a parser and a serialiser would spell differently, as the platform may send them. */
const body = Buffer.from(
  '{ "todo":"fallback","environment":"production", "userInput":"caf\\u00e9 \\/ 1.0 \u{1F600}", "n":1.50 }\r\n',
);

interface Signed {
  readonly publicKey: string;
  readonly signature: string;
}

/** Programs that know nothing of our code: each makes a key and signs the body. */
const signers: Record<string, { there: boolean; sign: () => Signed }> = {
  "the openssl command": {
    there: spawnSync("openssl", ["version"]).status === 0,
    sign() {
      const file = (name: string): string => path.join(temporary, name);
      const openssl = (...args: string[]): Buffer =>
        execFileSync("openssl", args, { stdio: ["ignore", "pipe", "ignore"] });
      const size = ["-pkeyopt", "dsa_paramgen_bits:2048", "-pkeyopt", "dsa_paramgen_q_bits:256"];
      openssl("genpkey", "-genparam", "-algorithm", "DSA", ...size, "-out", file("parameters.pem"));
      openssl("genpkey", "-paramfile", file("parameters.pem"), "-out", file("private.pem"));
      openssl("pkey", "-in", file("private.pem"), "-pubout", "-out", file("public.pem"));
      writeFileSync(file("body"), body);
      const signature = openssl("dgst", "-sha256", "-sign", file("private.pem"), file("body"));
      return { publicKey: readFileSync(file("public.pem"), "utf8"), signature: signature.toString("base64") };
    },
  },
  Java: {
    there: spawnSync("javac", ["-version"]).status === 0,
    sign() {
      const source = path.join(root, "test/fixtures/SignLikeThePlatform.java");
      const printed = execFileSync("java", [source], { input: body, encoding: "utf8" });
      const [publicKey = "", signature = ""] = printed.split(/\r?\n/);
      return { publicKey, signature };
    },
  },
};

// The frameworks are installed with their adapters, not at the top.
function requireFrom(name: "express" | "koa"): unknown {
  return createRequire(path.join(root, "packages", name, "package.json"))(name);
}

const listeners: Record<string, (bot: Bot, publicKey: string) => RequestListener> = {
  Express(bot, publicKey) {
    const express = requireFrom("express") as () => { post: (path: string, handler: unknown) => RequestListener };
    return express().post("/convokraft", expressWebhook(bot, { publicKey }));
  },
  Koa(bot, publicKey) {
    const Koa = requireFrom("koa") as new () => { use: (middleware: unknown) => { callback: () => RequestListener } };
    return new Koa().use(koaWebhook(bot, { publicKey })).callback();
  },
};

async function post(
  listener: RequestListener,
  sent: Buffer,
  signature: string,
): Promise<{ status: number; text: string }> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address() as AddressInfo;
    const headers = { "content-type": "application/json", "X-CONVOKRAFT-SIGNATURE": signature };
    const response = await fetch(`http://127.0.0.1:${port}/convokraft`, { method: "POST", headers, body: sent });
    return { status: response.status, text: await response.text() };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe.each(Object.entries(signers))("a request signed by %s", (_name, { there, sign }) => {
  const bot = createBot({ actions: {}, fallback: ({ userInput }) => `You said: ${userInput}` });
  let signed: Signed | undefined;

  it.skipIf(!there).each(Object.entries(listeners))(
    "is answered by %s as it stands, and refused with one byte changed",
    async (_framework, mount) => {
      signed ??= sign();
      const listener = mount(bot, signed.publicKey);
      const { status, text } = await post(listener, body, signed.signature);
      expect({ status, answer: JSON.parse(text) as unknown }).toEqual({
        status: 200,
        answer: { status: "handled", message: "You said: café / 1.0 \u{1F600}" },
      });
      const changed = Buffer.from(body.toString().replace("production", "productioN"));
      expect(await post(listener, changed, signed.signature)).toEqual({ status: 401, text: "" });
    },
  );
});
