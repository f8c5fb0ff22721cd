import type { Readable, Writable } from "node:stream";

/** Where the command talks to a person, and what it runs in. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that a relative path starts from. */
  readonly cwd: string;
}
