import { formatBounds, formatChoices, formatCount, formatNumber, roundUp } from "./format.js";
import type { Texts } from "./texts.js";

const locale = "hi";

/** The kit's texts in Hindi. */
export const hindi: Texts = {
  locale,
  yes: ["हाँ", "हां", "जी हाँ", "जी हां", "जी"],
  no: ["नहीं", "जी नहीं"],
  welcome: "नमस्ते! आपको किस विषय में सहायता चाहिए?",
  fallback: "क्षमा करें, आपकी बात समझ में नहीं आई।",
  failure: "क्षमा करें, कुछ गड़बड़ हो गई। कृपया फिर से प्रयास करें।",
  late: "इसमें उम्मीद से अधिक समय लग रहा है। कृपया थोड़ी देर बाद फिर से प्रयास करें।",
  missing: ({ name }) => `कृपया “${name}” बताएँ।`,
  visitorRequired: "कृपया पहले साइन इन करें और फिर से प्रयास करें।",
  rateLimited: ({ waitMs }) => `कम समय में बहुत सारे संदेश मिले हैं। कृपया ${duration(waitMs)} बाद फिर से प्रयास करें।`,

  invalidText: "कृपया कुछ लिखें।",
  textTooShort: ({ minLength }) => `कृपया कम से कम ${formatNumber(locale, minLength)} अक्षर लिखें।`,
  textTooLong: ({ maxLength }) => `कृपया अधिक से अधिक ${formatNumber(locale, maxLength)} अक्षर लिखें।`,
  invalidPattern: "कृपया इसे सही प्रारूप में लिखें।",
  invalidEmail: "कृपया ईमेल पता दें, जैसे name@example.com।",
  invalidUser: "कृपया किसी व्यक्ति का नाम बताएँ।",
  invalidInteger: (bounds) => `कृपया ${within(bounds)}एक पूर्ण संख्या दें।`,
  invalidDecimal: ({ precision, ...bounds }) => `कृपया ${within(bounds)}एक संख्या दें${digits(precision)}।`,
  tooManyDigits: "कृपया कम अंकों वाली संख्या दें।",
  invalidBoolean: "कृपया हाँ या नहीं में उत्तर दें।",
  invalidDate: "कृपया तारीख दें, जैसे 2026-05-03।",
  invalidDateTime: "कृपया तारीख और समय दें, जैसे 2026-05-03 14:30।",
  invalidTime: "कृपया समय दें, जैसे 14:30।",
  invalidRange: "कृपया आरंभ और अंत दोनों दें।",
  invalidStart: ({ reason }) => `आरंभ सही नहीं है। ${reason}`,
  invalidEnd: ({ reason }) => `अंत सही नहीं है। ${reason}`,
  startAfterEnd: "कृपया ऐसा आरंभ दें जो अंत के बाद न हो।",
  invalidSelection: ({ labels }) => `कृपया विकल्पों में से एक चुनें${list(labels)}।`,
  invalidMultiSelection: ({ labels }) => `कृपया विकल्पों में से एक या अधिक चुनें${list(labels)}।`,
};

function within(bounds: { readonly min?: number; readonly max?: number }): string {
  return formatBounds(locale, bounds, {
    between: (least, most) => `${least} और ${most} के बीच की `,
    least: (least) => `${least} या उससे अधिक की `,
    most: (most) => `${most} या उससे कम की `,
  });
}

function digits(precision: number | undefined): string {
  if (precision === undefined) return "";
  const forms = { one: "# अंक हो", other: "# अंक हों" };
  return precision === 0
    ? ", जिसमें दशमलव न हो"
    : `, जिसमें दशमलव के बाद अधिक से अधिक ${formatCount(locale, precision, forms)}`;
}

function list(labels: readonly string[]): string {
  return labels.length === 0 ? "" : `: ${formatChoices(locale, labels)}`;
}

/** `20 सेकंड`. What follows says "after", which the relative times of Intl do not. */
function duration(waitMs: number): string {
  const { number, unit } = roundUp(waitMs);
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(number);
}
