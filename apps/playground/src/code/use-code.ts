import { useEffect, useState } from "preact/hooks";
import { carriesCode, fromFragment } from "./link.js";
import { FIRST_CODE } from "./samples.js";

const KEY = "ck-playground-code";

/** The code on the page. */
export interface Code {
  /** Absent while a link is being read. */
  readonly text: string | undefined;
  /** It came with a link, and the reader has not said yet that it may run. */
  readonly isForeign: boolean;
  /** The link could not be read. */
  readonly isDamaged: boolean;
  readonly edit: (text: string) => void;
  /** Takes the reader's own choice, such as a sample. */
  readonly choose: (text: string) => void;
  /** The reader has seen the code, and runs it. */
  readonly accept: () => void;
}

/** The code of the link, or what was written in this tab before, or the first sample. */
export function useCode(): Code {
  const [state, setState] = useState(() => ({
    text: carriesCode(location.hash) ? undefined : (sessionStorage.getItem(KEY) ?? FIRST_CODE),
    isForeign: carriesCode(location.hash),
    isDamaged: false,
  }));
  useEffect(() => {
    const follow = async (): Promise<void> => {
      if (!carriesCode(location.hash)) return;
      const text = await fromFragment(location.hash);
      if (text === undefined) setState({ text: FIRST_CODE, isForeign: false, isDamaged: true });
      else setState({ text, isForeign: true, isDamaged: false });
    };
    void follow();
    const listen = (): void => void follow();
    addEventListener("hashchange", listen);
    return () => removeEventListener("hashchange", listen);
  }, []);
  return {
    ...state,
    edit(text) {
      setState((before) => ({ ...before, text, isDamaged: false }));
      if (!state.isForeign) keep(text);
    },
    choose(text) {
      setState({ text, isForeign: false, isDamaged: false });
      keep(text);
    },
    accept() {
      setState((before) => ({ ...before, isForeign: false }));
      if (state.text !== undefined) keep(state.text);
      history.replaceState(undefined, "", location.pathname);
    },
  };
}

function keep(text: string): void {
  try {
    sessionStorage.setItem(KEY, text);
  } catch {
    // It is full or switched off: the code lives as long as the page.
  }
}
