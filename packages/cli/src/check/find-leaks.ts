/** How much of an answer is searched, in characters: leaks are at the beginning. */
const SEARCHED = 50_000;

/** Signs of an internal error that reached the caller. Every pattern is linear: no repeat inside another. */
const SIGNS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a JavaScript stack trace", /\bat [^\n]{1,200}[^\s\d:]:\d{1,6}:\d{1,6}\b/],
  ["a JavaScript error", /\b(?:Type|Syntax|Reference|Range|Eval|URI|Assertion)Error\b/],
  [
    "a message from JSON.parse",
    /\bUnexpected (?:token|end of JSON input|non-whitespace)|\bis not valid JSON\b|\bin JSON at position\b/,
  ],
  ["a Python traceback", /\bTraceback \(most recent call last\)|\bFile "[^"\n]{1,200}", line \d/],
  [
    "a Java exception",
    /\bat [\w.$]{1,200}\([\w$]{1,100}\.(?:java|kt|scala):\d|\b(?:java|javax|jakarta|org\.springframework)\.[\w.$]{1,200}(?:Exception|Error)\b/,
  ],
  ["a .NET exception", /\bSystem\.[\w.]{0,100}Exception\b/],
  [
    "a PHP error",
    /\b(?:Fatal error|Warning|Notice|Parse error): [^\n]{1,200} on line \d|<b>(?:Fatal error|Warning|Notice|Parse error)<\/b>/,
  ],
  ["a Ruby error", /\.rb:\d{1,6}:in /],
  ["a Go panic", /\bgoroutine \d{1,9} \[|\bpanic: /],
  [
    "a database error",
    /\bSQLSTATE\[|\bORA-\d{5}\b|\bSQLITE_[A-Z]{2,20}\b|\bsyntax error at or near\b|\bER_[A-Z]{2,20}_[A-Z]{2,20}\b/,
  ],
  ["an operating system error code", /\b(?:ECONNREFUSED|ECONNRESET|ENOENT|EACCES|ENOTFOUND|ETIMEDOUT)\b/],
  [
    "a path on the server",
    /\bnode_modules[\\/]|(?:^|[\s"'(=])\/(?:home|Users|root|srv|opt|var\/www|var\/task|usr\/src|app)\/[\w.-]|\b[A-Z]:\\\\?(?:Users|inetpub|Program)/m,
  ],
];

/** Describes what an answer gives away, without quoting it. */
export function findLeaks(text: string): readonly string[] {
  const searched = text.slice(0, SEARCHED);
  return SIGNS.flatMap(([what, pattern]) => (pattern.test(searched) ? [what] : []));
}
