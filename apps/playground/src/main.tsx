import "@ck-desk/page/styles/tokens.css";
import "@ck-desk/page/styles/base.css";
import "@ck-desk/page/styles/layout.css";
import "@ck-desk/page/styles/chat.css";
import "@ck-desk/page/styles/inspector.css";
import "@ck-desk/page/styles/bot.css";
import "./playground.css";
import { restoreTheme } from "@ck-desk/page/ui/theme.js";
import { render } from "preact";
import { Playground } from "./playground.js";

const root = document.querySelector("#playground");
if (root) {
  restoreTheme();
  render(<Playground />, root);
}
