import { printableJson } from "./printable.js";
import { createStyle, wantsColor, type Style } from "./style.js";

/** What a command has around it. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
}

/** Whether a person can be asked something. */
export function isInteractive({ stdin, stderr }: Terminal): boolean {
  return stdin.isTTY && stderr.isTTY;
}

/** Whether a prompt can be drawn, and drawn anew as keys are pressed. */
export function canDraw({ stdin, stdout, env }: Terminal): boolean {
  // Some terminals do not say how wide they are.
  return stdin.isTTY && stdout.isTTY && stdout.columns > 0 && env["TERM"] !== "dumb";
}

/** Where a command says what it has to say. */
export interface Output {
  /** One JSON document (or one a line, for a stream of events) on the standard output, and no prose. */
  readonly json: boolean;
  readonly style: Style;
  /** For people, on the standard output. Nothing in JSON. */
  readonly say: (text: string) => void;
  /** For programs. Nothing in prose. */
  readonly give: (value: unknown, options?: { readonly inOneLine?: boolean }) => void;
  /** Beside the result: on the standard error, for people only. */
  readonly hint: (text: string) => void;
}

/** @param json the flag of the command */
export function createOutput(terminal: Terminal, json: boolean): Output {
  const { stdout, stderr, env } = terminal;
  return {
    json,
    style: createStyle(!json && wantsColor(stdout.isTTY, env)),
    say(text) {
      if (!json) stdout.write(`${text}\n`);
    },
    give(value, { inOneLine = false } = {}) {
      if (json) stdout.write(`${printableJson(value, inOneLine ? undefined : 2)}\n`);
    },
    hint(text) {
      if (!json) stderr.write(`${text}\n`);
    },
  };
}
