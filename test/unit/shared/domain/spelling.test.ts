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

const isIn = (typed: string, mistakes: 1 | 2, typing: boolean, word: string) =>
  rangesOfSimilarWords(typed, mistakes, typing).some(({ low, high }) => low <= word && word < high)

const long = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 4, maxLength: 7 })

/** Words made of this one by up to two mistakes, or at random. */
const near = (word: string) =>
  fc
    .tuple(fc.nat(word.length - 1), fc.nat(word.length - 1), fc.constantFrom('a', 'b', 'c'), fc.nat(3), fc.nat(3))
    .map(([one, two, letter, how, then]) => mistake(mistake(word, one, letter, how), two, letter, then))

function mistake(word: string, place: number, letter: string, how: number): string {
  const [before, after] = [word.slice(0, place), word.slice(place)]
  const ways = [before + after.slice(1), before + letter + after, before + letter + after.slice(1)]
  return ways[how] ?? before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2)
}

test('every word that is one mistake away is in the ranges', () => {
  fc.assert(
    fc.property(
      long.chain((typed) => fc.tuple(fc.constant(typed), near(typed), fc.boolean())),
      ([typed, word, typing]) => {
        const meant = beginningsOf(word).filter((beginning) => typing || beginning === word)

        const isSimilar = meant.some((beginning) => mistakesByDefinition(typed, beginning) === 1)

        expect(isSimilar && !isIn(typed, 1, typing, word)).toBe(false)
      },
    ),
    { numRuns: 500 },
  )
})

test('two mistakes away, every word with the same first letter is in the ranges', () => {
  fc.assert(
    fc.property(
      long.chain((typed) => fc.tuple(fc.constant(typed), near(typed))),
      ([typed, word]) => {
        const isSimilar = mistakesByDefinition(typed, word) <= 2 && word[0] === typed[0]

        expect(isSimilar && !isIn(typed, 2, false, word)).toBe(false)
      },
    ),
    { numRuns: 500 },
  )
})

test('few words are looked at: of one mistake those with two letters in common, of two those with one', () => {
  const looked = [1, 2].map((mistakes) =>
    ['mullabc', 'mxllers', 'zzz', 'omuller', 'uller'].filter((word) => isIn('muller', mistakes as 1 | 2, false, word)),
  )

  expect(looked).toEqual([
    ['mullabc', 'omuller', 'uller'],
    ['mullabc', 'mxllers', 'omuller', 'uller'],
  ])
})
