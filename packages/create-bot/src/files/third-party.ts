/** The packages of others that a project may need, each at the newest version that runs on Node 20.19. */
export const THIRD_PARTY: Readonly<Record<string, string>> = {
  "@hono/node-server": "^2.1.9",
  "@koa/router": "^15.7.0",
  "@types/express": "^5.0.6",
  "@types/koa": "^3.0.3",
  "@types/node": "^20.19.0",
  "@types/react": "^19.2.0",
  esbuild: "^0.27.7",
  express: "^5.3.0",
  fastify: "^5.12.8",
  hono: "^4.13.19",
  koa: "^3.3.0",
  next: "^16.4.6",
  // 7 wants Node 22.
  openai: "^6.30.1",
  react: "^19.3.1",
  "react-dom": "^19.3.1",
  tsx: "^4.23.15",
  // Next calls TypeScript's API, which 7 does not have.
  typescript: "^6.0.3",
};
