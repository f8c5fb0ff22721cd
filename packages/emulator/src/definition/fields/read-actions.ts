import { matchActionName, MAX_BUTTONS, type Button } from "@ck/protocol";
import type { EmulatedAction } from "../../emulated-bot.js";
import { closestName } from "./closest-name.js";
import type { Field } from "./field.js";
import { readId, readUnique } from "./read-choice.js";
import { readParams } from "./read-param-definitions.js";
import { inWords } from "./default-texts.js";

/** Reads the actions, each by itself and then against each other. */
export function readActions(field: Field): readonly EmulatedAction[] {
  const items = field.items();
  const actions = items.map(readAction);
  const namespaces = actions.map(({ namespace }) => namespace);
  const said = new Map<string, string>();
  for (const [index, action] of actions.entries()) {
    const item = items[index];
    if (item === undefined) continue;
    checkNamespace(item.at("namespace"), namespaces.slice(0, index));
    checkFollowups(item.at("followups"), namespaces);
    for (const sentence of action.sentences) {
      const other = said.get(sentence.toLowerCase());
      if (other !== undefined && other !== action.namespace)
        item.warn(`A sentence of it starts "${other}" too. Give each action its own, or which one starts is a guess.`);
      said.set(sentence.toLowerCase(), action.namespace);
    }
  }
  return actions;
}

function readAction(field: Field): EmulatedAction {
  field.checkObject(["namespace", "sentences", "params", "buttons", "followups", "answer"], ["namespace"]);
  const namespace = field.at("namespace").text() ?? "";
  const sentences = readTexts(field.at("sentences"));
  const answer = field.at("answer").text();
  return {
    namespace,
    sentences: field.at("sentences").isAbsent && namespace !== "" ? [inWords(namespace)] : sentences,
    params: readParams(field.at("params")),
    buttons: readButtons(field.at("buttons")),
    followups: readTexts(field.at("followups")),
    ...(answer !== undefined && { answer }),
  };
}

function readTexts(field: Field): string[] {
  return field.items().flatMap((item) => item.text() ?? []);
}

function checkNamespace(field: Field, before: readonly string[]): void {
  if (typeof field.value !== "string" || field.value === "") return;
  const alike = matchActionName(field.value, before);
  if (before.includes(field.value)) field.error("Another action has this namespace already. Rename one of them.");
  else if (alike !== undefined)
    field.warn(`It differs from "${alike}" in case and punctuation only, and servers may take one for the other.`);
}

function checkFollowups(field: Field, namespaces: readonly string[]): void {
  if (!Array.isArray(field.value)) return;
  for (const item of field.items()) {
    if (typeof item.value !== "string" || namespaces.includes(item.value)) continue;
    const meant = closestName(item.value, namespaces);
    item.error(`There is no action of this namespace.${meant === undefined ? "" : ` Did you mean "${meant}"?`}`);
  }
}

function readButtons(field: Field): readonly Button[] {
  const items = field.items();
  if (items.length > MAX_BUTTONS)
    field.error(`An action can have ${MAX_BUTTONS} buttons at most; came ${items.length}. Leave some out.`);
  return readUnique(items, (item) => {
    if (typeof item.value === "string") return { id: item.text() ?? "", label: item.value };
    item.checkObject(["id", "label"], ["id"]);
    const id = readId(item.at("id"));
    return { id, label: item.at("label").text() ?? id };
  });
}
