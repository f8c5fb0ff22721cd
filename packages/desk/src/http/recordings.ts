import type { Exchange, Transcript } from "@ck/emulator/core";

/** Where exchanges and chats are saved. Each function returns the name of the file. */
export interface Recordings {
  readonly saveExchange: (exchange: Exchange) => Promise<string>;
  readonly saveChat: (transcript: Transcript) => Promise<string>;
}
