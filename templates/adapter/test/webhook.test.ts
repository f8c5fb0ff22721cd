import { conformance } from "@ck/testing";
import { describe, it } from "vitest";
import { adapters } from "./adapters.js";

describe.each(adapters)("$name", (adapter) => {
  for (const { name, run } of conformance(adapter)) it.concurrent(name, run);
});
