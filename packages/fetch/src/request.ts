/**
 * What the webhook reads of a request. It is a `Request`, or one of the lookalikes that some hosts and libraries have,
 * such as those of Azure Functions and node-fetch.
 */
export interface FetchRequest {
  readonly method: string;
  readonly headers: {
    readonly get: (name: string) => string | null;
    readonly forEach?: (each: (value: string, name: string) => void) => void;
  };
  readonly url?: string;
  /** A stream of bytes. */
  readonly body?: unknown;
  readonly bodyUsed?: boolean;
  readonly arrayBuffer: () => Promise<ArrayBufferLike>;
  /** Aborted when the caller leaves. */
  readonly signal?: {
    readonly aborted: boolean;
    readonly addEventListener: (type: "abort", listener: () => void, options: { once: boolean }) => void;
  } | null;
}
