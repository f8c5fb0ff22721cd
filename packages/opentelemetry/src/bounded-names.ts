/** How many actions are told apart. A request may name one that the bot does not have. */
const MAX_NAMES = 200;

/** Keeps a label to so many values; all others become `other`. */
export function boundedNames(most: number = MAX_NAMES): (name: string) => string {
  const known = new Set<string>();
  return (name) => {
    if (known.has(name)) return name;
    if (known.size >= most) return "other";
    known.add(name);
    return name;
  };
}
