import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadExchange, readDefinition, toJson } from "@ck/emulator";
import { afterAll, describe, expect, it } from "vitest";
import { useProgram } from "../ck-process.js";
import { newProject, setUrl, withServer } from "../project.js";
import { ck, newFolder } from "../run-ck.js";
import { goodServer, listen } from "../servers.js";
import { hash, startFront, startListen, type Digests } from "./start-listen.js";

const program = useProgram();
const run = promisify(execFile);
/** How many exchanges go through; 10,000 take some minutes on a small machine. */
const EXCHANGES = Number(process.env["CK_LISTEN_EXCHANGES"] ?? 1_000);
const PER_CONNECTION = 20;

const classes = mkdtempSync(path.join(tmpdir(), "ck-java-"));
afterAll(() => rmSync(classes, { recursive: true, force: true }));

/** Requests as no library writes them; the last one asks for the end of the connection. */
function oddRequests(connection: number): Buffer[] {
  return Array.from({ length: PER_CONNECTION }, (_, index) => {
    const id = connection * PER_CONNECTION + index;
    const end = index === PER_CONNECTION - 1 ? "connection:close\r\n" : "";
    const head = `POST /convokraft?n=${id} HTTP/1.1\r\nhOsT: bot.example.com\r\nX-Twice: ${id}\r\nx-twice:  again\r\n${end}`;
    const json = `{ "todo" :"fallback",\t"userInput":"caf\\u00e9 ü ${id}","n":1.50e1, "todo":"fallback" }\r\n`;
    switch (id % 4) {
      case 0: {
        const [one, two] = [json.slice(0, 7), json.slice(7)].map((piece) => Buffer.from(piece));
        const chunk = (bytes = Buffer.alloc(0)): Buffer[] => [
          Buffer.from(`${bytes.length.toString(16)};x="y"\r\n`),
          bytes,
          Buffer.from("\r\n"),
        ];
        return Buffer.concat([
          Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n`),
          ...chunk(one),
          ...chunk(two),
          Buffer.from("0\r\nTrailer: 1\r\n\r\n"),
        ]);
      }
      case 1: {
        const bytes = Buffer.from([0xff, 0xfe, id & 0xff, 0x00]);
        return Buffer.concat([Buffer.from(`${head}Content-Length: 4\r\n\r\n`), bytes]);
      }
      default:
        return Buffer.from(
          `${head}Content-Length: ${Buffer.byteLength(json)}\r\nX-CONVOKRAFT-SIGNATURE: MCwC${id}\r\n\r\n${json}`,
        );
    }
  });
}

/** Sends each request after the answer to the one before, and keeps digests. */
async function talkOdd(port: number, connection: number, digests: Digests): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1" });
  const { createHash } = await import("node:crypto");
  const sent = createHash("sha256");
  hash(socket, digests.responses);
  const ended = once(socket, "end");
  for (const [index, bytes] of oddRequests(connection).entries()) {
    sent.update(bytes);
    const isLast = index === PER_CONNECTION - 1;
    const answered = isLast ? ended : once(socket, "data");
    socket.write(bytes);
    await answered;
  }
  digests.requests.push(sent.digest("hex"));
}

describe("ck listen", () => {
  it(`forwards ${EXCHANGES} exchanges byte for byte, and records all of them`, async () => {
    const { cwd } = await newProject();
    const answers = ['{"status":"handled","message":"ü"}', "", "{'not': JSON}"];
    let count = 0;
    const url = await listen((request, response) => {
      request.resume();
      request.on("end", () => {
        count += 1;
        response.writeHead(
          count % 7 === 0 ? 401 : 200,
          [
            ["X-Answer", String(count)],
            ["x-answer", "twice"],
          ].flat(),
        );
        response.end(answers[count % 3]);
      });
    });
    const front = await startFront(url);
    const listening = await startListen(program(), cwd, ["--forward", front.url]);
    const own: Digests = { requests: [], responses: [] };
    const connections = EXCHANGES / PER_CONNECTION;
    for (let at = 0; at < connections; at += 5)
      await Promise.all(
        Array.from({ length: Math.min(5, connections - at) }, (_, index) => talkOdd(listening.port, at + index, own)),
      );
    expect(count).toBe(EXCHANGES);
    const ended = (): number => Math.min(front.digests.requests.length, front.digests.responses.length);
    await expect.poll(ended, { timeout: 20_000 }).toBe(connections);
    expect(own.requests.toSorted()).toEqual(front.digests.requests.toSorted());
    expect(own.responses.toSorted()).toEqual(front.digests.responses.toSorted());
    await listening.recorded(EXCHANGES);
    await listening.stop();
    const { exchanges, unreadable } = (await ck.jsonOf(cwd, "listen report")) as {
      exchanges: number;
      unreadable: number;
    };
    expect({ exchanges, unreadable }).toEqual({ exchanges: EXCHANGES, unreadable: 0 });
  });

  it("forwards what curl and Java send, byte for byte", async () => {
    const { cwd } = await newProject();
    const front = await startFront(
      await listen(
        (request, response) =>
          void request.resume().on("end", () => response.end('{"status":"handled","message":"x"}')),
      ),
    );
    const listening = await startListen(program(), cwd, ["--forward", front.url]);
    await run("javac", ["-d", classes, fileURLToPath(new URL("Client.java", import.meta.url))]);
    writeFileSync(path.join(cwd, "body.bin"), Buffer.from([0x7b, 0xff, 0x00, 0x7d]));
    const through = `http://127.0.0.1:${listening.port}/convokraft`;
    for (const commandOf of [
      (url: string) => [
        "curl",
        "-sS",
        "-H",
        "Host: bot.example.com",
        "-H",
        "X-A: 1",
        "-H",
        "X-A: 2",
        "--data-binary",
        "@body.bin",
        url,
      ],
      (url: string) => [
        "curl",
        "-sS",
        "-H",
        "Host: bot.example.com",
        "-H",
        "Transfer-Encoding: chunked",
        "--data-binary",
        "@body.bin",
        url,
      ],
      (url: string) => ["java", "-Djdk.httpclient.allowRestrictedHeaders=host", "-cp", classes, "Client", url],
    ]) {
      const captured = [];
      for (const url of [front.url, through]) {
        front.bytes.length = 0;
        const [file = "", ...args] = commandOf(url);
        const { stdout } = await run(file, args, { cwd });
        captured.push({ stdout, bytes: Buffer.concat(front.bytes).toString("latin1") });
      }
      expect(captured[1]).toEqual(captured[0]);
      expect(captured[0]?.bytes.length).toBeGreaterThan(100);
    }
  });

  it("names what the emulator's dialect does otherwise, and says how to configure a server", async () => {
    const { cwd, current } = await newProject();
    const file = path.join(cwd, "convokraft.json");
    const bot = await readDefinition(file);
    const signature = { hash: "sha512", format: "der", encoding: "hex" } as const;
    const url = await listen((_, response) => response.end('{"todo":"prompt"}'));
    writeFileSync(path.join(cwd, "key.txt"), current);
    const listening = await startListen(program(), cwd, ["--forward", url, "--key", "key.txt"]);
    writeFileSync(
      file,
      toJson({
        ...bot,
        webhook: { ...bot.webhook, url: `http://127.0.0.1:${listening.port}/` },
        dialect: { ...bot.dialect, action: "string", signature },
      }),
    );
    await ck.within(cwd, "chat", { stdin: "apply for leave\n1\n" });
    await listening.recorded(2);
    await listening.stop();
    const { stdout } = await ck.within(cwd, "listen report");
    expect(stdout).toMatch(/\[\?\] Signatures use SHA-256\. CONTRADICTED (?:once|\d+ times)\n/);
    expect(stdout).toMatch(/\[I\] Signatures are Base64\. CONTRADICTED (?:once|\d+ times)\n/);
    expect(stdout).toMatch(/\[O\] action is an object with namespace\. CONTRADICTED (?:once|\d+ times)\n/);

    writeFileSync(file, toJson(bot));
    expect((await ck.within(cwd, "listen dialect")).code).toBe(0);
    expect((await readDefinition(file)).dialect).toMatchObject({ action: "string", signature });
  });

  it("shows the traffic on a page, from which it can be sent elsewhere and saved as a test", async () => {
    const { cwd, url } = await withServer();
    const listening = await startListen(program(), cwd, ["--forward", url, "--ui"]);
    setUrl(cwd, `http://127.0.0.1:${listening.port}/convokraft`);
    await ck.within(cwd, "chat", { stdin: "apply for leave\n" });
    await listening.recorded(1);
    const page = new URL(listening.page ?? "");
    const authorization = `Bearer ${new URLSearchParams(page.hash.slice(1)).get("token")}`;
    const call = async (path: string, body?: object): Promise<Record<string, unknown>> => {
      const headers = { authorization, ...(body && { "content-type": "application/json" }) };
      const answer = await fetch(new URL(`/api/${path}`, page), {
        headers,
        ...(body && { method: "POST", body: JSON.stringify(body) }),
      });
      return (await answer.json()) as Record<string, unknown>;
    };
    const events = await fetch(new URL("/api/events", page), { headers: { authorization } });
    const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
    const { value = "" } = await reader.read();
    await reader.cancel();
    const id = /"id":"([\da-f-]{36})","number":1,/.exec(value)?.[1] ?? "";
    expect(await call(`exchanges/${id}`)).toMatchObject({ exchange: { redacted: {} } });
    const again = await call(`exchanges/${id}/resend`, { url, sign: true });
    expect(await call(`exchanges/${String(again["id"])}`)).toMatchObject({ row: { outcome: "answered" } });
    const { file } = await call(`exchanges/${id}/save`, {});
    await listening.stop();
    const { code } = await ck.within(cwd, `replay ${String(file)} --url ${url}`);
    expect(code).toBe(0);
  });

  it("leaves readable recordings wherever it is killed, and they replay", async () => {
    const { cwd, url } = await withServer();
    const folder = path.join(cwd, ".ck/traffic");
    for (const after of [1, 3, 7]) {
      const listening = await startListen(program(), cwd, ["--forward", url, "--record", folder]);
      const closed = once(listening.process, "close");
      const sends = Array.from({ length: 20 }, async (_, index) => {
        const body = JSON.stringify({ todo: "fallback", environment: "development", userInput: `I am Sam ${index}` });
        await fetch(`http://127.0.0.1:${listening.port}/convokraft`, { method: "POST", body }).catch(() => undefined);
      });
      await listening.recorded(after);
      listening.process.kill("SIGKILL");
      await Promise.all([...sends, closed]);
    }
    const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const name of files) {
      const exchange = await loadExchange(path.join(folder, name));
      expect(JSON.stringify(exchange)).not.toContain("Sam");
    }
  });

  it("records what can be replayed, though personal values are replaced", async () => {
    const { cwd, url } = await withServer();
    const listening = await startListen(program(), cwd, ["--forward", url]);
    setUrl(cwd, `http://127.0.0.1:${listening.port}/convokraft`);
    await ck.within(cwd, "chat", { stdin: "hello, I am Sam\napply for leave\n2\n3 May 2030\n2\n" });
    await listening.recorded(5);
    await listening.stop();
    const folder = path.join(cwd, ".ck/traffic");
    const files = readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => `.ck/traffic/${name}`);
    expect(files.map((name) => readFileSync(path.join(cwd, name), "utf8")).join()).not.toMatch(/Sam|3 May/);
    const { code, stdout } = await ck.within(cwd, `replay ${files.join(" ")} --url ${url}`);
    expect(stdout).toContain(`${files.length} as recorded, 0 different, 0 unreachable`);
    expect(code).toBe(0);
  });

  it("goes on when the disk is full", async () => {
    const cwd = newFolder();
    const url = await listen(
      (request, response) => void request.resume().on("end", () => response.end('{"status":"handled","message":"x"}')),
    );
    // No file may grow beyond a block: writing a recording fails, as on a full disk.
    const listening = await startListen(program(), cwd, ["--forward", url, "--record", "traffic"], "ulimit -f 1; ");
    for (let count = 0; count < 30; count++) {
      const answer = await fetch(`http://127.0.0.1:${listening.port}/convokraft`, {
        method: "POST",
        body: JSON.stringify({
          todo: "fallback",
          userInput: "x".repeat(5_000),
          params: Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`p${at}`, "text"])),
        }),
      });
      expect(await answer.text()).toContain("handled");
    }
    await listening.stop();
    expect(listening.process.exitCode).toBe(0);
    expect(readdirSync(path.join(cwd, "traffic")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("lets a bot that is down look down", async () => {
    const cwd = newFolder();
    const listening = await startListen(program(), cwd, ["--forward", "http://127.0.0.1:1/", "--record", "traffic"]);
    const socket = connect(listening.port, "127.0.0.1");
    const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNRESET");
    await listening.stop();
  });

  it("accepts genuine requests of a real bot through it", async () => {
    const project = await newProject();
    const url = await listen(goodServer(project.current));
    const listening = await startListen(program(), project.cwd, ["--forward", url]);
    const { code, stdout } = await ck.within(project.cwd, `check http://127.0.0.1:${listening.port}/convokraft`);
    expect(stdout).toMatch(/\n\d+ passed, 0 failed/);
    expect(code).toBe(0);
    await listening.stop();
  });
});
