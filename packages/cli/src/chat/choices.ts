import type { ChatMessage, VisitorInput } from "@ck/emulator";
import { printableLine } from "../terminal/printable.js";

/** Something that a visitor can pick instead of typing. */
export interface Choice {
  readonly label: string;
  readonly kind: "option" | "button" | "follow-up";
  /** What picking it does. */
  readonly input: VisitorInput;
}

/** Lists everything that the messages of a turn offer, in the order shown. */
export function choicesOf(messages: readonly ChatMessage[]): readonly Choice[] {
  const options = messages.flatMap(({ options }) =>
    options.map(({ id, label, image }) =>
      choice("option", label === "" ? (image ?? id) : label, { type: "choose", ids: [id] }),
    ),
  );
  const buttons = messages.flatMap(({ buttons }) =>
    buttons.map(({ id, offer, label }) => choice("button", label, { type: "click", id, offer })),
  );
  const followups = messages.flatMap(({ followups }) =>
    followups.map(({ text }, index) => choice("follow-up", text, { type: "follow", index })),
  );
  return [...options, ...buttons, ...followups];
}

function choice(kind: Choice["kind"], label: string, input: VisitorInput): Choice {
  return { kind, label: printableLine(label) || "(no label)", input };
}

/** Reads a visitor's line, which may pick from these choices. */
export function readLine(
  line: string,
  choices: readonly Choice[],
  { several }: { readonly several: boolean },
): VisitorInput {
  const text = line.trim();
  // A label that is itself a number wins over the position.
  const named = choices.find(({ label }) => label === text);
  if (named !== undefined) return named.input;
  const picked = several && /^\d+(?:\s*[,\s]\s*\d+)+$/.test(text) ? pickSeveral(text, choices) : undefined;
  if (picked !== undefined) return picked;
  const numbered = /^\d{1,3}$/.test(text) ? choices[Number(text) - 1] : undefined;
  // `//text` says `/text`.
  return numbered?.input ?? { type: "say", text: text.startsWith("//") ? text.slice(1) : text };
}

function pickSeveral(text: string, choices: readonly Choice[]): VisitorInput | undefined {
  const picked = text.split(/[,\s]+/).map((number) => choices[Number(number) - 1]);
  const ids = picked.flatMap((each) => (each?.kind === "option" && each.input.type === "choose" ? each.input.ids : []));
  return ids.length === picked.length ? { type: "choose", ids } : undefined;
}
