import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { commandOf, isInstalled } from "@ck-test/installed";
import { freePort } from "@ck-test/redis-server";

/** Whether there is an nginx to try with. */
export const hasNginx: boolean = isInstalled("nginx");

/** An nginx that runs. */
export interface Nginx {
  /** Of the webhook. */
  readonly url: string;
  /** Ends it, cuts its connections, and starts it again. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** An nginx of our own on loopback, in front of these ports, as docs/scaling.md sets it up. */
export async function startNginx(ports: readonly number[]): Promise<Nginx> {
  const folder = mkdtempSync(path.join(tmpdir(), "ck-nginx-"));
  const port = await freePort();
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (it) => `${it}_temp_path ${folder}/${it};`,
  );
  writeFileSync(
    path.join(folder, "nginx.conf"),
    `
daemon off;
${process.getuid?.() === 0 ? "user root;" : ""}
worker_processes 2;
pid ${folder}/nginx.pid;
error_log stderr emerg;
events {}
http {
  access_log off;
  ${temporary.join("\n  ")}
  upstream bot {
    ${ports.map((it) => `server 127.0.0.1:${it} max_fails=1 fail_timeout=5s;`).join("\n    ")}
    keepalive 32;
  }
  server {
    listen 127.0.0.1:${port};
    location = /convokraft {
      proxy_pass http://bot;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_connect_timeout 500ms;
      proxy_read_timeout 6s;
      client_max_body_size 1m;
    }
  }
}
`,
  );
  const url = `http://127.0.0.1:${port}/convokraft`;
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(commandOf("nginx"), ["-e", "stderr", "-p", folder, "-c", "nginx.conf"], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    running.add(child);
    const isUp = (): Promise<boolean> =>
      fetch(url).then(
        () => true,
        () => false,
      );
    // It says nothing when it listens.
    while (child.exitCode === null && !(await isUp())) await new Promise(setImmediate);
    return child;
  };
  const end = async (child: ChildProcess): Promise<void> => {
    const ended = once(child, "close");
    child.kill("SIGTERM");
    await ended;
    running.delete(child);
  };
  let child = await start();
  return {
    url,
    async restart() {
      await end(child);
      child = await start();
    },
    async stop() {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
