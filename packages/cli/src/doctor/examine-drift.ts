import { readdir } from "node:fs/promises";
import path from "node:path";
import { defineEmulatedBot, loadTranscript, type EmulatedAction, type EmulatedBot } from "@ck/emulator";
import { findEntry } from "../dev/read-project.js";
import { readBot } from "../dev/read-bot.js";
import { describeError } from "../error.js";
import { fail, note, pass, type Symptom } from "./symptom.js";
import type { Terminal } from "../terminal/terminal.js";

/** What is compared with a definition. */
export interface DriftOptions {
  /** The bot of the definition. */
  readonly bot: EmulatedBot;
  readonly terminal: Terminal;
  readonly publicKey: string;
}

/** Compares the code with the definition, and names each difference. */
export async function* examineCode(file: string, { bot, terminal, publicKey }: DriftOptions): AsyncGenerator<Symptom> {
  let code: EmulatedBot;
  try {
    code = defineEmulatedBot(await readBot(findEntry(file), { terminal, publicKey, bot: bot.name }));
  } catch (error) {
    const { code: kind, message } = describeError(error);
    if (kind === "ERR_FAULT") throw error;
    yield fail("code", message, "Correct that, then run `ck doctor` again.");
    return;
  }
  const differences = findDrift(bot, code);
  for (const difference of differences) yield fail("code", difference, FIX);
  if (differences.length === 0) yield pass("code", `${file} and the definition describe the same bot.`);
}

const FIX = "Change one of the two, or delete convokraft.json: then `ck dev` goes by the code.";

/** The differences between a definition and the code, as sentences. */
export function findDrift(definition: EmulatedBot, code: EmulatedBot): string[] {
  const names = (actions: readonly EmulatedAction[]): string[] => actions.map(({ namespace }) => namespace);
  // What the platform answers itself has no code.
  const called = definition.actions.filter(({ answer }) => answer === undefined);
  return [
    ...missing("The action", names(called), names(code.actions)),
    ...called.flatMap((action) => {
      const other = code.actions.find(({ namespace }) => namespace === action.namespace);
      return other === undefined ? [] : actionDrift(action, other);
    }),
    ...(["welcome", "fallback", "failure"] as const).flatMap((handler) =>
      code.handlers[handler] && !definition.handlers[handler]
        ? [`The code has a ${handler} handler, which the definition switches off.`]
        : [],
    ),
  ];
}

function actionDrift(definition: EmulatedAction, code: EmulatedAction): string[] {
  const where = definition.namespace;
  return [
    ...missing(`${where}: the param`, definition.params.map(nameOf), code.params.map(nameOf)),
    ...definition.params.flatMap((param) => {
      const other = code.params.find(({ name }) => name === param.name);
      if (other === undefined) return [];
      const what = `The param ${param.name} of ${where}`;
      return [
        ...changed(what, "the type", param.type, other.type),
        ...changed(what, "the question", JSON.stringify(param.prompt), JSON.stringify(other.prompt)),
        ...changed(what, "the options", JSON.stringify(param.options), JSON.stringify(other.options)),
        ...(param.optional === other.optional
          ? []
          : [`${what} is optional in ${param.optional === true ? "the definition" : "the code"} only.`]),
      ];
    }),
    ...missing(`${where}: the button`, definition.buttons.map(idOf), code.buttons.map(idOf)),
    ...changed(
      `The action ${where}`,
      "the sentences",
      JSON.stringify(definition.sentences),
      JSON.stringify(code.sentences),
    ),
  ];
}

function missing(what: string, definition: readonly string[], code: readonly string[]): string[] {
  return [
    ...definition
      .filter((name) => !code.includes(name))
      .map((name) => `${what} ${name} is in the definition, but not in the code.`),
    ...code
      .filter((name) => !definition.includes(name))
      .map((name) => `${what} ${name} is in the code, but not in the definition.`),
  ];
}

function changed(what: string, part: string, definition: string, code: string): string[] {
  return definition === code ? [] : [`${what} has ${part} ${definition} in the definition, and ${code} in the code.`];
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}

/** Tells which saved chats use an action that the definition does not have any more. */
export async function* examineRecordings(folder: string, { actions }: EmulatedBot): AsyncGenerator<Symptom> {
  const files = (await readdir(folder).catch((): string[] => [])).filter((file) => file.endsWith(".json")).sort();
  for (const file of files) {
    const transcript = await loadTranscript(path.join(folder, file)).catch(() => undefined);
    const used = transcript?.turns.flatMap(({ exchanges }) =>
      exchanges.flatMap(({ request }) => actionIn(request.body.content)),
    );
    const gone = [...new Set(used)].filter((name) => !actions.some(({ namespace }) => namespace === name));
    for (const name of gone)
      yield note("recordings", `${file} uses the action ${name}, which the definition does not have. Record it again.`);
  }
}

function actionIn(body: string): string[] {
  try {
    const { action } = JSON.parse(body) as { readonly action?: unknown };
    const name: unknown =
      typeof action === "object" && action !== null ? (action as { readonly namespace?: unknown }).namespace : action;
    return typeof name === "string" ? [name] : [];
  } catch {
    return [];
  }
}
