import { sentKeys, type Dialect, type OpenRecord } from "@ck/emulator";
import { TODOS, type Todo } from "@ck/protocol";
import { sampleOf } from "./sample.js";
import type { ListenReport } from "./report.js";

type KeyDialect = Pick<Dialect, "omit" | "extra" | "empty">;
type Forms = ReadonlyMap<string, string>;

/** An object whose keys can be set while it is put together. */
interface Draft {
  [key: string]: unknown;
}

/** Reads which keys requests have, lack, or write in another way when they are empty. */
export function observedKeys(report: ListenReport, named: ReadonlySet<string>): KeyDialect {
  const kinds = TODOS.filter((todo) => (report.requests[todo] ?? 0) > 0).map((todo) => readKind(report, todo, named));
  const omit = perTodo(
    kinds,
    ({ lacks }) => lacks,
    ({ always }, path) => always.has(path),
  );
  const extra = perTodo(
    kinds,
    ({ adds }) => [...adds.keys()],
    () => true,
  );
  const samples = Object.entries(extra).map(([which, paths]) => {
    const forms = kinds.filter(({ todo }) => which === "every" || which === todo).map(({ adds }) => adds);
    return [which, nest(paths, (path) => forms.find((each) => each.has(path))?.get(path) ?? "text")] as const;
  });
  const empty = Object.assign({}, ...kinds.map((kind) => kind.empty)) as OpenRecord;
  return {
    ...(Object.keys(omit).length > 0 && { omit }),
    ...(samples.length > 0 && { extra: Object.fromEntries(samples) }),
    ...(Object.keys(empty).length > 0 && { empty }),
  };
}

interface Kind {
  readonly todo: Todo;
  readonly always: ReadonlySet<string>;
  readonly lacks: readonly string[];
  /** What it has beside the emulator's keys, with its form. */
  readonly adds: Forms;
  readonly empty: OpenRecord;
}

function readKind({ byTodo }: ListenReport, todo: Todo, named: ReadonlySet<string>): Kind {
  // The most frequent form comes first.
  const seen = byTodo.filter((each) => each.todo === todo);
  const sent = sentKeys(todo);
  const always = new Set([...sent.always, ...named]);
  const present = new Set(seen.map(({ path }) => path));
  const lacks = sent.always.filter(
    (path) => !present.has(path) && (!path.includes(".") || present.has(parentOf(path))),
  );
  const adds = new Map<string, string>();
  const empty: Draft = {};
  for (const { path, form } of seen) {
    if (isInside(path) || path.includes("‹") || path.startsWith("params.")) continue;
    const isEmpty = /^empty |^null$/.test(form);
    if (always.has(path)) {
      const usual = path === "paramsToPrompt" ? "empty list" : "empty object";
      if (isEmpty && form !== usual && !Object.hasOwn(empty, path)) empty[path] = sampleOf(form);
    } else if (!adds.has(path) && (isEmpty || !sent.sometimes.includes(path))) adds.set(path, form);
  }
  return { todo, always, lacks, adds, empty };
}

/** Inside of stores and of the page's data, keys are not the platform's. */
function isInside(path: string): boolean {
  return /^(?:broadcast|cache|clientData|data|messageData|sessionData\.client_data)\./.test(path);
}

/** What holds for every kind of request, and what for single ones. */
function perTodo(
  kinds: readonly Kind[],
  read: (kind: Kind) => readonly string[],
  concerns: (kind: Kind, path: string) => boolean,
): Partial<Record<"every" | Todo, string[]>> {
  const paths = [...new Set(kinds.flatMap(read))];
  const isGeneral = (path: string): boolean =>
    kinds.every((kind) => !concerns(kind, path) || read(kind).includes(path)) && kinds.length > 0;
  const every = paths.filter(isGeneral);
  const single = kinds.map(({ todo }, at): [Todo, string[]] => {
    const kind = kinds[at];
    return [todo, kind === undefined ? [] : read(kind).filter((path) => !every.includes(path))];
  });
  const all: ["every" | Todo, string[]][] = [["every", every], ...single];
  return Object.fromEntries(all.filter(([, found]) => found.length > 0));
}

/** Puts samples where their paths say. */
function nest(paths: readonly string[], formOf: (path: string) => string): OpenRecord {
  const root: Draft = {};
  for (const path of paths.toSorted((one, other) => depthOf(one) - depthOf(other))) {
    const form = formOf(path);
    const names = path.split(".");
    const last = names.pop() ?? "";
    let parent = root;
    for (const name of names) parent = (parent[name] ??= {}) as Draft;
    // Its keys have paths of their own.
    parent[last] = form.startsWith("object with ") ? {} : sampleOf(form);
  }
  return root;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

function depthOf(path: string): number {
  return path.split(".").length;
}
