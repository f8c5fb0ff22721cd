import { generateKeyPair, importPublicKey, sign, type PublicKey } from "@ck/signature";
import { receive, type Bot, type BotError, type RawRequest, type ReceiveOptions, type RequestEvent } from "@ck/bot";

/** A key pair, as the platform makes one. */
export interface Keys {
  readonly publicKey: PublicKey;
  readonly privateKey: string;
}

export async function makeKeys(): Promise<Keys> {
  const { publicKey, privateKey } = await generateKeyPair({ divisorLength: 224, parameters: "published" });
  return { publicKey: importPublicKey(publicKey), privateKey };
}

/** A bot behind `receive`, and everything that it reported. */
export interface TestBot {
  readonly events: RequestEvent[];
  readonly errors: BotError[];
  readonly send: (
    body: unknown,
    request?: Partial<RawRequest> & { headers?: Record<string, string | string[]> },
  ) => Promise<Answered>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body of a 200. */
  readonly json: Record<string, unknown>;
}

/** Mounts a bot; unsigned by default. */
export function talk(bot: Bot, options: Partial<ReceiveOptions> = {}): TestBot {
  const events: RequestEvent[] = [];
  const errors: BotError[] = [];
  const answer = receive(bot, {
    publicKey: false,
    onEvent: (event) => events.push(event),
    onError: (error) => errors.push(error),
    ...options,
  });
  return {
    events,
    errors,
    async send(body, { headers = {}, ...request } = {}) {
      const {
        status,
        headers: out,
        body: bytes,
      } = await answer({
        method: "POST",
        header: (name) => Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1],
        body: bytesOf(body),
        ...request,
      });
      const text = new TextDecoder().decode(bytes);
      return { status, headers: out, text, json: status === 200 ? (JSON.parse(text) as Record<string, unknown>) : {} };
    },
  };
}

export function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
}

/** The header that the platform sends with `body`. */
export function signed(body: unknown, keys: Keys): { headers: Record<string, string> } {
  return { headers: { "X-CONVOKRAFT-SIGNATURE": sign(bytesOf(body), keys.privateKey) } };
}
