import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openVault } from "@ck/emulator";
import { onTestFinished } from "vitest";
import { ownEnvironment } from "../ck-process.js";

/** An event of `ck dev --json`. */
export type DevEvent = Readonly<Record<string, unknown>> & { readonly event: string };

/** A folder of an author, with a key. Inside this package, so that `@ck/bot` is found. */
export interface Author {
  readonly cwd: string;
  readonly write: (file: string, text: string) => void;
  /** Makes the key of one of several bots, which has a folder of this name. */
  readonly makeKey: (folder: string) => Promise<unknown>;
}

/** Creates a folder with a first file. */
export async function newAuthor(files: Readonly<Record<string, string>>): Promise<Author> {
  const cwd = mkdtempSync(path.join(fileURLToPath(new URL("..", import.meta.url)), ".ck-author-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true, maxRetries: 5 }));
  const write: Author["write"] = (file, text) => writeFileSync(path.join(cwd, file), text);
  write("package.json", JSON.stringify({ name: "leave-bot", type: "module" }));
  for (const [file, text] of Object.entries(files)) write(file, text);
  const makeKeyIn = async (folder: string): Promise<unknown> => {
    const keyFile = path.join(cwd, ".ck/vault.key");
    // `ck dev` would search for primes of its own.
    return (await openVault(path.join(cwd, folder), { keyFile, keys: { parameters: "published" } })).secure();
  };
  await makeKeyIn(".ck");
  return { cwd, write, makeKey: (folder) => makeKeyIn(`.ck/bots/${folder}`) };
}

/** A bot whose greeting and answers carry a mark. */
export function bot(mark: string, more = ""): string {
  return `import { action, createBot, integer } from "@ck/bot";
export default createBot({
  name: "leave_bot",
  actions: {
    ApplyLeave: action({
      sentences: ["apply for leave"],
      params: { days: integer({ prompt: "How many days?" }) },
      execute: ({ params }) => \`${mark}: \${params.days} days.\`,
    }),
    ${more}
  },
  welcome: () => "Welcome ${mark}",
  fallback: ({ userInput }) => \`${mark}: \${userInput}\`,
});
`;
}

/** A running `ck dev`. */
export interface Dev {
  /** The next event that fits; those before it are skipped. */
  readonly until: (fits: (event: DevEvent) => boolean) => Promise<DevEvent>;
  /** The next time that the server is in a state. */
  readonly server: (state: "running" | "failed", message?: string) => Promise<DevEvent>;
  /** The address of the page, with its token. */
  readonly url: () => Promise<URL>;
  /** Presses a key. */
  readonly press: (key: string) => void;
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
  readonly stderr: () => string;
}

/** Starts `ck dev --json` on any free port. */
export function startDev(
  program: string,
  { cwd }: Author,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Dev {
  const child = spawn(process.execPath, [program, "dev", ...args, "--json", "--no-open"], {
    cwd,
    env: { ...ownEnvironment(), ...env },
    stdio: "pipe",
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close");
  const stop = async (signal: NodeJS.Signals = "SIGINT"): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  };
  onTestFinished(async () => void (await stop("SIGKILL")));

  const events: DevEvent[] = [];
  let wake = (): void => {};
  let hasEnded = false;
  createInterface({ input: child.stdout })
    .on("line", (line) => {
      events.push(JSON.parse(line) as DevEvent);
      wake();
    })
    .on("close", () => {
      hasEnded = true;
      wake();
    });
  let at = 0;
  const until: Dev["until"] = async (fits) => {
    for (;;) {
      for (; at < events.length; at++) {
        const event = events[at]!;
        if (!fits(event)) continue;
        at += 1;
        return event;
      }
      if (hasEnded) throw new Error(`ck dev ended. ${JSON.stringify(events.slice(-5))} ${stderr}`);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  let url: URL | undefined;
  return {
    until,
    server: (state, message = "") =>
      until(
        (event) => event.event === "server" && event["state"] === state && String(event["message"]).includes(message),
      ),
    async url() {
      url ??= new URL(String((await until(({ event }) => event === "page"))["url"]));
      return url;
    },
    press: (key) => void child.stdin.write(key),
    stop,
    stderr: () => stderr,
  };
}

/** The page's API, as the page calls it. */
export interface PageApi {
  readonly openChat: (visitor?: object) => Promise<string>;
  /** The texts of all messages of a chat after the visitor has said something. */
  readonly say: (chatId: string, text: string) => Promise<readonly string[]>;
  readonly snapshot: () => Promise<Snapshot>;
}

/** What the page shows. */
export interface Snapshot {
  readonly bot: { readonly name: string; readonly actions: readonly { readonly namespace: string }[] };
  readonly chats: readonly { readonly id: string; readonly messages: readonly { readonly text: string }[] }[];
  readonly exchanges: readonly { readonly id: string; readonly status?: number }[];
  readonly server?: { readonly state: string; readonly message: string; readonly log: string };
}

/** Calls the API of a page. */
export function pageApi({ origin, hash }: URL): PageApi {
  const headers = { authorization: `Bearer ${hash.replace("#token=", "")}`, "content-type": "application/json" };
  const post = async (to: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${origin}/api/${to}`, { method: "POST", headers, body: JSON.stringify(body) });
    const value = (await answer.json()) as Record<string, unknown>;
    if (!answer.ok) throw new Error(JSON.stringify(value));
    return value;
  };
  const snapshot = async (): Promise<Snapshot> => {
    const leaving = new AbortController();
    const { body } = await fetch(`${origin}/api/events`, { headers, signal: leaving.signal });
    let text = "";
    try {
      for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const [first, rest] = text.split("\n\n");
        if (first !== undefined && rest !== undefined)
          return (JSON.parse(first.slice("data: ".length)) as { snapshot: Snapshot }).snapshot;
      }
    } finally {
      leaving.abort();
    }
    throw new Error("The stream has no snapshot.");
  };
  return {
    openChat: async (visitor) => String((await post("chats", { visitor }))["id"]),
    async say(chatId, text) {
      await post(`chats/${chatId}/turns`, { type: "say", text });
      const chat = (await snapshot()).chats.find(({ id }) => id === chatId);
      return chat?.messages.map((message) => message.text) ?? [];
    },
    snapshot,
  };
}
