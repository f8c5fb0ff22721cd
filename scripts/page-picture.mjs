// @ts-check
/**
 * Writes the pictures of the page in docs/images, and page.webp, a short animation of it: the built desk with a small bot,
 * in Chromium.
 */
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { animate } from "./animated-webp.mjs";

const root = path.dirname(import.meta.dirname);
const fromDesk = createRequire(path.join(root, "packages/desk/package.json"));
/** @type {typeof import("../packages/desk/node_modules/playwright-core")} */
const { chromium } = fromDesk("playwright-core");
/** @type {any} */
const { serveDesk } = fromDesk("./dist/index.cjs");
/** @type {any} */
const { createMemoryVault, defineEmulatedBot } = fromDesk("@ck/emulator");

const answers = {
  welcome: { welcome_response: { message: "Hello Sam! I can book *leave* for you." } },
  prompt: { todo: "prompt" },
  execute: {
    status: "execution",
    message: "*3 days* of sick leave from 3 May are booked. Get well soon!",
    card: [
      {
        type: "table",
        heading: "What is left",
        columns: ["Kind", "Days"],
        rows: [
          ["Casual", "7"],
          ["Sick", "9"],
        ],
      },
    ],
    followup: { suggestions: [{ message: "Show my leaves" }, { message: "Book a day off" }] },
  },
};
const server = createServer((req, res) => {
  let body = "";
  req.on("data", (/** @type {Buffer} */ chunk) => (body += chunk.toString()));
  req.on("end", () => {
    const { todo } = JSON.parse(body);
    if (todo === "fallback") {
      res.writeHead(500).end();
      return;
    }
    res.writeHead(200, { "content-type": "application/json" });
    res.end(JSON.stringify(answers[/** @type {keyof typeof answers} */ (todo)]));
  });
}).listen(0, "127.0.0.1");
await once(server, "listening");
const address = /** @type {import("node:net").AddressInfo} */ (server.address());

const folder = await mkdtemp(path.join(tmpdir(), "ck-picture-"));
const vault = createMemoryVault();
await vault.secure();
const leaveType = { name: "leaveType", type: "selection", prompt: "Which kind of leave?" };
const options = ["Casual leave", "Sick leave"].map((label) => ({ id: label.split(" ")[0], label }));
const bot = defineEmulatedBot({
  name: "leave_bot",
  webhook: `http://127.0.0.1:${address.port}/convokraft`,
  handlers: { welcome: true, fallback: true },
  actions: [
    {
      namespace: "ApplyLeave",
      sentences: ["I want to take leave"],
      params: [
        { ...leaveType, options },
        { name: "from", type: "date", prompt: "From which day?" },
        { name: "days", type: "integer", prompt: "How many days?" },
      ],
    },
  ],
});
const desk = await serveDesk({ bot, vault, recordings: folder });
const browser = await chromium.launch({
  executablePath: process.env["CK_CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu"],
});
try {
  const viewport = { width: 1440, height: 900 };
  const page = await browser.newPage({ viewport, colorScheme: "light", reducedMotion: "reduce" });
  await page.goto(desk.url);
  const said = (/** @type {string} */ text) => page.getByRole("log").getByText(text).waitFor();
  /** @type {{ png: Buffer, ms: number }[]} */
  const frames = [];
  const show = async (/** @type {number} */ ms) => frames.push({ png: await page.screenshot(), ms });
  const say = async (/** @type {string} */ text) => {
    await page.getByRole("textbox", { name: "Message" }).fill(text);
    await show(700);
    await page.keyboard.press("Enter");
  };
  await said("I can book");
  await show(1200);
  await say("I want to take leave");
  await said("Which kind of leave?");
  await show(1200);
  await page.getByRole("button", { name: "Sick leave" }).click();
  await said("From which day?");
  await show(1200);
  await say("3 May");
  await said("How many days?");
  await show(1200);
  await say("3");
  await said("Get well soon!");
  await page.getByRole("article").getByText("execute").first().waitFor();
  await show(5000);
  const images = path.join(root, "docs/images");
  await mkdir(images, { recursive: true });
  await page.screenshot({ path: path.join(images, "page.png") });
  // For docs/page.md.
  await page.getByRole("button", { name: "Step back" }).last().click();
  await page.screenshot({ path: path.join(images, "page-step-back.png") });
  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: "Message" }).fill("who are you?");
  await page.keyboard.press("Enter");
  await page.getByText("Why:").waitFor();
  await page.screenshot({ path: path.join(images, "page-failure.png") });
  await pictureJobs(path.join(images, "page-jobs.png"));
  const animation = await animate(page, frames, { width: 1080, height: 675, quality: 0.72, loops: 3 });
  await writeFile(path.join(images, "page.webp"), animation);
  console.log(`${images}: page.png, and page.webp of ${Math.round(animation.length / 1000)} kB`);
} finally {
  await browser.close();
  await desk.close();
  server.close();
  await rm(folder, { recursive: true, force: true });
}

/**
 * The tab of the jobs that were given up, for docs/page.md.
 *
 * @param {string} file
 */
async function pictureJobs(file) {
  const failedAt = new Date();
  const given = {
    id: "job-8d1f2c6e0b7a4953a1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6",
    reason: "The handler of actions.ApplyLeave.execute threw. See the cause.",
    attempts: 3,
    addedAt: new Date(failedAt.getTime() - 90_000),
    failedAt,
    data: JSON.stringify({ todo: "execute", action: "ApplyLeave", params: { leaveType: "Sick", days: 3 } }),
  };
  const changed = () => Promise.resolve(true);
  const jobs = { failed: () => Promise.resolve([given]), retry: changed, drop: changed };
  const withJobs = await serveDesk({ bot, vault, recordings: folder, jobs });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 700 }, reducedMotion: "reduce" });
    await page.goto(withJobs.url);
    await page.getByRole("log").getByText("I can book").waitFor();
    await page.getByRole("tab", { name: "Jobs" }).click();
    await page.getByRole("button", { name: "Show what was asked" }).click();
    await page.getByRole("region", { name: "What was asked" }).waitFor();
    await page.screenshot({ path: file });
  } finally {
    await withJobs.close();
  }
}
