import { printableJson } from "./printable.js";
import { createStyle, wantsColor, type Style } from "./style.js";

/** The surroundings of a command. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
}

/** Tells whether a person can be asked something. */
export function isInteractive({ stdin, stderr }: Terminal): boolean {
  return stdin.isTTY && stderr.isTTY;
}

/** Tells whether a prompt can be drawn and redrawn. */
export function canDraw({ stdin, stdout, env }: Terminal): boolean {
  // Some terminals do not say how wide they are.
  return stdin.isTTY && stdout.isTTY && stdout.columns > 0 && env["TERM"] !== "dumb";
}

/** How wide the terminal is, in columns. Absent: the output goes elsewhere, or the terminal does not say. */
export function widthOf({ stdout }: Terminal): number | undefined {
  return stdout.isTTY && stdout.columns > 0 ? stdout.columns : undefined;
}

/** Where a command prints. */
export interface Output {
  /** Print one JSON document on standard output (one per line for a stream of events), and no prose. */
  readonly json: boolean;
  readonly style: Style;
  /** Prints prose on standard output; nothing with `--json`. */
  readonly say: (text: string) => void;
  /** Prints JSON on standard output; nothing without `--json`. */
  readonly give: (value: unknown, options?: { readonly inOneLine?: boolean }) => void;
  /** Prints a remark on standard error; nothing with `--json`. */
  readonly hint: (text: string) => void;
}

/** Creates the output of a command. @param json - its `--json` flag */
export function createOutput(terminal: Terminal, json: boolean): Output {
  const { stdout, stderr, env } = terminal;
  return {
    json,
    style: createStyle(!json && wantsColor(stdout.isTTY, env)),
    say(text) {
      if (!json) stdout.write(`${text}\n`);
    },
    give(value, { inOneLine = false } = {}) {
      if (json) stdout.write(`${printableJson(value, { indented: !inOneLine })}\n`);
    },
    hint(text) {
      if (!json) stderr.write(`${text}\n`);
    },
  };
}
