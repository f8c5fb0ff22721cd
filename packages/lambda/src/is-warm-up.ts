/** What the calls of Amazon EventBridge and of serverless-plugin-warmup have under `source`. */
const SOURCES: readonly unknown[] = ["aws.events", "aws.scheduler", "serverless-plugin-warmup"];

/**
 * Whether an event only keeps an instance of the function warm: a schedule of EventBridge, serverless-plugin-warmup, or
 * lambda-warmer (`warmer: true`). A caller cannot forge one over HTTP: what it sends is never the event itself.
 */
export function isWarmUp(event: unknown): boolean {
  try {
    const { source, warmer, httpMethod, requestContext } = Object(event) as Readonly<Record<string, unknown>>;
    return httpMethod === undefined && requestContext === undefined && (SOURCES.includes(source) || warmer === true);
  } catch {
    // A getter or a proxy that throws. JSON never does.
    return false;
  }
}
