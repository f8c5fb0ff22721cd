import { once } from "node:events";
import { mkdtemp, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));
const packages = path.join(here, "../../..");

/** Builds what the page loads, from the sources. */
export async function buildScript(): Promise<string> {
  const outDir = await mkdtemp(path.join(tmpdir(), "ck-page-"));
  await build({
    configFile: false,
    logLevel: "warn",
    resolve: { alias: { "@ck/protocol": path.join(packages, "protocol/src/index.ts") } },
    build: {
      outDir,
      emptyOutDir: false,
      lib: { entry: path.join(packages, "page/src/index.ts"), formats: ["es"], fileName: () => "page.js" },
    },
  });
  return readFile(path.join(outDir, "page.js"), "utf8");
}

/** The page of an author, whose chat window loads later than its own script. */
const html = (streamUrl: string): string => `<!doctype html>
<meta charset="utf-8" />
<title>A shop</title>
<convokraft-chat-bot bot-name="shop" project-id="1" org-id="1"></convokraft-chat-bot>
<script type="module">
  import { chatWindow, showLateAnswers } from "/page.js";
  const reported = (window.reported = []);
  showLateAnswers(await chatWindow(), { url: ${JSON.stringify(streamUrl)}, onError: ({ code }) => reported.push(code) });
</script>
<script>
  setTimeout(() => {
    const script = document.createElement("script");
    script.type = "module";
    script.src = "/imitation.js";
    document.body.append(script);
  }, 100);
</script>`;

interface Chat {
  broadcast: unknown;
  readonly history: { readonly said: string; readonly reply: unknown }[];
}

/** Serves an author's page, and plays the platform behind its chat window: each message is free text. */
export async function startPlatform(urls: {
  readonly script: string;
  readonly webhook: string;
  readonly stream: string;
}): Promise<{ origin: string; close: () => void }> {
  const chats = new Map<string, Chat>();
  const chatOf = (session: string): Chat => {
    const chat = chats.get(session) ?? { broadcast: {}, history: [] };
    chats.set(session, chat);
    return chat;
  };
  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? "/", "http://localhost");
    const chat = chatOf(searchParams.get("session") ?? "");
    const send = (type: string, body: string): void => void res.writeHead(200, { "content-type": type }).end(body);
    const files: Record<string, () => Promise<readonly [type: string, body: string]>> = {
      "/": () => Promise.resolve(["text/html", html(urls.stream)]),
      "/page.js": () => Promise.resolve(["text/javascript", urls.script]),
      "/imitation.js": async () => ["text/javascript", await readFile(path.join(here, "imitation.js"), "utf8")],
      "/history": () => Promise.resolve(["application/json", JSON.stringify(chat.history)]),
    };
    const file = await files[pathname]?.();
    if (file) {
      send(...file);
      return;
    }
    if (pathname !== "/say") {
      // Such as the icon that a browser asks for.
      res.writeHead(404).end();
      return;
    }
    let said = "";
    for await (const piece of req) said += String(piece);
    const sessionData = { id: searchParams.get("session") };
    const body = JSON.stringify({ todo: "fallback", userInput: said, broadcast: chat.broadcast, sessionData });
    const reply = (await (await fetch(urls.webhook, { method: "POST", body })).json()) as { broadcast?: unknown };
    chat.broadcast = reply.broadcast ?? chat.broadcast;
    chat.history.push({ said, reply });
    send("application/json", JSON.stringify(reply));
  }
  const server = createServer((req, res) => void serve(req, res).catch(() => res.destroy()));
  const port = await listen(server);
  return { origin: `http://127.0.0.1:${port}`, close: () => stop(server) };
}

export async function listen(server: Server, port = 0): Promise<number> {
  await once(server.listen(port, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

export function stop(server: Server): void {
  server.close();
  server.closeAllConnections();
}
