import type { OnError, OnEvent } from "@ck/bot";
import { pino, type Logger } from "pino";
import pretty from "pino-pretty";
import { errorFields } from "./error-fields.js";

/** Logs one JSON object per line, or readable lines on a terminal. */
export function createLogger(name: string): Logger {
  const { stdout } = process;
  return pino({ name, base: {} }, stdout.isTTY ? pretty({ sync: true, ignore: "name" }) : stdout);
}

/** One line per request. The fields of an event hold no words of a visitor. */
export function logRequest(log: Logger): OnEvent {
  return (event) => {
    const { todo, action, environment, status, outcome, reason, ms, bytesOut } = event;
    const what = [todo, action].filter(Boolean).join(" ");
    const parts = [what, environment, `${status} ${[outcome, reason].filter(Boolean).join(" ")}`];
    const level = outcome === "failed" || outcome === "error" ? "error" : "info";
    log[level](event, [...parts, `${Math.round(ms)} ms`, `${bytesOut} B`].filter(Boolean).join(" · "));
  };
}

/** One line per error on our side, with the stack of what a handler threw. For this log, never for the wire. */
export function logError(log: Logger): OnError {
  return (error, details) => log.error({ ...details, ...errorFields(error) }, `${error.code}: ${error.message}`);
}
