/**
 * Run a ConvoKraft bot as an AWS Lambda function.
 * @module
 */
export type { LambdaContext, LambdaEvent, LambdaResult } from "./event.js";
export { webhook } from "./webhook.js";
export type { LambdaHandler } from "./webhook.js";
