import { startProgram } from "@ck/testing";
import { expect, it } from "vitest";

const print = (line: string): string[] => [
  process.execPath,
  "--eval",
  `console.log(${JSON.stringify(line)}); setInterval(() => undefined, 1000);`,
];

it.each([
  ["http://127.0.0.1:8787", "http://127.0.0.1:8787"],
  ["Listening on http://127.0.0.1:8787.", "http://127.0.0.1:8787"],
  ["- Local: http://localhost:3000/convokraft, and more", "http://localhost:3000"],
  ["Up (https://[::1]:8443).", "https://[::1]:8443"],
])("finds where a program listens in: %s", async (line, expected) => {
  const { origin, close } = await startProgram(print(line));
  await close();
  expect(origin).toBe(expected);
});

it.each([
  ["is not there", ["/there/is/no/such/program"], "ENOENT"],
  ["ends first", [process.execPath, "--eval", ""], "ended before it said where it listens"],
])("says so where a program %s", async (_, command, message) => {
  await expect(startProgram(command)).rejects.toThrow(message);
});
