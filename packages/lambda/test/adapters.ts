import { listen, type ConformanceAdapter } from "@ck/testing";
import { webhook } from "@ck/lambda";
import { gateway, type Form } from "./gateway.js";

const NAMES: Partial<Record<Form, string>> = {
  "rest, binary": "AWS Lambda behind API Gateway's REST API",
  http: "AWS Lambda behind API Gateway's HTTP API",
  url: "AWS Lambda behind a function URL",
  balancer: "AWS Lambda behind a load balancer",
};

/** For the conformance suite. The README says what a REST API without binary types and a plain load balancer lose. */
export const adapters: readonly ConformanceAdapter[] = Object.entries(NAMES).map(([form, name]) => ({
  name,
  layouts: ["route", "prefix"],
  lacks: {
    stream: "AWS passes the body to the function as a whole.",
    "hang-up": "AWS does not tell a function that the caller is gone.",
  },
  start(bot, options, { layout }) {
    const handler = webhook(bot, options);
    const path = layout === "prefix" ? "/bots/leave/convokraft" : "/convokraft";
    return listen(gateway(form as Form, handler, { timeoutMs: 10_000 }), path);
  },
}));
