import path from "node:path";
import { isKeptChat, keepChat, openStateFile, type Chat, type Emulator, type KeptChat } from "@ck/emulator";

/** How many chats are kept, the newest. */
const MAX_CHATS = 20;
/** How large the file may become, in characters. The newest chat is kept in any case, without its oldest exchanges. */
const MAX_LENGTH = 20_000_000;
/** How long a chat has to be silent before it is written, in ms. */
const SETTLE_MS = 200;

/** The chats of a project, from run to run. */
export interface ChatHistory {
  /** Writes what is not written yet, and stops. */
  readonly close: () => Promise<void>;
}

/**
 * Goes on with the chats of the last run, and keeps those of this one.
 *
 * @param folder - `.ck`
 * @param emulator - gets the chats; its own ones are kept
 * @param onError - called if the file cannot be read or written; the chats go on
 */
export async function keepHistory(
  folder: string,
  emulator: Emulator,
  onError: (error: unknown) => void,
): Promise<ChatHistory> {
  const file = openStateFile(path.join(folder, "dev-chats.json"));
  /** The oldest first; open chats, and those that were closed in this run. */
  const chats = new Map<string, Chat>();
  const stored = await file.read().catch((error: unknown) => onError(error));
  for (const kept of Array.isArray(stored) ? (stored as unknown[]) : [])
    if (isKeptChat(kept) && emulator.chat(kept.transcript.chatId) === undefined)
      chats.set(kept.transcript.chatId, emulator.resume(kept));

  let isChanged = false;
  let settling: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  const write = (): Promise<void> => {
    clearTimeout(settling);
    if (isChanged) last = last.then(() => file.write(bounded([...chats.values()].map(keepChat)))).catch(onError);
    isChanged = false;
    return last;
  };
  const leave = emulator.subscribe(({ chatId, type }) => {
    const chat = emulator.chat(chatId) ?? chats.get(chatId);
    if (chat === undefined || type === "sending") return;
    chats.set(chatId, chat);
    for (const id of [...chats.keys()].slice(0, -MAX_CHATS)) chats.delete(id);
    isChanged = true;
    clearTimeout(settling);
    settling = setTimeout(() => void write(), SETTLE_MS);
  });
  return {
    close() {
      leave();
      return write();
    },
  };
}

/** As many of the newest chats as the file may hold. */
function bounded(chats: readonly KeptChat[]): readonly KeptChat[] {
  const sizes = chats.map((chat) => JSON.stringify(chat).length);
  let [first, total] = [0, sizes.reduce((sum, size) => sum + size, 0)];
  for (; total > MAX_LENGTH && first < chats.length - 1; first++) total -= sizes[first] ?? 0;
  const kept = chats.slice(first);
  const [newest] = kept;
  return total > MAX_LENGTH && newest !== undefined ? [withoutOldExchanges(newest, total - MAX_LENGTH)] : kept;
}

function withoutOldExchanges(chat: KeptChat, excess: number): KeptChat {
  let left = excess;
  const turns = chat.transcript.turns.map((turn) => {
    if (left <= 0) return turn;
    left -= JSON.stringify(turn.exchanges).length;
    return { ...turn, exchanges: [] };
  });
  return { ...chat, transcript: { ...chat.transcript, turns } };
}
