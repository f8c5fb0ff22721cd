import { createBot, type Texts, type TextsOption } from "../../src/index.js";
import { english, german } from "../../src/texts.js";

const { welcome, ...rest } = german;
void welcome;
// @ts-expect-error -- a full table lacks no text
const incomplete: Texts = rest;
void incomplete;

// @ts-expect-error -- a text has the values that its sentence needs, and no others
const wrongValues: TextsOption = { textTooShort: ({ maxLength }) => `${maxLength}` };
void wrongValues;

// @ts-expect-error -- no such text
createBot({ actions: {}, texts: { invalidIntger: "x" } });
// @ts-expect-error -- a function chooses a table, not a language
createBot({ actions: {}, texts: () => "de" });

createBot({ actions: {}, texts: { invalidInteger: ({ min, max }) => `${min ?? 0}, ${max ?? 0}`, welcome: "Hi!" } });
createBot({ actions: {}, texts: german });
createBot({ actions: {}, texts: { ...german, welcome: () => "Moin!" } });
createBot({ actions: {}, texts: ({ clientData }) => (clientData["language"] === "de" ? german : english) });
