import { createContext, type Context } from "preact";
import { useContext } from "preact/hooks";
import type { Client } from "./client.js";
import type { DeskState } from "./desk-state.js";
import type { Outbox } from "./outbox.js";
import type { Resend } from "./use-resend.js";

/** What the parts of the page share. */
export interface Page extends Resend {
  readonly client: Client;
  readonly state: DeskState;
  readonly outbox: Outbox;
  /** Shows a message for a while: what was done, or why not. */
  readonly notify: (message: string, kind?: "done" | "failed") => void;
}

export const PageContext: Context<Page | undefined> = createContext<Page | undefined>(undefined);

/** The page that a part stands on. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === undefined) throw new Error("A part of the page was rendered outside of it.");
  return page;
}

/** Calls the server. If it refuses, the reason is shown, and the result is `undefined`. */
export async function attempt<T>(page: Page, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    page.notify(error instanceof Error ? error.message : "That did not work.", "failed");
    return undefined;
  }
}
