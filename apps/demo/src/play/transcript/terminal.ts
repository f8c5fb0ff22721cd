import { styleText } from "node:util";

/** What the transcript needs from a terminal. */
export interface Terminal {
  /** The widest line, in characters. */
  readonly width: number;
  /** Colours a text if the terminal shows colours and NO_COLOR is not set. */
  readonly style: (format: Parameters<typeof styleText>[0], text: string) => string;
  readonly print: (line: string) => void;
}

/** The terminal of this process. A file or a pipe counts as 100 wide, without colours. */
export function processTerminal({ stdout, env }: Pick<NodeJS.Process, "stdout" | "env"> = process): Terminal {
  const colours = stdout.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  const columns = stdout.isTTY ? stdout.columns : 100;
  return {
    // Below 40, most lines would hold a single word.
    width: Math.max(40, Math.min(100, columns)),
    style: (format, text) => (colours ? styleText(format, text) : text),
    print: (line) => void stdout.write(`${line}\n`),
  };
}

/** Breaks a text into lines of at most `width` characters, between words if possible. */
export function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let rest = paragraph;
    while (rest.length > width) {
      const blank = rest.lastIndexOf(" ", width);
      const end = blank > 0 ? blank : width;
      lines.push(rest.slice(0, end));
      rest = rest.slice(end).trimStart();
    }
    return [...lines, rest];
  });
}
