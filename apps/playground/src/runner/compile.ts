import { transform } from "sucrase";

/** The modules that a bot can import. */
export type Modules = Readonly<Record<string, object>>;

/**
 * Runs a module in TypeScript.
 *
 * @returns what it exports
 * @throws what it throws; an error whose message says where the syntax is wrong, or which import there is not
 */
export async function runModule(code: string, modules: Modules): Promise<Readonly<Record<string, unknown>>> {
  const { code: script } = transform(code, {
    transforms: ["typescript", "imports"],
    disableESTransforms: true,
    filePath: "bot.ts",
  });
  const exports: Record<string, unknown> = {};
  const require = (name: string): object => {
    const found = Object.hasOwn(modules, name) ? modules[name] : undefined;
    if (found !== undefined) return found;
    const names = Object.keys(modules).join(", ");
    throw new Error(`There is no ${JSON.stringify(name)} in the playground. A bot can import ${names}.`);
  };
  const AsyncFunction = runModule.constructor as FunctionConstructor;
  const run = new AsyncFunction("exports", "require", `${script}\n//# sourceURL=bot.ts`) as (
    ...given: unknown[]
  ) => Promise<void>;
  await run(exports, require);
  return exports;
}

/** An engine puts this many lines before the body of a function that is made from a text. */
const LINES_BEFORE = 2;

/** An error in a sentence, with the line of bot.ts if that is known. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [, line] = /bot\.ts:(\d+)/.exec(error.stack ?? "") ?? [];
  // Sucrase names the file before its message, and the place behind it.
  const message = error.message.replace(/^Error transforming bot\.ts: (.*) \((\d+:\d+)\)$/s, "$1 (bot.ts:$2)");
  if (line === undefined || error instanceof SyntaxError || message !== error.message) return message;
  return `${message} (bot.ts:${Number(line) - LINES_BEFORE})`;
}
