// @ts-check
import path from "node:path";

/**
 * The command line that runs npm, the one package manager that every Node has.
 *
 * @param {string[]} args
 * @returns {string[]}
 */
export function npm(...args) {
  const self = process.env.npm_execpath;
  // Set by whichever package manager runs the script, so it can be another one's.
  return self && path.basename(self) === "npm-cli.js" ? [process.execPath, self, ...args] : ["npm", ...args];
}
