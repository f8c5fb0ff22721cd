import { handlerDeadlineOf } from "../answer/create-context.js";
import { shapeOf } from "../check/shape-of.js";
import type { Context } from "../context.js";
import { BotError } from "../error.js";
import type { AnyHook } from "./hook.js";
import type { Hooked, HooksOf, RunHooks } from "./hooks-of.js";

/** A hook, and the name by which its author knows it: `use[0] (tenant)`. */
interface NamedHook {
  readonly name: string;
  readonly run: AnyHook;
}

/** Puts the hooks of a bot and of its actions together, once; `undefined` for a bot without hooks. */
export function compileHooks(use: readonly AnyHook[], actions: Readonly<Record<string, Hooked>>): HooksOf | undefined {
  const own = named(use, "use");
  const compiled = new Map<Hooked | undefined, RunHooks>();
  if (own.length > 0) compiled.set(undefined, inOrder(own));
  for (const [name, action] of Object.entries(actions)) {
    const all = [...own, ...named(action.use ?? [], `actions.${name}.use`)];
    if (all.length > 0) compiled.set(action, inOrder(all));
  }
  return compiled.size === 0 ? undefined : (action) => compiled.get(action);
}

/** The name of a hook in a list. */
export function nameHook({ name }: AnyHook, index: number, list: string): string {
  return `${list}[${index}]${name === "" ? "" : ` (${name})`}`;
}

function named(use: readonly AnyHook[], list: string): readonly NamedHook[] {
  return use.map((run, index) => ({ name: nameHook(run, index, list), run }));
}

function inOrder(hooks: readonly NamedHook[]): RunHooks {
  return (context, { handler, handle, blame }) => {
    const deadline = handlerDeadlineOf(context);
    const added = new Set<string>();
    return run(0);

    async function run(index: number): Promise<unknown> {
      const hook = hooks[index];
      if (hook === undefined) return await deadline.run(handler, handle);
      const { name } = hook;
      let inner: Promise<unknown> | undefined;
      let ended: { readonly answer?: unknown; readonly error?: unknown } | undefined;
      let isOver = false;
      const next = (more?: unknown): Promise<never> => {
        if (inner !== undefined) throw wrong(name, "called next twice. Call it once, and keep what it resolves to.");
        if (isOver) throw wrong(name, "called next after it had answered. Await what it does before that.");
        if (more !== undefined) add(context, more, added, name);
        inner = run(index + 1).then(
          (answer) => {
            ended = { answer };
            deadline.hook = name;
            return answer;
          },
          (error: unknown) => {
            ended = { error };
            deadline.hook = name;
            throw error;
          },
        );
        // Whether the hook waits for it or not.
        inner.catch(() => undefined);
        return inner as Promise<never>;
      };
      let answer: unknown;
      try {
        answer = await deadline.run(handler, () => hook.run(context, next), name);
      } catch (error) {
        if (ended === undefined || !("error" in ended) || ended.error !== error) blame(name);
        throw error;
      } finally {
        isOver = true;
        if (index === 0) deadline.hook = undefined;
        // Nothing runs on behind an answer.
        if (inner !== undefined && ended === undefined) await inner.catch(() => undefined);
      }
      if (answer != null) {
        if (answer !== ended?.answer) blame(name);
        return answer;
      }
      if (inner === undefined)
        throw wrong(name, "returned nothing and did not call next. Return next(), or what the visitor should read.");
      if (ended?.answer != null) throw wrong(name, "returned nothing. Return what next() resolves to.");
      return undefined;
    }
  };
}

/** Adds to a context what a hook passes to `next`. */
function add(context: Context, more: unknown, added: Set<string>, name: string): void {
  if (typeof more !== "object" || more === null)
    throw wrong(name, `passed ${shapeOf(more)} to next. Pass an object with what to add to the context.`);
  for (const key of Object.keys(more)) {
    if (key in context && !added.has(key))
      throw wrong(name, `adds ${key}, which every context has already. Give it another name.`);
    added.add(key);
  }
  Object.assign(context, more);
}

function wrong(name: string, what: string): BotError {
  return new BotError("ERR_INVALID_HOOK", `The hook ${name} ${what}`);
}
