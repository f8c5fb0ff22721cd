import type { WebhookRequest } from "@ck/protocol";
import type { LateTodo } from "../late-answer.js";
import { bondOf, isBond, isToken, keyFrom, type Bearer, type Ticket } from "../ticket.js";

/** A ticket as the visitor's page has it. Changing any part of it leads to a key under which there is nothing. */
export interface PageTicket {
  /** The store key of the answer. */
  readonly key: string;
  readonly todo: LateTodo;
  readonly action?: string;
  readonly isJob: boolean;
}

/** A ticket as the page sent it, and what it says. */
export interface Waiting {
  readonly text: string;
  readonly ticket: PageTicket;
}

/** The longest ticket that is read, in characters: the name of an action has room. */
const MOST_CHARACTERS = 1_000;

const TODOS: readonly unknown[] = ["execute", "prompt", "button", "fallback"] satisfies LateTodo[];

/** What the page is given of a ticket: the token, and a digest of all that it is bound to, but nothing of that itself. */
export async function toPageTicket(ticket: Ticket, request: WebhookRequest, bearer: Bearer): Promise<string> {
  const { todo = "execute", action, token, job } = ticket;
  const bond = await bondOf(ticket, request, bearer);
  const text = JSON.stringify([token, bond, todo, job === true, ...(action === undefined ? [] : [action])]);
  return toBase64Url(new TextEncoder().encode(text));
}

/** Reads what {@link toPageTicket} wrote; `undefined` for anything else. Whether it is genuine, only the store knows. */
export async function readPageTicket(text: string): Promise<PageTicket | undefined> {
  if (text.length > MOST_CHARACTERS) return undefined;
  let parts: unknown;
  try {
    parts = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(fromBase64Url(text)));
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length > 5) return undefined;
  const [token, bond, todo, isJob, action] = parts as readonly unknown[];
  if (!isToken(token) || !isBond(bond) || !TODOS.includes(todo) || typeof isJob !== "boolean") return undefined;
  if (action !== undefined && typeof action !== "string") return undefined;
  const named = action === undefined ? {} : { action };
  const kind = todo as LateTodo;
  const key = await keyFrom({ token, ...named, ...(kind !== "execute" && { todo: kind }) }, bond);
  return { key, todo: kind, isJob, ...named };
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) throw new Error("This is not Base64url.");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}
