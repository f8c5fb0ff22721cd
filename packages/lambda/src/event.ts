/**
 * The parts of an event that are read. It comes from API Gateway's REST API (payload 1.0) or HTTP API (1.0 and 2.0), a
 * function URL (2.0), or an Application Load Balancer. The event types of `@types/aws-lambda` are assignable to it.
 */
export interface LambdaEvent {
  readonly httpMethod?: string | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | undefined;
  readonly requestContext?: object | undefined;
}

/** The part of the function's context that is read. */
export interface LambdaContext {
  /** The time until Lambda ends the function, in ms. */
  readonly getRemainingTimeInMillis?: (() => number) | undefined;
}

/** The answer, in the form that the sender of the event expects. */
export interface LambdaResult {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  /** Replaces `headers` for a load balancer with multi-value headers: it accepts no others. */
  readonly multiValueHeaders?: Record<string, string[]>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}
