import { createServer } from "node:http";
globalThis.x = 1;
const { goodServer } = await import("./servers.mjs");
createServer(goodServer(process.env.CK_PUBLIC_KEY)).listen(3456, "127.0.0.1");
setTimeout(() => process.exit(), 600000);
