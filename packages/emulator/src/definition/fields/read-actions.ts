import { matchActionName, MAX_BUTTONS, type Button } from "@ck/protocol";
import type { EmulatedAction, FollowUpOffer } from "../../emulated-bot.js";
import { isRecord } from "../../record.js";
import { closestName } from "./closest-name.js";
import { inWords } from "./default-texts.js";
import type { Field } from "./field.js";
import { readId, readUnique } from "./read-choice.js";
import { readParams } from "./read-param-definitions.js";

/** Reads the actions, each on its own and then against the others. */
export function readActions(field: Field): readonly EmulatedAction[] {
  const items = field.items();
  const actions = items.map(readAction);
  const startedBy = new Map<string, string>();
  for (const [index, action] of actions.entries()) {
    const item = items[index];
    if (item === undefined) continue;
    checkNamespace(
      item.at("namespace"),
      actions.slice(0, index).map(({ namespace }) => namespace),
    );
    for (const sentence of action.sentences) {
      const other = startedBy.get(sentence.toLowerCase());
      if (other !== undefined && other !== action.namespace)
        item.warn(
          `One of its sentences also starts "${other}". Give each action its own, or which one starts is a guess.`,
        );
      startedBy.set(sentence.toLowerCase(), action.namespace);
    }
  }
  return actions.map((action, index) => ({ ...action, followups: readFollowUps(items[index], actions) }));
}

function readAction(field: Field): EmulatedAction {
  field.checkObject(["namespace", "sentences", "params", "buttons", "followups", "answer"], ["namespace"]);
  const namespace = field.at("namespace").text() ?? "";
  const sentences = field
    .at("sentences")
    .items()
    .flatMap((item) => item.text() ?? []);
  const answer = field.at("answer").text();
  return {
    namespace,
    sentences: field.at("sentences").isAbsent && namespace !== "" ? [inWords(namespace)] : sentences,
    params: readParams(field.at("params")),
    buttons: readButtons(field.at("buttons")),
    followups: [],
    ...(answer !== undefined && { answer }),
  };
}

function checkNamespace(field: Field, before: readonly string[]): void {
  if (typeof field.value !== "string" || field.value === "") return;
  const alike = matchActionName(field.value, before);
  if (before.includes(field.value)) field.error("Another action already has this namespace. Rename one of them.");
  else if (alike !== undefined)
    field.warn(`It differs from "${alike}" only in case and punctuation, so servers may confuse the two.`);
}

function readFollowUps(field: Field | undefined, actions: readonly EmulatedAction[]): readonly FollowUpOffer[] {
  const items = field?.at("followups").items() ?? [];
  return items.map((item) => {
    const isName = typeof item.value === "string";
    if (!isName) item.checkObject(["text", "action", "params"]);
    const named = isName ? item : item.at("action");
    const action = named.text();
    const definition = actions.find(({ namespace }) => namespace === action);
    if (action !== undefined && definition === undefined) unknownAction(named, action, actions);
    const params = isName ? undefined : readPresets(item.at("params"), definition);
    const given = isName ? undefined : item.at("text").text();
    if (given === undefined && action === undefined && isRecord(item.value))
      item.error("A follow-up needs a text, an action, or both.");
    const text = given ?? definition?.sentences[0] ?? action ?? "";
    return { text, ...(action !== undefined && { action }), ...(params !== undefined && { params }) };
  });
}

function unknownAction(field: Field, action: string, actions: readonly EmulatedAction[]): void {
  const meant = closestName(
    action,
    actions.map(({ namespace }) => namespace),
  );
  field.error(`There is no action with this namespace.${meant === undefined ? "" : ` Did you mean "${meant}"?`}`);
}

function readPresets(field: Field, action: EmulatedAction | undefined): FollowUpOffer["params"] {
  if (field.isAbsent) return undefined;
  const known = action?.params.map(({ name }) => name) ?? (isRecord(field.value) ? Object.keys(field.value) : []);
  return field.checkObject(known) && isRecord(field.value) ? field.value : undefined;
}

function readButtons(field: Field): readonly Button[] {
  const items = field.items();
  if (items.length > MAX_BUTTONS)
    field.error(`An action can have at most ${MAX_BUTTONS} buttons; got ${items.length}. Remove some.`);
  return readUnique(items, (item) => {
    if (typeof item.value === "string") return { id: item.text() ?? "", label: item.value };
    item.checkObject(["id", "label"], ["id"]);
    const id = readId(item.at("id"));
    return { id, label: item.at("label").text() ?? id };
  });
}
