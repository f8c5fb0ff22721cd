import { Agent, request } from "node:http";
import { sign, type KeyPair } from "@ck/signature";

/** An answer as it arrives at the platform. */
export interface PlatformAnswer {
  readonly status: number;
  readonly body: string;
}

/** The platform, as far as a server notices: signed requests over connections that stay open. */
export interface Platform {
  readonly sign: (content: object) => SignedRequest;
  readonly send: (request: SignedRequest, url?: string) => Promise<PlatformAnswer>;
  /** How many connections were opened. */
  readonly connections: () => number;
  readonly close: () => void;
}

export interface SignedRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The platform of one bot, in production. */
export function createPlatform(url: string, { privateKey }: Pick<KeyPair, "privateKey">): Platform {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  const connections = new Set<unknown>();
  return {
    sign(content) {
      const body = JSON.stringify({ bot: "leave_bot", environment: "production", ...content });
      return { body, headers: { "x-convokraft-signature": sign(body, privateKey) } };
    },
    send: ({ body, headers }, to = url) =>
      new Promise((resolve, reject) => {
        const outgoing = request(to, { method: "POST", agent }, (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", reject);
          incoming.on("end", () =>
            resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
          );
        });
        outgoing.on("error", reject).on("socket", (socket) => connections.add(socket));
        outgoing.setHeader("content-type", "application/json");
        outgoing.setHeader("content-length", Buffer.byteLength(body));
        for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
        outgoing.end(body);
      }),
    connections: () => connections.size,
    close: () => agent.destroy(),
  };
}
