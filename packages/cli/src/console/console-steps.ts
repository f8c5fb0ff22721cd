import type { EmulatedAction, EmulatedBot, EmulatedParam } from "@ck/emulator";

/** One thing to do in the console. */
export interface ConsoleStep {
  /** The same as long as it is the same thing: `action:ApplyLeave`. */
  readonly id: string;
  /** What to do, in a sentence. */
  readonly text: string;
  /** What to enter, line by line. */
  readonly details: readonly string[];
  /** What it depends on besides: if that changes, it has to be done again. */
  readonly basis?: readonly string[];
}

/** What to do in the console for a bot, in its order (docs/going-live.md). @param url - the public address of its server */
export function consoleSteps({ name, webhook, handlers, actions }: EmulatedBot, url: string): readonly ConsoleStep[] {
  const entered = actions.flatMap(actionSteps);
  const after = webhook.invocation === "every-message" ? "after every user message" : "when a context ends";
  const on = Object.entries(handlers).map(([handler, isOn]) => `${handler}: ${isOn ? "on" : "off"}`);
  const everything = [...entered.flatMap(({ text, details }) => [text, ...details]), ...on];
  return [
    { id: "bot", text: `Create the bot ${name}, and choose webhooks as its development platform.`, details: [] },
    { id: "webhook", text: "Enter the webhook.", details: [`URL: ${url}`, `called ${after}`] },
    webhook.secured
      ? {
          id: "key",
          text: "Secure the webhook, choose Show key, and copy the key into CK_PUBLIC_KEY on your server, as it is.",
          details: [],
        }
      : { id: "key", text: "Leave the webhook unsecured.", details: [] },
    ...entered,
    { id: "handlers", text: "Switch the handlers on or off.", details: on },
    { id: "train", text: "Train the bot, and talk to it in the test window.", details: [], basis: everything },
    {
      id: "deploy",
      text: "Deploy the bot with these actions selected.",
      details: actions.map(({ namespace }) => namespace),
      basis: [url, after, ...everything],
    },
  ];
}

function actionSteps({ namespace, sentences, params, buttons, followups, answer }: EmulatedAction): ConsoleStep[] {
  const optional = (id: string, text: string, details: readonly string[]): ConsoleStep[] =>
    details.length === 0 ? [] : [{ id: `${id}:${namespace}`, text, details }];
  return [
    {
      id: `action:${namespace}`,
      text: `Create the action ${namespace}, and enter the sentences that start it.`,
      details: [...sentences, ...(answer === undefined ? [] : [`answered by the platform: ${answer}`])],
    },
    ...optional("params", `Add the params of ${namespace}, in this order.`, params.flatMap(describeParam)),
    ...optional(
      "buttons",
      `Add the custom buttons of ${namespace}.`,
      buttons.map(({ id, label }) => `${id}: ${label}`),
    ),
    ...optional(
      "followups",
      `Add the follow-ups of ${namespace}.`,
      followups.map(({ text, action }) => (action === undefined ? text : `${text} → ${action}`)),
    ),
  ];
}

function describeParam({ name, type, prompt, options, optional }: EmulatedParam): string[] {
  return [
    `${name}, ${type}${optional === true ? ", optional" : ""}: ${prompt}`,
    ...options.map(({ id, label, image }) => `  option ${id}: ${label}${image === undefined ? "" : ` (${image})`}`),
  ];
}
