import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findExcerpt, saysAll, type TextPart, wordsAsWritten } from '#shared/domain/excerpt.ts'

const join = (parts: readonly TextPart[]) => parts.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)).join('')
const seek = (...beginnings: string[]) => beginnings.map((beginning) => ({ beginning, others: [] }))
const instead = (...others: string[]) => [{ beginning: null, others }]

test('words are marked as they are written, whatever their accents and case', () => {
  const excerpt = findExcerpt('Łukasz MÜLLER asked\n\nabout  Muller’s trust <b>', seek('lukasz', 'mull'))

  expect(join(excerpt)).toBe('[Łukasz] [MÜLLER] asked about [Muller]’s trust <b>')
})

test('a whole word marks no other that begins with it', () => {
  const excerpt = findExcerpt('Mullers and Müller', instead('muller'))

  expect(join(excerpt)).toBe('Mullers and [Müller]')
})

test('of a long text the passage with most of the words is shown, cut between words', () => {
  const filler = (count: number) => Array.from({ length: count }, (_, index) => `filler${index}`).join(' ')
  const text = `trust ${filler(60)} the deed of trust names a successor ${filler(60)}`

  expect(join(findExcerpt(text, seek('trust', 'successor')))).toBe(
    '… filler56 filler57 filler58 filler59 the deed of [trust] names a [successor] filler0 filler1 filler2 filler3 filler4 filler5 filler6 filler7 filler8 filler9 filler10 …',
  )
})

test('nothing is shown of a text without the words', () => {
  expect(findExcerpt('An ordinary text', seek('trust'))).toEqual([])
})

test('an excerpt is a piece of the text, and marks exactly the words that begin like those sought', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 200 }), fc.constantFrom('a', 'be', 'e'), (written, sought) => {
      const parts = findExcerpt(written.join(' '), seek(sought))
      const plain = (text: string) => text.replaceAll('é', 'e')
      const shown = join(parts).replace(/^… | …$/g, '')
      const isSought = (text: string) => plain(text).startsWith(sought)

      expect({
        isPiece: ` ${written.join(' ')} `.includes(` ${shown.replaceAll(/[[\]]/g, '')} `) || shown === '',
        marks: shown
          .split(' ')
          .filter((text) => text !== '' && text.startsWith('[') !== isSought(text.replaceAll(/[[\]]/g, ''))),
        isEmpty: shown === '',
      }).toEqual({ isPiece: true, marks: [], isEmpty: !written.some(isSought) })
    }),
  )
})

test('the words taken for mistyped are given as they are written first', () => {
  const words = wordsAsWritten('Anna Müller, MÜLLER, Łukasz lukasz', instead('muller', 'lukasz'))

  expect(words).toEqual(['Müller', 'Łukasz'])
})

test('a title that has each word needs no passage beside it', () => {
  const said = ['Müller trust', 'Muller, a trustee', 'Müller', 'A trust'].map((title) =>
    saysAll(title, [...seek('trust'), ...instead('muller')]),
  )

  expect(said).toEqual([true, true, false, false])
})
