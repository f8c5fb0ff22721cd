import { isEmulatorError, type Chat, type ChatMessage, type Emulator } from "@ck/emulator";
import type { AuthorLog } from "./transcript/author-log.js";
import { add, NO_TALLY, type Tally } from "./transcript/tally.js";
import type { Transcript } from "./transcript/transcript.js";
import type { Conversation, Turn } from "./turn.js";

/** How long to wait for the author's log: an explanation may take 500 ms. */
const AUTHOR_LOG_WAIT_MS = 2_000;

/** One visitor, who may have several conversations in one chat. */
export interface Player {
  play(conversation: Conversation, transcript: Transcript): Promise<Tally>;
}

/** Who plays, and where. */
export interface PlayerOptions {
  /** For this visitor alone: everything that happens in it is attributed to them. */
  readonly emulator: Emulator;
  /** What the embedding page hands over. */
  readonly clientData: Readonly<Record<string, unknown>>;
  /** Whom the company's server vouches for. */
  readonly visitor?: Readonly<Record<string, unknown>>;
  readonly authorLog: AuthorLog;
}

/** A visitor who follows a scripted conversation and compares the outcome. */
export function createPlayer({ emulator, clientData, visitor, authorLog }: PlayerOptions): Player {
  let chat: Chat | undefined;

  async function act({ input, fault }: Turn): Promise<void> {
    if (input.type === "open") chat = await emulator.openChat({ clientData, visitor, fault });
    else await chat?.take(input, { fault });
  }

  async function takeTurn(turn: Turn, transcript: Transcript): Promise<[Tally, ChatMessage[]]> {
    const messages: ChatMessage[] = [];
    const open = [...turn.expected];
    let tally = NO_TALLY;
    const stop = emulator.subscribe((event) => {
      if (event.type === "message") {
        messages.push(event.message);
        transcript.message(event.message, turn);
      } else if (event.type === "exchange") {
        const expectation = open.shift();
        const isAsExpected = expectation?.holds(event.exchange) === true;
        transcript.exchange(event.exchange, isAsExpected ? undefined : (expectation?.what ?? "no such request"));
        const { timings, bytes } = event.exchange;
        tally = add(tally, {
          requests: 1,
          asExpected: isAsExpected ? 1 : 0,
          slowestMs: timings.totalMs,
          largestBytes: bytes.received,
        });
      }
    });
    transcript.begin(turn);
    await turn.after?.();
    try {
      await act(turn);
    } catch (error) {
      // After a wrong answer the visitor may have nothing to click. Any other error is a real one.
      if (!isEmulatorError(error) || error.code !== "ERR_NOT_OFFERED") throw error;
    } finally {
      stop();
    }
    transcript.end(open.map(({ what }) => what));
    return [add(tally, { ...NO_TALLY, requests: open.length }), messages];
  }

  return {
    async play(conversation, transcript) {
      let total = NO_TALLY;
      let next = conversation.next();
      while (!next.done) {
        const turn = next.value;
        const [tally, messages] = await takeTurn(turn, transcript);
        const told = await authorLog.take(turn.authorIsTold === true ? AUTHOR_LOG_WAIT_MS : 0);
        told.forEach((text) => transcript.authorLog(text));
        total = add(total, tally);
        next = conversation.next(messages);
      }
      return total;
    },
  };
}
