import { formatBounds, formatChoices, formatCount, formatWait } from "./format.js";
import type { Texts } from "./texts.js";

const locale = "es";

/** The kit's texts in Spanish. */
export const spanish: Texts = {
  locale,
  yes: ["sí", "si"],
  no: ["no"],
  welcome: "¡Hola! ¿En qué podemos ayudarle?",
  fallback: "Lo sentimos, no hemos entendido su mensaje.",
  failure: "Lo sentimos, algo ha salido mal. Por favor, inténtelo de nuevo.",
  late: "Esto tarda más de lo esperado. Por favor, inténtelo de nuevo en un momento.",
  missing: ({ name }) => `Por favor, indique lo siguiente: ${name}.`,
  visitorRequired: "Por favor, inicie sesión primero y vuelva a intentarlo.",
  rateLimited: ({ waitMs }) =>
    `Hemos recibido muchos mensajes en poco tiempo. Por favor, inténtelo de nuevo ${formatWait(locale, waitMs)}.`,

  invalidText: "Por favor, escriba un texto.",
  textTooShort: ({ minLength }) => `Por favor, escriba al menos ${characters(minLength)}.`,
  textTooLong: ({ maxLength }) => `Por favor, escriba como máximo ${characters(maxLength)}.`,
  invalidPattern: "Por favor, escríbalo en el formato esperado.",
  invalidEmail: "Por favor, indique una dirección de correo electrónico, por ejemplo, name@example.com.",
  invalidUser: "Por favor, indique una persona.",
  invalidInteger: (bounds) => `Por favor, indique un número entero${within(bounds)}.`,
  invalidDecimal: ({ precision, ...bounds }) => `Por favor, indique un número${within(bounds)}${digits(precision)}.`,
  tooManyDigits: "Por favor, indique un número con menos cifras.",
  invalidBoolean: "Por favor, responda sí o no.",
  invalidDate: "Por favor, indique una fecha, por ejemplo, 2026-05-03.",
  invalidDateTime: "Por favor, indique una fecha y una hora, por ejemplo, 2026-05-03 14:30.",
  invalidTime: "Por favor, indique una hora, por ejemplo, 14:30.",
  invalidRange: "Por favor, indique un inicio y un fin.",
  invalidStart: ({ reason }) => `El inicio no es válido. ${reason}`,
  invalidEnd: ({ reason }) => `El fin no es válido. ${reason}`,
  startAfterEnd: "Por favor, indique un inicio que no sea posterior al fin.",
  invalidSelection: ({ labels }) => `Por favor, elija una de las opciones${list(labels)}.`,
  invalidMultiSelection: ({ labels }) => `Por favor, elija una o varias de las opciones${list(labels)}.`,
};

function within(bounds: { readonly min?: number; readonly max?: number }): string {
  return formatBounds(locale, bounds, {
    between: (least, most) => ` entre ${least} y ${most}`,
    least: (least) => ` mayor o igual que ${least}`,
    most: (most) => ` menor o igual que ${most}`,
  });
}

function digits(precision: number | undefined): string {
  if (precision === undefined) return "";
  const forms = { one: "# decimal", other: "# decimales" };
  return precision === 0 ? " sin decimales" : ` con un máximo de ${formatCount(locale, precision, forms)}`;
}

function characters(count: number): string {
  return formatCount(locale, count, { one: "# carácter", other: "# caracteres" });
}

function list(labels: readonly string[]): string {
  return labels.length === 0 ? "" : `: ${formatChoices(locale, labels)}`;
}
