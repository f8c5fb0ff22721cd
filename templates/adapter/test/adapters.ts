import { server, type Plugin } from "@hapi/hapi";
import type { ConformanceAdapter } from "@ck/testing";
import { webhook } from "../src/index.js";

/** For the conformance suite: one for each major version of the framework. */
export const adapters: readonly ConformanceAdapter[] = [
  {
    name: "hapi 21",
    layouts: ["route", "prefix", "beside a parser"],
    async start(bot, options, { layout }) {
      const app = server({ host: "127.0.0.1", port: 0 });
      const prefix = layout === "prefix" ? "/bots/leave" : undefined;
      const route = webhook(bot, options);
      const plugin: Plugin<object> = { name: "bot", register: (part) => part.route({ path: "/convokraft", ...route }) };
      await app.register({ plugin }, prefix === undefined ? {} : { routes: { prefix } });
      app.route({ method: "POST", path: "/other", handler: ({ payload }) => payload });
      await app.start();
      return {
        url: `http://127.0.0.1:${app.info.port}${prefix ?? ""}/convokraft`,
        close: () => {
          app.listener.closeAllConnections();
          return app.stop({ timeout: 0 });
        },
      };
    },
  },
];
