import { foldText } from './search-text.ts'

/** Longer runs of digits than anybody numbers things with are compared as they are. */
const DIGITS = 12

/**
 * A text by which names are in order when compared letter by letter, as people expect them in a list: without regard to
 * case or accents, numbers by their value. `'Müller 9'` comes before `'muller 10'`.
 */
export function sortKey(text: string): string {
  return foldText(text).replace(/\d+/g, (digits) => digits.padStart(DIGITS, '0'))
}
