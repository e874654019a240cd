import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allowedMistakes, countMistakes, rangesOfSimilarWords } from '#shared/domain/spelling.ts'

test('short words and numbers are never corrected, long words twice', () => {
  const words = ['ann', 'anna', 'schmidt', 'schmidts', '7731', 'a7731b', '٧٧٣١', '']

  expect(words.map(allowedMistakes)).toEqual([0, 1, 1, 2, 0, 0, 0, 0])
})

test.each([
  ['mulelr', 'muller', 1],
  ['muler', 'muller', 1],
  ['mulller', 'muller', 1],
  ['mueler', 'muller', 1],
  ['meuler', 'muller', 2],
  ['umller', 'muller', 1],
  ['johnson', 'jonson', 1],
  ['ca', 'abc', 3],
  ['', 'abc', 3],
  ['abc', 'abc', 0],
])('%j and %j are %i mistakes apart', (typed, word, expected) => {
  expect([countMistakes(typed, word, false), countMistakes(word, typed, false)]).toEqual([expected, expected])
})

test('a word still being typed is compared with the beginning of another', () => {
  const mistakes = ['schimd', 'schmid', 'schwid', 'chmid'].map((typed) => countMistakes(typed, 'schmidtbauer', true))

  expect(mistakes).toEqual([1, 0, 1, 1])
})

/** Few letters, so that words are often close; `a` and `b` also begin words. */
const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 2, maxLength: 7 })

/** The definition itself: what is left when each way of one mistake is tried at the front. */
function mistakesByDefinition(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  if (a[0] === b[0]) return mistakesByDefinition(a.slice(1), b.slice(1))
  const isSwapped = a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0]
  return (
    1 +
    Math.min(
      mistakesByDefinition(a.slice(1), b),
      mistakesByDefinition(a, b.slice(1)),
      mistakesByDefinition(a.slice(1), b.slice(1)),
      isSwapped ? mistakesByDefinition(a.slice(2), b.slice(2)) : Number.POSITIVE_INFINITY,
    )
  )
}

const beginningsOf = (word: string) => Array.from({ length: word.length + 1 }, (_, end) => word.slice(0, end))

test('mistakes are counted as they are defined', () => {
  fc.assert(
    fc.property(words, words, (typed, word) => {
      const counted = [countMistakes(typed, word, false), countMistakes(typed, word, true)]

      expect(counted).toEqual([
        mistakesByDefinition(typed, word),
        Math.min(...beginningsOf(word).map((beginning) => mistakesByDefinition(typed, beginning))),
      ])
    }),
  )
})

/** Every word that one mistake in the first letter makes of this one. */
function withOtherFirstLetter(word: string): string[] {
  const [first = '', second = ''] = word
  const letters = 'abcdefghijklmnopqrstuvwxyz'.split('')
  return [
    word.slice(1),
    second + first + word.slice(2),
    ...letters.flatMap((letter) => [letter + word, letter + word.slice(1)]),
  ]
}

test('the ranges hold the words with the same first letter and those with another in its place, and no others', () => {
  fc.assert(
    fc.property(words, fc.array(words), fc.boolean(), (typed, book, typing) => {
      const ranges = rangesOfSimilarWords(typed, typing)
      const found = book.filter((word) => ranges.some(({ low, high }) => low <= word && word < high))

      expect(found).toEqual(
        book.filter(
          (word) =>
            word[0] === typed[0] ||
            withOtherFirstLetter(typed).some((other) => (typing ? word.startsWith(other) : word === other)),
        ),
      )
    }),
  )
})
