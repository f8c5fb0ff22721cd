/** Tells whether a .gitignore lists a folder, in one of the usual spellings. */
export function ignores(gitignore: string, entry: string): boolean {
  const spellings = [entry, `${entry}/`, `/${entry}`, `/${entry}/`, `${entry}/*`, `${entry}/**`];
  return gitignore.split(/\r?\n/).some((line) => spellings.includes(line.trim()));
}
