import { conformance, conformanceGaps, listen, remoteAdapter } from "@ck/testing";
import { conformanceHost } from "@ck/testing/host";
import { receive } from "@ck/bot";
import { afterAll, describe, expect, it } from "vitest";
import { readAll } from "./broken.js";

const host = conformanceHost((bot, options) => {
  const answer = receive(bot, options);
  return async (request) => {
    const body = new Uint8Array(await request.arrayBuffer());
    const response = await answer({ method: request.method, header: (name) => request.headers.get(name), body });
    return new Response(new Uint8Array(response.body), response);
  };
});

/** The simplest server with a Fetch API: it reads the whole body before it calls the handler. */
const served = await listen(async (req, res) => {
  const { method = "", url = "", headers } = req;
  const body = await readAll(req);
  const hasBody = !["GET", "HEAD"].includes(method);
  const answer = await host(
    new Request(new URL(url, "http://localhost"), {
      method,
      headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
      ...(hasBody && { body }),
    }),
  );
  const bytes = new Uint8Array(await answer.arrayBuffer());
  res
    .writeHead(answer.status, { ...Object.fromEntries(answer.headers), "content-length": bytes.byteLength })
    .end(bytes);
});
afterAll(served.close);

const lacks = { stream: "This server reads the body first.", "hang-up": "This server does not notice." };
const adapter = remoteAdapter(served.url, { name: "Fetch", lacks });

describe("an adapter in another process", () => {
  for (const { name, run } of conformance(adapter)) it.concurrent(name, run);

  it("skips the cases that its host cannot pass, and says so", () => {
    const gaps = conformanceGaps(adapter);
    expect(gaps).toContainEqual({
      name: "the handler's signal is aborted when the caller hangs up",
      why: "This server does not notice.",
    });
    expect(gaps).toContainEqual({ name: "it answers behind a prefix", why: 'There is no layout "prefix".' });
    const all = conformance({ ...adapter, lacks: {}, layouts: ["route", "prefix"] }).map(({ name }) => name);
    expect(all).toEqual(expect.arrayContaining(conformance(adapter).map(({ name }) => name)));
    expect(gaps.filter(({ name }) => conformance(adapter).some((each) => each.name === name))).toEqual([]);
  });
});
