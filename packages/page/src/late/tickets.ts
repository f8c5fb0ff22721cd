/** Where a page keeps its tickets over a reload: the tab's `sessionStorage`. */
export interface TabStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The answers that this tab waits for. */
export interface Tickets {
  /** What the server knows this tab by, so that an answer that was lost on its way comes again to it and to no other. */
  readonly tab: string;
  readonly waiting: readonly string[];
  /** Adds tickets; those that were answered before are known. Returns whether there is a new one. */
  readonly add: (tickets: readonly string[]) => boolean;
  /** A ticket is of no more use. Returns whether it was waited for. */
  readonly remove: (ticket: string) => boolean;
}

const STORAGE_KEY = "ck-late-answers";
/** As many as a session can wait for. */
const MOST_WAITING = 8;
const MOST_DONE = 50;
const TICKET = /^[\w-]{1,1000}$/;
const TAB = /^[\w-]{16,64}$/;

/** Opens the tickets of this tab. A storage that fails, as it does for a visitor who forbids it, only forgets them on a reload. */
export function openTickets(storage: TabStorage | undefined): Tickets {
  const kept = read(storage);
  const tab = typeof kept.tab === "string" && TAB.test(kept.tab) ? kept.tab : newTab();
  let done = ticketsOf(kept.done).slice(-MOST_DONE);
  let waiting = ticketsOf(kept.waiting).slice(-MOST_WAITING);
  const save = (): void => {
    try {
      storage?.setItem(STORAGE_KEY, JSON.stringify({ tab, waiting, done }));
    } catch {
      // It is full or forbidden.
    }
  };
  save();
  return {
    tab,
    get waiting() {
      return waiting;
    },
    add(tickets) {
      const fresh = tickets.filter((ticket) => !waiting.includes(ticket) && !done.includes(ticket));
      if (fresh.length === 0) return false;
      waiting = [...waiting, ...fresh].slice(-MOST_WAITING);
      save();
      return true;
    },
    remove(ticket) {
      if (!waiting.includes(ticket)) return false;
      waiting = waiting.filter((each) => each !== ticket);
      done = [...done, ticket].slice(-MOST_DONE);
      save();
      return true;
    },
  };
}

/** The tickets that a reply brought in `data`: an object, or the text of one. */
export function ticketsIn(data: unknown): readonly string[] {
  let read = data;
  if (typeof data === "string") {
    try {
      read = JSON.parse(data);
    } catch {
      return [];
    }
  }
  return ticketsOf((Object(read) as { readonly ckLate?: unknown }).ckLate).slice(-MOST_WAITING);
}

function ticketsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  const texts = (value as readonly unknown[]).filter(
    (each): each is string => typeof each === "string" && TICKET.test(each),
  );
  return [...new Set(texts)];
}

function read(storage: TabStorage | undefined): { readonly [K in "tab" | "waiting" | "done"]?: unknown } {
  try {
    return Object(JSON.parse(storage?.getItem(STORAGE_KEY) ?? "{}")) as object;
  } catch {
    return {};
  }
}

function newTab(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
