import { listen, type ConformanceAdapter } from "@ck/testing";
import { webhook } from "@ck/lambda";
import { gateway, type Form } from "./gateway.js";

const NAMES: Partial<Record<Form, string>> = {
  "rest, binary": "AWS Lambda behind API Gateway's REST API",
  http: "AWS Lambda behind API Gateway's HTTP API",
  url: "AWS Lambda behind a function URL",
  balancer: "AWS Lambda behind a load balancer",
};

/** What is tried here, for the conformance suite. Of a REST API that takes all for text and of a plain load balancer, the README says what is lost on the way. */
export const adapters: readonly ConformanceAdapter[] = Object.entries(NAMES).map(([form, name]) => ({
  name,
  layouts: ["route", "prefix"],
  lacks: {
    stream: "What stands in front of the function hands the body over whole.",
    "hang-up": "A function is not told that the caller is gone.",
  },
  start(bot, options, { layout }) {
    const handler = webhook(bot, options);
    const path = layout === "prefix" ? "/bots/leave/convokraft" : "/convokraft";
    return listen(gateway(form as Form, handler, { timeoutMs: 10_000 }), path);
  },
}));
