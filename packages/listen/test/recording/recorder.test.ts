import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bytesOf, createStrangerSigner, loadExchange, textOf } from "@ck/emulator";
import { exportPublicKey, generateKeyPair, importPrivateKey, importPublicKey, sign, verify } from "@ck/signature";
import { describe, expect, it } from "vitest";
import { createRecorder, listRecordings, type Recorded, type RecorderOptions, type Traffic } from "../../src/index.js";
import { newFolder } from "../servers.js";

const url = "http://localhost:3000/convokraft";
const pair = generateKeyPair({ parameters: "published" });

function traffic(
  body: string,
  { answer = "{}", headers = [] as [string, string][], at = new Date().toISOString() } = {},
): Traffic {
  const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
  return {
    at,
    request: {
      method: "POST",
      target: "/convokraft",
      httpVersion: "1.1",
      headers: [["Content-Type", "application/json"], ...headers],
      body: utf8(body),
      truncated: false,
    },
    response: {
      status: 200,
      headers: [["content-type", "application/json"]],
      body: utf8(answer),
      truncated: false,
      complete: true,
    },
    timings: { firstByteMs: 1, totalMs: 2 },
  };
}

async function record(each: readonly Traffic[], options: Partial<RecorderOptions> = {}): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  const errors: unknown[] = [];
  const recorder = await createRecorder({
    folder: newFolder(),
    url,
    onRecorded: (one) => recorded.push(one),
    onError: (error) => errors.push(error),
    ...options,
  });
  for (const one of each) recorder.record(one);
  await recorder.flush();
  expect(errors).toEqual([]);
  return recorded;
}

describe("a recorder", () => {
  it("keeps exact bytes if told not to redact, in files for their owner only", async () => {
    const body = '{ "todo":"fallback", "userInput":"caf\\u00e9" }\n';
    const [one] = await record([traffic(body)], { redact: false });
    const exchange = await loadExchange(one!.file);
    expect(textOf(exchange.request.body)).toBe(body);
    expect(exchange).toMatchObject({ todo: "fallback", environment: "development", request: { url } });
    expect(statSync(one!.file).mode & 0o077).toBe(0);
    expect(statSync(path.dirname(one!.file)).mode & 0o077).toBe(0);
  });

  it("redacts by default: equal values stay equal, shapes stay, and the request is signed again", async () => {
    const { publicKey, privateKey } = await pair;
    const key = importPrivateKey(privateKey);
    const mail = (name: string): string =>
      `{"todo":"prompt", "params":{"mail":"${name}@acme.com","days":3},"userInput":"${name}@acme.com"}`;
    const recorded = await record([traffic(mail("sam")), traffic(mail("sam")), traffic(mail("kim"))], {
      sign: (bytes) => Promise.resolve(sign(bytes, key)),
      keyId: "abc",
    });
    const texts = recorded.map(({ exchange }) => textOf(exchange.request.body));
    expect(texts.join()).not.toMatch(/sam|kim|acme/);
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
    expect(texts[0]).toMatch(
      /^\{"todo":"prompt", "params":\{"mail":"([\da-f]+@example\.com)","days":\d\},"userInput":"\1"\}$/,
    );
    const { exchange } = recorded[0]!;
    expect(exchange.redacted).toEqual({ keyId: "abc" });
    const result = await verify(bytesOf(exchange.request.body), exchange.request.signature, importPublicKey(publicKey));
    expect(result.valid).toBe(true);
  });

  it("keeps pseudonyms equal after a restart", async () => {
    const folder = newFolder();
    const body = '{"todo":"fallback","userInput":"I am Sam"}';
    const [one] = await record([traffic(body)], { folder });
    const [other] = await record([traffic(body)], { folder });
    expect(one?.exchange.request.body).toEqual(other?.exchange.request.body);
  });

  it("explains signatures", async () => {
    const { publicKey, privateKey } = await pair;
    const body = '{"todo":"welcome"}';
    const signed = (hash: "sha256" | "sha1", text = body): [string, string][] => [
      ["X-ConvoKraft-Signature", sign(text, importPrivateKey(privateKey), { hash })],
    ];
    const recorded = await record(
      [
        traffic(body, { headers: signed("sha256") }),
        traffic(body, { headers: signed("sha1") }),
        traffic(body),
        traffic(body, { headers: signed("sha256", "{}") }),
      ],
      { keys: [importPublicKey(exportPublicKey(publicKey))] },
    );
    expect(recorded.map(({ observation }) => observation.signature.verdict)).toEqual([
      "valid",
      "explained",
      "missing",
      "unexplained",
    ]);
    expect(recorded[1]?.observation).toMatchObject({
      signature: { settings: { hash: "sha1" } },
      contradicts: expect.arrayContaining(["hash"]) as unknown,
      headers: expect.arrayContaining(["X-ConvoKraft-Signature"]) as unknown,
    });
  });

  it("is bounded by count, size and age, and removes nothing else", async () => {
    const folder = newFolder();
    const many = Array.from({ length: 12 }, (_, index) =>
      traffic(`{"todo":"welcome","n":${index}}`, { at: new Date(Date.now() + index).toISOString() }),
    );
    await record(many, { folder, maxFiles: 5 });
    writeFileSync(path.join(folder, "mine.json"), "{}");
    expect(await listRecordings(folder)).toHaveLength(5);
    await record([], { folder, maxBytes: 3_000 });
    const sizes = (await listRecordings(folder)).map((file) => statSync(file).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(3_000);
    await record([traffic("{}", { at: "2020-01-01T00:00:00.000Z" })], { folder });
    await record([], { folder });
    expect((await listRecordings(folder)).filter((file) => file.includes("2020"))).toEqual([]);
    expect(readdirSync(folder)).toContain("mine.json");
  });

  it("removes what a killed process left half written", async () => {
    const folder = newFolder();
    await record([traffic("{}")], { folder });
    writeFileSync(path.join(folder, "20300101T000000000Z-exchange-01234567.json.tmp"), '{"half');
    await record([], { folder });
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("refuses a folder that others can read, and a symbolic link", async () => {
    const open = newFolder();
    mkdirSync(open);
    chmodSync(open, 0o755);
    await expect(createRecorder({ folder: open, url })).rejects.toMatchObject({ code: "ERR_FOLDER" });
    const link = `${newFolder()}-link`;
    symlinkSync(path.dirname(open), link);
    await expect(createRecorder({ folder: link, url })).rejects.toMatchObject({ code: "ERR_FOLDER" });
  });

  it("drops what comes too fast instead of growing", async () => {
    const recorder = await createRecorder({ folder: newFolder(), url });
    for (let count = 0; count < 1_500; count++) recorder.record(traffic('{"todo":"welcome"}'));
    await recorder.flush();
    expect(recorder.counts).toEqual({ written: 1_000, failed: 0, dropped: 500 });
  });
});

describe("redaction", () => {
  it("leaves none of 1,000 personal values, wherever they stand", async () => {
    const values = Array.from({ length: 1_000 }, (_, index) => planted(index));
    const places = [
      (value: string) => ({ todo: "fallback", userInput: value }),
      (value: string) => ({ todo: "prompt", action: { namespace: "ApplyLeave" }, params: { name: value } }),
      (value: string) => ({ todo: "welcome", user: { id: value, mail: [value] } }),
      (value: string) => ({ todo: "welcome", clientData: { deep: { deeper: [{ x: value }] } } }),
      (value: string) => ({
        todo: "welcome",
        sessionData: { medium: value, client_identifier: value, client_data: { [`${value} key`]: 1 } },
      }),
      (value: string) => ({
        todo: "button",
        broadcast: { v: value },
        cache: { v: value },
        data: { v: value },
        messageData: value,
      }),
      (value: string) => ({
        todo: "fallback",
        action: value,
        [`${value}!`]: value,
        userInput: Number.isNaN(Number(value)) ? value : Number(value),
      }),
      (value: string) => `not JSON ${value}`,
    ];
    const all = values.map((value, index) => {
      const body = places[index % places.length]!(value);
      const one = traffic(typeof body === "string" ? body : JSON.stringify(body), {
        answer: JSON.stringify({
          status: "handled",
          message: `Hello ${value}`,
          card: [{ type: "note", content: value }],
        }),
        headers: [
          ["X-Forwarded-For", value],
          ["Cookie", value],
          ["User-Agent", value],
        ],
      });
      const target = `/convokraft/${encodeURIComponent(value)}?q=${encodeURIComponent(value)}`;
      return index % 3 === 0 ? { ...one, request: { ...one.request, target } } : one;
    });
    const folder = newFolder();
    const stranger = createStrangerSigner();
    const recorded = await record(all, { folder, sign: stranger });
    expect(recorded).toHaveLength(1_000);
    const written = recorded.map(({ file }) => readFileSync(file, "utf8"));
    for (const [index, value] of values.entries())
      expect({
        value,
        found: written[index]!.includes(value) || written[index]!.includes(encodeURIComponent(value)),
      }).toEqual({ value, found: false });
  });

  function planted(index: number): string {
    const kinds = [
      `Samantha Fox${index}`,
      `sam.fox${index}@acme.example`,
      `+49 170 555${String(index).padStart(4, "0")}`,
      `4155550${String(index).padStart(4, "0")}`,
      `198.51.${index % 250}.${(index * 7) % 250}`,
      `Fürstenallee ${index}, 33102 Paderborn`,
      `DE8937040044053201${String(index).padStart(4, "0")}`,
      `https://crm.acme.example/people/${index}`,
      `19${60 + (index % 40)}-0${1 + (index % 9)}-1${index % 10} of ${index}`,
      `naïve 🎈 ${index}`,
    ];
    return kinds[index % kinds.length]!;
  }
});
