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
])("finds the URL that a program listens on: %s", async (line, expected) => {
  const { origin, close } = await startProgram(print(line));
  await close();
  expect(origin).toBe(expected);
});

it.each([
  ["does not exist", ["/there/is/no/such/program"], "ENOENT"],
  ["ends first", [process.execPath, "--eval", ""], "ended before it printed the URL it listens on"],
])("rejects if a program %s", async (_, command, message) => {
  await expect(startProgram(command)).rejects.toThrow(message);
});
