import { parseResponse } from "@ck/protocol";
import {
  createConversation,
  type Conversation,
  type EmulatedBot,
  type FailedOutcome,
  type Said,
  type Verdict,
  type VisitorInput,
  type WireRequest,
} from "../../src/core.js";
import { leaveBot } from "../support/leave-bot.js";

/** The answer of a server, or why there is none. */
export type Scripted = Readonly<Record<string, unknown>> | FailedOutcome;

export interface Driven {
  readonly messages: Said[];
  readonly requests: WireRequest[];
  readonly remarks: string[];
}

/** A conversation of the test's bot, with the clock at noon of the 1st of May 2026, a Friday. */
export function talkTo(bot: EmulatedBot = leaveBot("http://localhost/")): Conversation {
  const now = (): Date => new Date("2026-05-01T12:00:00Z");
  return createConversation({ bot, environment: "development", clientData: { name: "Sam" }, page: "http://p/", now });
}

/** Takes a turn; the answers are given in their order, and there have to be as many as there are requests. */
export function drive(conversation: Conversation, input: VisitorInput | string, ...answers: Scripted[]): Driven {
  const driven: Driven = { messages: [], requests: [], remarks: [] };
  const steps = conversation.take(typeof input === "string" ? { type: "say", text: input } : input);
  let step = steps.next();
  while (step.done !== true) {
    let verdict: Verdict | undefined;
    if (step.value.type === "message") driven.messages.push(step.value.message);
    else if (step.value.type === "remark") driven.remarks.push(step.value.message);
    else {
      const { request } = step.value;
      driven.requests.push(JSON.parse(JSON.stringify(request)) as WireRequest);
      const answer = answers.shift();
      if (answer === undefined) throw new Error(`no answer for ${request.todo}`);
      verdict = judged(request, answer);
    }
    step = steps.next(verdict);
  }
  if (answers.length > 0) throw new Error(`${answers.length} answers were not asked for`);
  return driven;
}

function judged({ todo }: WireRequest, answer: Scripted): Verdict {
  if (typeof answer === "string") return { outcome: answer, message: "", remarks: [], issues: [] };
  const parsed = parseResponse(answer, { to: todo });
  if (!parsed.ok) return { outcome: "wrong-form", message: "", remarks: [], issues: parsed.issues };
  const { kind, response } = parsed;
  return { outcome: "answered", answer: { kind, response } as never, message: "", remarks: [] };
}

/** `role: text` of each message. */
export function spoken(messages: readonly Said[]): string[] {
  return messages.map(({ role, text }) => `${role}: ${text}`);
}

export const askNext = { todo: "prompt" } as const;
export const proceed = { todo: "execute" } as const;
export const done = { status: "execution", message: "Done." } as const;
export const prompts = (param_name: string, more: object = {}, beside: object = {}): Scripted => ({
  status: "prompt",
  prompt: { param_name, options: [], buttons: [], ...more },
  message: `${param_name}?`,
  data: {},
  ...beside,
});
