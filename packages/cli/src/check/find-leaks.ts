/** How much of an answer is looked at, in characters: what leaks stands at its beginning. */
const LOOKED_AT = 50_000;

/** Each is a sign of an inner error that reached the caller. Every pattern is linear: no repeat stands inside another. */
const SIGNS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a stack trace of JavaScript", /\bat [^\n]{1,200}:\d{1,6}:\d{1,6}\b/],
  ["an error of JavaScript", /\b(?:Type|Syntax|Reference|Range|Eval|URI|Assertion)Error\b/],
  [
    "a message of JSON.parse",
    /\bUnexpected (?:token|end of JSON input|non-whitespace)|\bis not valid JSON\b|\bin JSON at position\b/,
  ],
  ["a traceback of Python", /\bTraceback \(most recent call last\)|\bFile "[^"\n]{1,200}", line \d/],
  [
    "an exception of Java",
    /\bat [\w.$]{1,200}\([\w$]{1,100}\.(?:java|kt|scala):\d|\b(?:java|javax|jakarta|org\.springframework)\.[\w.$]{1,200}(?:Exception|Error)\b/,
  ],
  ["an exception of .NET", /\bSystem\.[\w.]{0,100}Exception\b/],
  [
    "an error of PHP",
    /\b(?:Fatal error|Warning|Notice|Parse error): [^\n]{1,200} on line \d|<b>(?:Fatal error|Warning|Notice|Parse error)<\/b>/,
  ],
  ["an error of Ruby", /\.rb:\d{1,6}:in /],
  ["a panic of Go", /\bgoroutine \d{1,9} \[|\bpanic: /],
  [
    "an error of a database",
    /\bSQLSTATE\[|\bORA-\d{5}\b|\bSQLITE_[A-Z]{2,20}\b|\bsyntax error at or near\b|\bER_[A-Z]{2,20}_[A-Z]{2,20}\b/,
  ],
  ["an error code of the operating system", /\b(?:ECONNREFUSED|ECONNRESET|ENOENT|EACCES|ENOTFOUND|ETIMEDOUT)\b/],
  [
    "a path of the server",
    /\bnode_modules[\\/]|(?:^|[\s"'(=])\/(?:home|Users|root|srv|opt|var\/www|var\/task|usr\/src|app)\/[\w.-]|\b[A-Z]:\\\\?(?:Users|inetpub|Program)/m,
  ],
];

/** Says what an answer gives away, in words that hold nothing of it. */
export function findLeaks(text: string): readonly string[] {
  const looked = text.slice(0, LOOKED_AT);
  return SIGNS.flatMap(([what, pattern]) => (pattern.test(looked) ? [what] : []));
}
