import { render } from "preact";
import { App } from "./app.js";
import { takeToken } from "./state/token.js";
import { restoreTheme } from "./ui/theme.js";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/chat.css";
import "./styles/inspector.css";
import "./styles/bot.css";
import "./styles/jobs.css";

const root = document.querySelector("#desk");
if (root) {
  restoreTheme();
  render(<App token={takeToken()} />, root);
}
