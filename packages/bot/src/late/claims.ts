import { askStore } from "../store/store.js";
import { decodeKept, encodeKept, type Changes, type Kept } from "./kept.js";
import { storeFailed } from "./store-failed.js";
import { newToken } from "./ticket.js";
import { write, type Report, type Writing } from "./write.js";

/** That the caller has an answer. */
export interface Claimed {
  /** Whether nobody else has it: not if the store failed. */
  readonly isSure: boolean;
}

/**
 * Takes the answer under a key; `undefined` if somebody else has it. If the store fails the caller has it: twice is better than never.
 */
export async function take(late: Writing, key: string, report: Report): Promise<Claimed | undefined> {
  try {
    // A value of its own: a store that sends it again after an outage tells by it who was first.
    const taken = encodeKept({ state: "taken", by: newToken() });
    return (await claimFirst(late, key, taken)) === undefined ? { isSure: true } : undefined;
  } catch (cause) {
    report(storeFailed("The answer was handed over anyway, and could be handed over again.", cause));
    return { isSure: false };
  }
}

/** Claims an answer. Whoever writes first has it. @returns the claim that was there already */
export async function claimFirst(late: Writing, key: string, claim: Uint8Array): Promise<Uint8Array | undefined> {
  const first = await setIfAbsent(late, firstPlace(key), claim);
  return first !== undefined && isBack(first) ? setIfAbsent(late, secondPlace(key), claim) : first;
}

/** The claim that holds; `undefined` if nobody has the answer. */
export async function findClaim({ store, timeoutMs }: Writing, key: string): Promise<Uint8Array | undefined> {
  const first = (await askStore(timeoutMs, () => store.get(firstPlace(key)))) ?? undefined;
  if (first === undefined || !isBack(first)) return first;
  return (await askStore(timeoutMs, () => store.get(secondPlace(key)))) ?? undefined;
}

/** What a claim leaves of an answer. */
export function afterClaim(claim: Uint8Array): Kept {
  const { changes } = decodeKept(claim) as { readonly changes?: Changes };
  return { state: "taken", ...(changes && { changes }) };
}

/** Gives an answer back that the caller has for sure, once: whoever takes it the second time keeps it. */
export async function giveBack(late: Writing, key: string, report: Report): Promise<void> {
  const back = encodeKept({ state: "back" });
  await write(late, (ttlMs) => late.store.set(firstPlace(key), back, { ttlMs }), report);
}

async function setIfAbsent(
  { store, timeoutMs, ttlMs }: Writing,
  place: string,
  value: Uint8Array,
): Promise<Uint8Array | undefined> {
  // A store may return null for a missing key.
  return (await askStore(timeoutMs, () => store.setIfAbsent(place, value, { ttlMs }))) ?? undefined;
}

function isBack(claim: Uint8Array): boolean {
  return decodeKept(claim).state === "back";
}

function firstPlace(key: string): string {
  return `${key}:taken`;
}

function secondPlace(key: string): string {
  return `${key}:taken-again`;
}
