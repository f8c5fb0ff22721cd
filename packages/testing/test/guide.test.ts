import { readFileSync } from "node:fs";
import * as botPackage from "@ck/bot";
import { conformance, listen, type ConformanceAdapter } from "@ck/testing";
import ts from "typescript";
import { describe, it } from "vitest";

type Incoming = Record<"method" | "headers" | "chunks" | "closed", unknown>;
type Webhook = (
  ...mounted: Parameters<ConformanceAdapter["start"]>
) => (incoming: Incoming) => Promise<botPackage.RawResponse>;

/** The adapter that the guide builds by hand. */
function load(): Webhook {
  const guide = readFileSync(new URL("../../../docs/write-an-adapter.md", import.meta.url), "utf8");
  const code = /^```ts\n(.*?)^\/\/ How it is called:$/ms.exec(guide)?.[1] ?? "";
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call
  return new Function("exports", "require", `${outputText}; return webhook;`)({}, () => botPackage) as Webhook;
}

const webhook = load();
const adapter: ConformanceAdapter = {
  name: "the adapter that the guide builds by hand",
  start(...mounted) {
    const answer = webhook(...mounted);
    return listen(async (req, res) => {
      const gone = new AbortController();
      res.on("close", () => res.writableEnded || gone.abort());
      const { method, rawHeaders } = req;
      const headers = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1]]] : []));
      const { status, headers: more, body } = await answer({ method, headers, chunks: req, closed: gone.signal });
      res.writeHead(status, { ...more, "content-length": body.byteLength }).end(body);
    });
  },
};

describe(adapter.name, () => {
  for (const { name, run } of conformance(adapter)) it.concurrent(name, run);
});
