/** A bot to start from. */
export interface Sample {
  readonly name: string;
  readonly code: string;
}

const codes = import.meta.glob<string>("../samples/*.ts", { query: "?raw", import: "default", eager: true });

export const SAMPLES: readonly Sample[] = [
  sample("Leave bot: params and options", "leave"),
  sample("Hello: the shortest", "hello"),
  sample("Cards, tables and follow-ups", "cards"),
];

function sample(name: string, file: string): Sample {
  return { name, code: codes[`../samples/${file}.ts`] ?? "" };
}

/** What the page starts with. */
export const FIRST_CODE: string = SAMPLES[0]?.code ?? "";
