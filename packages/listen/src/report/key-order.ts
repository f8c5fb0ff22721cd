import { KEY_ORDER } from "@ck/emulator";

/** The objects whose inner order is the platform's. */
const PARENTS = ["bot", "action", "previousParam", "sessionData"];

/**
 * Joins the orders that were observed into one: what came first more often comes first.
 *
 * @param orders - paths, separated by blanks, and how often they came so
 * @returns all paths if their order is not the documented one; otherwise `undefined`
 */
export function keyOrderOf(orders: Readonly<Record<string, number>>): readonly string[] | undefined {
  const seen = Object.entries(orders).map(([order, count]) => ({ paths: order.split(" "), count }));
  const groups = ["", ...PARENTS].map((parent) => {
    const isChild = (path: string): boolean => parentOf(path) === parent;
    return join(seen.map(({ paths, count }) => ({ paths: paths.filter(isChild), count })));
  });
  const deviating = groups.filter((paths) => !isDocumented(paths)).flat();
  return deviating.length === 0 ? undefined : deviating;
}

function join(orders: readonly { readonly paths: readonly string[]; readonly count: number }[]): string[] {
  const before = new Map<string, number>();
  const all = new Set<string>();
  for (const { paths, count } of orders)
    for (const [at, path] of paths.entries()) {
      all.add(path);
      for (const later of paths.slice(at + 1)) {
        const key = `${path} ${later}`;
        before.set(key, (before.get(key) ?? 0) + count);
      }
    }
  const left = [...all].toSorted((one, other) => rankOf(one) - rankOf(other));
  const comesBefore = (one: string, other: string): boolean =>
    (before.get(`${one} ${other}`) ?? 0) > (before.get(`${other} ${one}`) ?? 0);
  const joined: string[] = [];
  while (left.length > 0) {
    // In a circle of majorities, the documented order decides.
    const free = left.findIndex((path) => !left.some((other) => other !== path && comesBefore(other, path)));
    joined.push(...left.splice(Math.max(0, free), 1));
  }
  return joined;
}

/** Keys that are not documented stand behind the others unless a dialect says otherwise. */
function isDocumented(paths: readonly string[]): boolean {
  return paths.every((path, at) => at === 0 || rankOf(path) >= rankOf(paths[at - 1] ?? ""));
}

function rankOf(path: string): number {
  const rank = KEY_ORDER.indexOf(path);
  return rank === -1 ? KEY_ORDER.length : rank;
}

function parentOf(path: string): string {
  return path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : "";
}
