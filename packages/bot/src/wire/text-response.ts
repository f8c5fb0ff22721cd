import type { RawResponse } from "./raw.js";

/** An answer whose bytes are made only for whoever asks: Node's servers send the text. */
export class TextResponse implements RawResponse {
  #body: Uint8Array | undefined;

  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly text: string,
  ) {}

  get body(): Uint8Array {
    return (this.#body ??= new TextEncoder().encode(this.text));
  }
}
