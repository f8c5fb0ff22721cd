import type { IntegrationFunction } from "../src/index.js";

/** What Catalyst makes of an answer. */
export interface Handed {
  readonly status: number;
  readonly contentType: string;
  readonly responseBody: string;
}

/** The tokens for the project's SDK. No bot needs them. */
export const TOKENS = { "x-zc-projectid": "1", "x-zc-user-cred-token": "hunter2" };

/**
 * Calls an integration function as Catalyst's runtime does: with a parsed request that has two extra fields, and an `end`
 * that accepts only an object of one class name with one `buildResponse`. Rejects if the platform would answer 500 by
 * itself, and if the function ends twice.
 */
export async function call(run: IntegrationFunction, request: object): Promise<Handed> {
  const handed: object[] = [];
  await run(
    { ...request, catalystHeaders: TOKENS, timestamp: 1_795_000_000_000 },
    { end: (answer) => handed.push(answer) },
  );
  const [answer, ...more] = handed;
  if (answer === undefined || more.length > 0) throw new Error(`the function ended ${handed.length} times`);
  if (answer.constructor.name !== "IntegResponse") throw new Error(`an answer of the class ${answer.constructor.name}`);
  const built = (answer as { buildResponse: () => Partial<Handed> }).buildResponse();
  if (typeof built.status !== "number") throw new Error("an answer without a status");
  if (typeof built.contentType !== "string") throw new Error("an answer without a content type");
  if (typeof built.responseBody !== "string") throw new Error("an answer without a body");
  return JSON.parse(JSON.stringify(built)) as Handed;
}

/** The same, with the body parsed. */
export async function ask(run: IntegrationFunction, request: object): Promise<Record<string, unknown>> {
  const { status, responseBody } = await call(run, request);
  if (status !== 200) throw new Error(`status ${status}`);
  return JSON.parse(responseBody) as Record<string, unknown>;
}
