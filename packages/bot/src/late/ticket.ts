import { isUnset, type WebhookRequest } from "@ck/protocol";
import { toHex } from "../hex.js";
import { LATE_KEY } from "../answer/late-key.js";

/** The most answers that one session can wait for. The next one takes the place of the oldest. */
export const MAX_TICKETS = 8;

/** Stands for one answer that a session was promised. It travels in `broadcast`, signed on the way to us, and is all the same taken for something that anybody can write. */
export interface Ticket {
  /** As the bot declares it. */
  readonly action: string;
  /** Digest of the params: another question to the same action is not answered with this one's answer. */
  readonly question: string;
  /** 192 bits that nobody can guess. */
  readonly token: string;
  /** When there is nothing left to hand over, in ms since 1970. */
  readonly until: number;
}

const TOKEN_BYTES = 24;
const QUESTION_BYTES = 16;
const encoder = new TextEncoder();

export function newToken(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)));
}

/** The tickets that came, without what is none, what is over, and what no action of the bot has given. */
export function readTickets(
  broadcast: Readonly<Record<string, unknown>>,
  isAction: (name: string) => boolean,
): readonly Ticket[] {
  const came = broadcast[LATE_KEY];
  if (!Array.isArray(came)) return [];
  const now = Date.now();
  const tickets = came.slice(-MAX_TICKETS).flatMap((value: unknown): Ticket[] => {
    const { action, question, token, until } = Object(value) as Partial<Record<keyof Ticket, unknown>>;
    const isTicket =
      typeof action === "string" &&
      isAction(action) &&
      isHex(question, QUESTION_BYTES) &&
      isHex(token, TOKEN_BYTES) &&
      typeof until === "number" &&
      until > now;
    return isTicket ? [{ action, question, token, until }] : [];
  });
  return tickets.filter(({ token }, index) => tickets.findIndex((ticket) => ticket.token === token) === index);
}

/** The tickets and one more, which takes the place of one for the same question. */
export function withTicket(tickets: readonly Ticket[], ticket: Ticket): readonly Ticket[] {
  const others = tickets.filter(({ action, question }) => action !== ticket.action || question !== ticket.question);
  return [...others, ticket].slice(-MAX_TICKETS);
}

/** What tells one question to an action from another: its params, in any order, without those that are unset. */
export async function questionOf({ params }: WebhookRequest): Promise<string> {
  const set = Object.entries(params).filter(([, value]) => !isUnset(value));
  return toHex(await digest(JSON.stringify(Object.fromEntries(set), sortKeys), QUESTION_BYTES));
}

/**
 * Where the answer is kept. The bot, its environment and the question are part of the key, so a ticket that comes with others finds nothing, and who can read the
 * keys of the store learns no token.
 */
export async function keyOf(
  { action, question, token }: Ticket,
  { bot, environment }: WebhookRequest,
  keyId: string | undefined,
): Promise<string> {
  // Where the platform does not name the bot (contract §1: usually), the key that signs for it does.
  const owner = bot === undefined ? ["key", keyId] : ["bot", bot.namespace];
  return `late:${toHex(await digest(JSON.stringify([owner, environment, action, question, token]), 32))}`;
}

/** The first bytes of a text's SHA-256. */
export async function digest(text: string, bytes: number): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text))).subarray(0, bytes);
}

function isHex(value: unknown, bytes: number): value is string {
  return typeof value === "string" && value.length === 2 * bytes && /^[0-9a-f]+$/.test(value);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
