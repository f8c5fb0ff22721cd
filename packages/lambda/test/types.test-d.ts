/** Compile-only: `tsc` is the test. The handler fits AWS's own types. */
import type { Bot } from "@ck/bot";
import type {
  ALBEvent,
  ALBHandler,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyHandler,
  APIGatewayProxyHandlerV2,
  Context,
  LambdaFunctionURLHandler,
} from "aws-lambda";
import { webhook } from "../src/index.js";

declare const bot: Bot;
const handler = webhook(bot, { publicKey: false });

export const rest: APIGatewayProxyHandler = handler;
export const http: APIGatewayProxyHandlerV2 = handler;
export const url: LambdaFunctionURLHandler = handler;
export const balancer: ALBHandler = handler;

declare const event: APIGatewayProxyEvent | APIGatewayProxyEventV2 | ALBEvent;
declare const context: Context;
const { statusCode } = await handler(event, context);
statusCode satisfies number;

// @ts-expect-error -- a key is required, or an explicit `publicKey: false`
webhook(bot, {});
// @ts-expect-error -- a parsed body is not what was signed
void handler({ httpMethod: "POST", body: { todo: "welcome" } });
