// @ts-check
/**
 * Makes an animated WebP. A browser compresses the frames, as it can without any library; the container around them is a list of
 * chunks (https://developers.google.com/speed/webp/docs/riff_container).
 */

/**
 * @param {import("../packages/desk/node_modules/playwright-core").Page} page A page in a browser, which is left blank.
 * @param {readonly { png: Buffer, ms: number }[]} frames Each frame, and how long it is shown.
 * @param {{ width: number, height: number, quality: number, loops: number }} options The size in pixels, the quality from 0 to 1,
 *   and how often it plays; 0 is for ever.
 * @returns {Promise<Buffer>}
 */
export async function animate(page, frames, { width, height, quality, loops }) {
  await page.goto("about:blank");
  const chunks = [];
  for (const { png, ms } of frames) {
    const url = await page.evaluate(compress, { png: png.toString("base64"), width, height, quality });
    const still = Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
    const data = Buffer.concat([
      uint24(0),
      uint24(0),
      uint24(width - 1),
      uint24(height - 1),
      uint24(ms),
      Buffer.of(NO_BLEND),
    ]);
    chunks.push(chunk("ANMF", Buffer.concat([data, bitstream(still)])));
  }
  const canvas = Buffer.concat([Buffer.of(ANIMATED, 0, 0, 0), uint24(width - 1), uint24(height - 1)]);
  const animation = Buffer.from([255, 255, 255, 255, loops & 0xff, loops >> 8]);
  return chunk(
    "RIFF",
    Buffer.concat([Buffer.from("WEBP"), chunk("VP8X", canvas), chunk("ANIM", animation), ...chunks]),
  );
}

const ANIMATED = 0b10;
const NO_BLEND = 0b10;

/**
 * Runs in the page.
 *
 * @param {{ png: string, width: number, height: number, quality: number }} frame
 * @returns {Promise<string>} A data URL.
 */
async function compress({ png, width, height, quality }) {
  const { document, Image } = /** @type {any} */ (globalThis);
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return canvas.toDataURL("image/webp", quality);
}

/**
 * The chunk of a still picture that holds its pixels.
 *
 * @param {Buffer} still
 * @returns {Buffer}
 */
function bitstream(still) {
  for (let at = 12; at + 8 <= still.length;) {
    const name = still.toString("latin1", at, at + 4);
    const size = still.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (name === "VP8 " || name === "VP8L") return still.subarray(at, end);
    at = end;
  }
  throw new Error("The browser did not make a WebP picture.");
}

/**
 * @param {string} name
 * @param {Buffer} data
 * @returns {Buffer}
 */
function chunk(name, data) {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(name), size, data, Buffer.alloc(data.length % 2)]);
}

/**
 * @param {number} value
 * @returns {Buffer}
 */
function uint24(value) {
  return Buffer.of(value & 0xff, (value >> 8) & 0xff, value >> 16);
}
