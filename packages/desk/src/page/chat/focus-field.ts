/**
 * Puts the focus where one can go on: what was clicked can be gone or switched off a moment later, and the focus with it. Not on a touch screen, where
 * this would bring up a keyboard that covers half of the chat.
 */
export function focusField(field: HTMLTextAreaElement | null): void {
  if (matchMedia("(pointer: fine)").matches) field?.focus();
}
