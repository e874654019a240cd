/** A part of a sorted list of words: from `low` on, up to but without `high`. */
export interface WordRange {
  readonly low: string
  readonly high: string
}

/** Latin alone: the words of other scripts are only sought among those that begin alike. */
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz')
const LAST_CHARACTER = '\u{10ffff}'

/**
 * How many mistakes a word may have: none up to three letters, where most words are close to another; one up to seven;
 * two from eight on. None with a digit in it: an account's last four must never pass for another's.
 */
export function allowedMistakes(word: string): 0 | 1 | 2 {
  if (word.length < 4 || /\p{N}/u.test(word)) return 0
  return word.length < 8 ? 1 : 2
}

/**
 * The fewest mistakes that make one word of the other: a letter too few, too many, or wrong, or two neighbours swapped
 * (Damerau-Levenshtein, no part changed twice).
 *
 * @param typing the first word may be unfinished: whatever the other goes on with is no mistake.
 */
export function countMistakes(typed: string, word: string, typing: boolean): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: word.length + 1 }, (_, column) => column)
  for (let row = 1; row <= typed.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= word.length; column += 1) {
      const isSame = typed[row - 1] === word[column - 1]
      const isSwapped =
        row > 1 && column > 1 && typed[row - 1] === word[column - 2] && typed[row - 2] === word[column - 1]
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    beforeLast = last
    last = current
  }
  return typing ? Math.min(...last) : at(last, word.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}

/**
 * Where in the sorted list of all words those stand that a mistyped word may have been meant for: all that begin alike,
 * and those one mistake away at the beginning. Of one mistake every word is among them; of two, those with the same
 * first letter, since to look for a second mistake elsewhere would be to look at every word.
 *
 * @param word folded, of four letters or more.
 * @param typing whether the word may be unfinished.
 */
export function rangesOfSimilarWords(word: string, mistakes: 1 | 2, typing: boolean): WordRange[] {
  const beginning = word.slice(0, mistakes === 1 ? 2 : 1)
  // Nothing that separates words stands in one, so a space after a word ends before the next.
  const end = typing ? LAST_CHARACTER : ' '
  const mistaken = Array.from(beginning, (_, place) => withMistakeAt(word, place)).flat()
  return [{ low: beginning, high: beginning + LAST_CHARACTER }, ...mistaken.map((low) => ({ low, high: low + end }))]
}

/** The words that one mistake at a place makes: the letter left out, swapped with the next, one more, another. */
function withMistakeAt(word: string, place: number): string[] {
  const before = word.slice(0, place)
  const [letter = '', next = ''] = word.slice(place)
  const after = word.slice(place + 1)
  return [
    before + after,
    before + next + letter + word.slice(place + 2),
    ...LETTERS.flatMap((other) => [before + other + letter + after, before + other + after]),
  ]
}
