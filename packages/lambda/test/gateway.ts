import { once } from "node:events";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { LambdaEvent, LambdaHandler, LambdaResult } from "@ck/lambda";

/**
 * The ways in which AWS passes a request to a function.
 *
 * - `rest`: API Gateway's REST API, payload 1.0, without binary media types
 * - `rest, binary`: the same, with every media type binary
 * - `http`: API Gateway's HTTP API, payload 2.0
 * - `url`: a function URL
 * - `balancer`: an Application Load Balancer with multi-value headers switched on
 * - `balancer, plain`: the same without
 */
export type Form = "rest" | "rest, binary" | "http" | "url" | "balancer" | "balancer, plain";

export const FORMS: readonly Form[] = ["rest", "rest, binary", "http", "url", "balancer", "balancer, plain"];

/** A request before it becomes an event. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** Names and values in turn, as in Node's `rawHeaders`. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}

/** The event that AWS makes of a request, as in the developer guides of Lambda, API Gateway and the load balancers. */
export function toEvent(
  form: Form,
  { method, path, rawHeaders, body }: Exchange,
): LambdaEvent & Record<string, unknown> {
  const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1]!] as const] : []));
  const type = pairs.find(([name]) => name.toLowerCase() === "content-type")?.[1];
  const isText = form === "rest" || (form !== "rest, binary" && isTextType(type) && isUtf8(body));
  const sent = {
    body:
      body.byteLength === 0 ? null : isText ? Buffer.from(body).toString("utf8") : Buffer.from(body).toString("base64"),
    isBase64Encoded: body.byteLength > 0 && !isText,
  };
  const lower = pairs.map(([name, value]) => [name.toLowerCase(), value] as const);
  switch (form) {
    case "rest":
    case "rest, binary":
      return {
        resource: "/{proxy+}",
        path,
        httpMethod: method,
        headers: Object.fromEntries(pairs),
        multiValueHeaders: lists(pairs),
        queryStringParameters: null,
        requestContext: { resourcePath: "/{proxy+}", httpMethod: method, stage: "prod", protocol: "HTTP/1.1" },
        ...sent,
      };
    case "http":
    case "url": {
      const { body: text, isBase64Encoded } = sent;
      return {
        version: "2.0",
        routeKey: "$default",
        rawPath: path,
        rawQueryString: "",
        headers: Object.fromEntries(Object.entries(lists(lower)).map(([name, values]) => [name, values.join(",")])),
        requestContext: { http: { method, path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1" }, stage: "$default" },
        // Absent, not null, without a body.
        ...(text !== null && { body: text }),
        isBase64Encoded,
      };
    }
    case "balancer":
    case "balancer, plain":
      return {
        requestContext: { elb: { targetGroupArn: "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/bot/1" } },
        httpMethod: method,
        path,
        // The plain form keeps the last value of a repeated header.
        ...(form === "balancer" ? { multiValueHeaders: lists(lower) } : { headers: Object.fromEntries(lower) }),
        body: sent.body ?? "",
        isBase64Encoded: sent.isBase64Encoded,
      };
  }
}

/** A listener that does what AWS does: it turns a whole request into an event, and the function's result into an answer. */
export function gateway(form: Form, handler: LambdaHandler, context: { readonly timeoutMs: number }): RequestListener {
  return (req, res) => void relay(form, handler, context, req, res);
}

/** API Gateway's limit: larger requests never reach the function. */
const MAX_BYTES = 10_485_760;

async function relay(
  form: Form,
  handler: LambdaHandler,
  { timeoutMs }: { readonly timeoutMs: number },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  req.on("data", (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size <= MAX_BYTES) chunks.push(chunk);
    else res.writeHead(413, { connection: "close" }).end();
  });
  await once(req, "end").catch(() => undefined);
  if (res.headersSent || res.destroyed) return;
  const { method = "", url = "", rawHeaders } = req;
  const started = Date.now();
  const event = toEvent(form, { method, path: url, rawHeaders, body: Buffer.concat(chunks) });
  // It crosses the network as JSON.
  const result = await handler(JSON.parse(JSON.stringify(event)) as LambdaEvent, {
    getRemainingTimeInMillis: () => timeoutMs - (Date.now() - started),
  });
  reply(form, JSON.parse(JSON.stringify(result)) as LambdaResult, res);
}

function reply(form: Form, result: LambdaResult, res: ServerResponse): void {
  const { statusCode, headers = {}, multiValueHeaders = {}, body, isBase64Encoded } = result;
  const isRight = form === "balancer" ? result.headers === undefined : result.multiValueHeaders === undefined;
  // A load balancer does so if the headers have the other form.
  if (!isRight) return void res.writeHead(502).end();
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  res.writeHead(statusCode, { ...headers, ...multiValueHeaders, "content-length": bytes.byteLength }).end(bytes);
}

function lists(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [name, value] of pairs) (found[name] ??= []).push(value);
  return found;
}

function isTextType(type: string | undefined): boolean {
  return /^(text\/|application\/(json|javascript|xml|[^;]*\+(json|xml)))/i.test(type ?? "");
}

function isUtf8(bytes: Uint8Array): boolean {
  return Buffer.from(Buffer.from(bytes).toString("utf8"), "utf8").equals(bytes);
}
