/**
 * What is read of an event: of API Gateway's REST API (payload 1.0), HTTP API (1.0 and 2.0), of a function URL (2.0), or of an Application Load Balancer.
 * The types of `@types/aws-lambda` fit.
 *
 * @example
 * ```ts
 * import type { LambdaEvent } from "@ck/lambda";
 *
 * const event: LambdaEvent = {
 *   requestContext: { http: { method: "POST" } },
 *   headers: { "x-convokraft-signature": "MEUCIQ" },
 *   body: "eyJ0b2RvIjoid2VsY29tZSJ9",
 *   isBase64Encoded: true,
 * };
 * ```
 */
export interface LambdaEvent {
  readonly httpMethod?: string | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | undefined;
  readonly requestContext?: object | undefined;
}

/**
 * What is read of the function's context.
 *
 * @example
 * ```ts
 * import type { LambdaContext } from "@ck/lambda";
 *
 * const context: LambdaContext = { getRemainingTimeInMillis: () => 3000 };
 * ```
 */
export interface LambdaContext {
  /** What is left until the function is ended, in ms. */
  readonly getRemainingTimeInMillis?: (() => number) | undefined;
}

/**
 * The answer, in the form that the sender of the event takes.
 *
 * @example
 * ```ts
 * import type { LambdaResult } from "@ck/lambda";
 *
 * const refused: LambdaResult = { statusCode: 401, headers: {}, body: "", isBase64Encoded: false };
 * ```
 */
export interface LambdaResult {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  /** In place of `headers`, for a load balancer that sends them so: it takes no others back. */
  readonly multiValueHeaders?: Record<string, string[]>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}
