import type { IntegrationFunction } from "../src/index.js";

/** What Catalyst makes of an answer. */
export interface Handed {
  readonly status: number;
  readonly contentType: string;
  readonly responseBody: string;
}

/** What the project's SDK needs, and no bot. */
export const TOKENS = { "x-zc-projectid": "1", "x-zc-user-cred-token": "hunter2" };

/**
 * Calls an integration function as Catalyst's runtime does: the parsed request with two things put into it, and an `end` that takes nothing but an object of
 * a class of one name with a `buildResponse` of one form. Rejects where the platform would answer 500 by itself, and where the function ends twice.
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

/** The same, and the body parsed. */
export async function ask(run: IntegrationFunction, request: object): Promise<Record<string, unknown>> {
  const { status, responseBody } = await call(run, request);
  if (status !== 200) throw new Error(`status ${status}`);
  return JSON.parse(responseBody) as Record<string, unknown>;
}
