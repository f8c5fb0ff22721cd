import {
  parseResponse,
  RESPONSE_TIMEOUT_MS,
  SIGNATURE_HEADER,
  type ParseResponseResult,
  type Todo,
} from "@ck/protocol";
import { signAsync, type PrivateKey } from "@ck/signature";

/** A request of the platform, before it is signed. */
export interface PlatformRequest {
  readonly todo: Todo;
  readonly [key: string]: unknown;
}

/** One request and what came back. */
export interface Exchange {
  readonly request: PlatformRequest;
  /** 0: no answer came within the platform's 5 s, or the connection broke. */
  readonly status: number;
  /** From the sending to the last byte of the answer, in ms. */
  readonly ms: number;
  /** Size of the answer, in bytes. */
  readonly bytes: number;
  /** What the platform makes of the answer; `undefined` where the status is not 200. */
  readonly verdict: ParseResponseResult | undefined;
}

/** Where to deliver, and with whose signature. */
export interface DeliverOptions {
  readonly url: string;
  readonly privateKey: PrivateKey;
  /** Changes the body after it was signed, as somebody on the way would. */
  readonly tamper?: ((body: string) => string) | undefined;
}

/** Signs a request and sends it, as the platform does: the signature is over the bytes of the body (contract §5). */
export async function deliver(
  request: PlatformRequest,
  { url, privateKey, tamper = (body) => body }: DeliverOptions,
): Promise<Exchange> {
  const body = JSON.stringify(request);
  const headers = { "content-type": "application/json", [SIGNATURE_HEADER]: await signAsync(body, privateKey) };
  const started = performance.now();
  const elapsed = (): number => performance.now() - started;
  try {
    const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
    const response = await fetch(url, { method: "POST", headers, body: tamper(body), signal });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const verdict = response.status === 200 ? parseResponse(bytes, { to: request.todo }) : undefined;
    return { request, status: response.status, ms: elapsed(), bytes: bytes.byteLength, verdict };
  } catch {
    return { request, status: 0, ms: elapsed(), bytes: 0, verdict: undefined };
  }
}
