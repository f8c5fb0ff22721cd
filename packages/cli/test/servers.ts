import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { action, createBot, date, integer, selection } from "@ck/bot";
import { execution, note } from "@ck/protocol";
import { webhook } from "@ck/express";
import { verify } from "@ck/signature";
import express from "express";
import { onTestFinished } from "vitest";

/** Serves until the test ends. Returns the webhook's URL. */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/convokraft`;
}

/** The example bot of `ck init`, as an author writes it. */
export function goodServer(publicKey: string | false): RequestListener {
  const bot = createBot({
    actions: {
      ApplyLeave: action({
        params: {
          leaveType: selection({ casual: "Casual leave", sick: "Sick leave" }),
          from: date(),
          days: integer({ min: 1 }),
        },
        execute: ({ params }) =>
          execution(`*${params.days} days* are booked.`, { card: [note("Have a rest. \u001B[31mred\u001B[0m")] }),
        buttons: { saveDraft: () => "The draft is saved." },
      }),
    },
    fallback: ({ userInput }) => `You said: ${userInput}`,
  });
  return express().all("/convokraft", webhook(bot, { publicKey, onError: () => undefined }));
}

/** What a server can do wrong. `ck check` finds each. */
export const FAULTS = [
  "no check at all",
  "no check without a header",
  "accepts one of two signatures",
  "knows a key that is retired",
  "verifies re-serialised JSON",
  "answers broken JSON with 200 and the error",
  "breaks on broken JSON and shows the stack",
  "says execute instead of execution",
  "says too much to welcome",
  "takes too long to execute",
  "answers every method",
  "answers a button with broken JSON",
  "answers fallback with execution",
  "reads endless bodies",
  "reads the action only from a string",
] as const;

/** One of {@link FAULTS}. */
export type ServerFault = (typeof FAULTS)[number];

/** A server built without this kit, except for the signature, that has exactly these faults. */
export function sloppyServer(
  keys: { readonly current: string; readonly retired?: string | undefined },
  ...faults: readonly ServerFault[]
): RequestListener {
  const has = (fault: ServerFault): boolean => faults.includes(fault);
  const known = [keys.current, ...(has("knows a key that is retired") && keys.retired ? [keys.retired] : [])];

  async function isGenuine(request: IncomingMessage, body: Buffer): Promise<boolean> {
    const header = request.headers["x-convokraft-signature"];
    const text = Array.isArray(header) ? header.join(", ") : header;
    if (has("no check at all")) return true;
    if (text === undefined) return has("no check without a header");
    const signatures = has("accepts one of two signatures") ? text.split(", ") : [text];
    const bytes = has("verifies re-serialised JSON") ? serialiseAgain(body) : body;
    for (const signature of signatures) if ((await verify(bytes, signature, known)).valid) return true;
    return false;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    if (request.method !== "POST" && !has("answers every method")) return refuse(response, 405);
    const body = await read(request, has("reads endless bodies") ? Infinity : 1_000_000);
    if (body === undefined) return refuse(response, 413);
    if (!(await isGenuine(request, body))) return refuse(response, 401);
    let asked: Asked;
    try {
      asked = parse(body);
    } catch (error) {
      if (has("answers broken JSON with 200 and the error"))
        return give(response, { status: "handled", message: String(error) });
      if (!has("breaks on broken JSON and shows the stack")) return refuse(response, 400);
      return response.writeHead(500).end((error as Error).stack);
    }
    return converse(asked, response);
  }

  function converse({ todo, action }: Asked, response: ServerResponse): unknown {
    const name = typeof action === "object" && !has("reads the action only from a string") ? action.namespace : action;
    switch (todo) {
      case "prompt":
        if (name !== "ApplyLeave") return give(response, { status: "execution", message: "I do not know that." });
        return give(response, { todo: "prompt" });
      case "execute":
        if (has("takes too long to execute")) return undefined;
        return give(response, {
          status: has("says execute instead of execution") ? "execute" : "execution",
          message: "Done.",
        });
      case "button":
        if (!has("answers a button with broken JSON"))
          return give(response, { status: "execution", message: "Saved." });
        return response.writeHead(200, { "content-type": "application/json" }).end("{'status': 'execution'}");
      case "welcome":
        return give(response, {
          welcome_response: { message: has("says too much to welcome") ? "x".repeat(120_000) : "Hello!" },
        });
      case "fallback":
        return give(response, {
          status: has("answers fallback with execution") ? "execution" : "handled",
          message: "Sorry?",
        });
      case "failure":
        return give(response, { message: "Try again." });
      default:
        return refuse(response, 400);
    }
  }
  return (request, response) => void answer(request, response).catch(() => response.destroy());
}

interface Asked {
  readonly todo?: unknown;
  readonly action?: string | { readonly namespace: string };
}

function parse(body: Buffer): Asked {
  const value: unknown = JSON.parse(body.toString());
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("It is not an object.");
  return value;
}

function serialiseAgain(body: Buffer): Buffer {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(body.toString())));
  } catch {
    return body;
  }
}

async function read(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).byteLength;
    // The rest is discarded, so that the sender reads the answer.
    if (size <= most) chunks.push(chunk as Buffer);
  }
  return size <= most ? Buffer.concat(chunks) : undefined;
}

function give(response: ServerResponse, value: unknown): ServerResponse {
  return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function refuse(response: ServerResponse, status: number): ServerResponse {
  return response.writeHead(status).end();
}
