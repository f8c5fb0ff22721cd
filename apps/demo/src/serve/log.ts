import type { OnError, OnEvent } from "@ck/bot";

/** One line per request: `09:30:00 Express  execute ApplyLeave · production · 200 answered · 12 ms · 482 B`. */
export function logRequest(framework: string): OnEvent {
  return ({ todo, action, environment, status, outcome, reason, detail, ms, bytesOut }) => {
    const what = [todo, action].filter(Boolean).join(" ");
    const why = [outcome, reason, detail && `(${detail})`].filter(Boolean).join(" ");
    const parts = [what, environment, `${status} ${why}`, `${Math.round(ms)} ms`, `${bytesOut} B`];
    console.log(`${time()} ${framework.padEnd(7)}  ${parts.filter(Boolean).join(" · ")}`);
  };
}

/** An error on our side, with the stack of what a handler threw. For this log, never for the wire. */
export function logError(framework: string): OnError {
  return (error, { todo, action }) => {
    const what = [todo, action].filter(Boolean).join(" ");
    console.error(`${time()} ${framework.padEnd(7)}  ${what}: ${error.code}: ${error.message}`);
    if (error.cause !== undefined) console.error(error.cause);
  };
}

function time(): string {
  return new Date().toISOString().slice(11, 19);
}
