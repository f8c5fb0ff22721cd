/*
 * An imitation of the chat window's script: what its documentation says of `convokraft`, and no more. It loads its history anew, as the real one
 * may; `?history=no` has it forget.
 */
const log = document.createElement("ol");
log.setAttribute("role", "log");
const form = document.createElement("form");
form.innerHTML = '<label>Message <input name="message" /></label>';
document.querySelector("convokraft-chat-bot").append(log, form);

function show(sender, text) {
  const item = document.createElement("li");
  item.textContent = `${sender}: ${text}`;
  log.append(item);
}

function showReply({ message, data }, fromHistory) {
  const element = document.createElement("li");
  const isOwn = window.convokraft.handleResponse?.("", data ?? {}, element, () => undefined, fromHistory, false);
  if (isOwn !== true) element.textContent = `bot: ${message}`;
  log.append(element);
}

const session = new URLSearchParams(location.search).get("session");
const wantsHistory = new URLSearchParams(location.search).get("history") !== "no";

window.convokraft = {
  ...window.convokraft,
  async sendMessage(message) {
    show("visitor", message);
    const answer = await fetch(`/say?session=${session}`, { method: "POST", body: message });
    showReply(await answer.json(), false);
  },
  pushTranscript({ message, sender }) {
    show(sender, message);
  },
};
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const input = form.elements.message;
  void window.convokraft.sendMessage(input.value);
  input.value = "";
});
if (wantsHistory) {
  const history = await fetch(`/history?session=${session}`);
  // The page has set its hooks by then.
  setTimeout(async () => {
    for (const { said, reply } of await history.json()) {
      show("visitor", said);
      showReply(reply, true);
    }
  }, 300);
}
