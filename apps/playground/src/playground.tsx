import { Desk } from "@ck-desk/page/desk.js";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { CodePane } from "./code/code-pane.js";
import { useCode } from "./code/use-code.js";
import { usePlatform } from "./use-platform.js";

/** The code beside the desk. Where there is no room for both, the code can be folded away. */
export function Playground(): JSX.Element {
  const code = useCode();
  const { status, client } = usePlatform(code.isForeign ? undefined : code.text);
  const [folded, setFolded] = useState(false);
  return (
    <div class={folded ? "playground folded" : "playground"}>
      <CodePane code={code} status={status} folded={folded} onFold={() => setFolded(!folded)} />
      <div id="desk">{client ? <Desk client={client} /> : <main class="empty">No bot is running yet.</main>}</div>
    </div>
  );
}
