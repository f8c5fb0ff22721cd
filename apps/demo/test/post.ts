import { request } from "node:http";

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Sends a request with `node:http`, which lets a header stand there twice. */
export function send(
  url: string,
  {
    method = "POST",
    signatures = [],
    body = "",
    onSent,
  }: { method?: string; signatures?: readonly string[]; body?: string; onSent?: () => void } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    outgoing.on("error", reject);
    outgoing.on("finish", () => onSent?.());
    if (signatures.length > 0) outgoing.setHeader("X-CONVOKRAFT-SIGNATURE", signatures);
    outgoing.setHeader("content-type", "application/json");
    outgoing.setHeader("content-length", Buffer.byteLength(body));
    outgoing.end(body);
  });
}
