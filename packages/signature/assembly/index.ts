/* What the host calls, and where it writes. */
export { verify } from "./check";
export { continueTable, startTable } from "./comb";
export { forget } from "./key";
export {
  CONSTANTS,
  CONSTANTS_SIZE,
  FINISH_MOD_Q,
  HEAP,
  INPUT,
  NEGATED_INVERSE,
  NUMBERS,
  ORDER,
  ORDER_LIMBS,
  PRIME,
  PRIME_WORDS,
  SQUARE_MOD_Q,
} from "./memory";
