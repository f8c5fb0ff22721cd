/**
 * The sentences that the kit itself says to a visitor, complete in six languages: import those that a bot speaks.
 *
 * @module
 */
export { arabic } from "./texts/arabic.js";
export { english } from "./texts/english.js";
export { german } from "./texts/german.js";
export { hindi } from "./texts/hindi.js";
export { japanese } from "./texts/japanese.js";
export { spanish } from "./texts/spanish.js";
export type { Text, Texts } from "./texts/texts.js";
