import type { BotError } from "@ck/bot";

/** What of an error may be logged. */
export interface ErrorFields {
  readonly code: string;
  readonly causes: readonly CauseFields[];
}

interface CauseFields {
  readonly name: string;
  readonly code?: string;
  /** Absent for errors of the database: their messages quote the query's parameters, which are a visitor's data. */
  readonly message?: string;
  readonly stack: readonly string[];
}

/** The most causes that are followed. */
const DEPTH = 5;

/** An error and its causes as plain fields. Other properties of a cause are left out: drivers keep queries, parameters and rows there. */
export function errorFields({ code, cause }: BotError): ErrorFields {
  const causes: CauseFields[] = [];
  let next = cause;
  while (next instanceof Error && causes.length < DEPTH) {
    causes.push(causeFields(next));
    next = next.cause;
  }
  return { code, causes };
}

function causeFields(error: Error): CauseFields {
  const { code } = error as { readonly code?: unknown };
  return {
    name: error.name,
    ...(typeof code === "string" && { code }),
    ...(!isOfDatabase(error) && { message: error.message }),
    // The first lines of a stack repeat the message.
    stack: (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)),
  };
}

/** drizzle's errors carry the query, those of PostgreSQL a severity. */
function isOfDatabase(error: Error): boolean {
  return "query" in error || "severity" in error;
}
