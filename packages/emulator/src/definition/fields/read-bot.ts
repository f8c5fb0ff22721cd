import { NO_PASSWORD } from "../../delivery/limits.js";
import type { EmulatedBot } from "../../emulated-bot.js";
import type { Field } from "./field.js";
import { readActions } from "./read-actions.js";
import { readDialect } from "./read-dialect.js";

const INVOCATIONS = ["every-message", "context-end"] as const;

/** Reads a definition and fills in the defaults. The result is a bot only if no error was found. */
export function readBot(root: Field): EmulatedBot {
  root.checkObject(
    ["$schema", "name", "webhook", "handlers", "failureMessage", "actions", "dialect"],
    ["name", "webhook"],
  );
  return {
    name: root.at("name").text() ?? "",
    webhook: readWebhook(root.at("webhook")),
    handlers: readHandlers(root.at("handlers")),
    failureMessage: root.at("failureMessage").text() ?? "Something went wrong. Please try again later.",
    actions: readActions(root.at("actions")),
    dialect: readDialect(root.at("dialect")),
  };
}

function readWebhook(field: Field): EmulatedBot["webhook"] {
  const alone = typeof field.value === "string" || field.isAbsent;
  if (!alone) field.checkObject(["url", "invocation", "secured"], ["url"]);
  return {
    url: readUrl(alone ? field : field.at("url")),
    invocation: field.at("invocation").oneOf(INVOCATIONS) ?? "every-message",
    secured: field.at("secured").flag() ?? true,
  };
}

/** Messages never repeat the URL: it can contain a password or a token. */
function readUrl(field: Field): string {
  const text = field.text();
  if (text === undefined) return "";
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol))
    field.error("Expected the full URL of the webhook, such as http://localhost:3000/convokraft.");
  else if (url.username !== "" || url.password !== "") field.error(NO_PASSWORD);
  return text;
}

function readHandlers(field: Field): EmulatedBot["handlers"] {
  if (!field.isAbsent) field.checkObject(["welcome", "fallback", "failure"]);
  return {
    welcome: field.at("welcome").flag() ?? false,
    fallback: field.at("fallback").flag() ?? true,
    failure: field.at("failure").flag() ?? false,
  };
}
