import { sql } from 'kysely'
import { foldText, matchWord } from '#shared/domain/search-text.ts'
import { allowedMistakes, rangesOfSimilarWords } from '#shared/domain/spelling.ts'
import type { Book } from './book.ts'

/** As many as are as close; more would only be noise among what they find. */
const MOST_WORDS = 16

/** A word as typed, and the book's words that it may have been meant for, the likeliest first. */
export interface Respelling {
  readonly typed: string
  readonly words: readonly string[]
}

/**
 * What each word may have been meant for. Where some words begin none of the book's, these alone are mistyped;
 * otherwise any may be.
 *
 * @param typed words as `searchWords` gives them; the last may be unfinished.
 * @returns null where no word is close to another of the book.
 */
export async function respellWords(book: Book, typed: readonly string[]): Promise<Respelling[] | null> {
  const known = await Promise.all(typed.map((word) => beginsSomeWord(book, word)))
  const someAreUnknown = known.includes(false)
  const respelled = await Promise.all(
    typed.map(async (word, index) => {
      if (someAreUnknown && known[index] === true) return { typed: word, words: [] }
      return { typed: word, words: await findSimilarWords(book, word, index === typed.length - 1) }
    }),
  )
  const isHopeless = respelled.some(({ words }, index) => known[index] === false && words.length === 0)
  return isHopeless || respelled.every(({ words }) => words.length === 0) ? null : respelled
}

/** The FTS5 expression for rows that have each word as typed, or one of those it may have been meant for. */
export function matchRespelled(respelled: readonly Respelling[]): string {
  return respelled
    .map(({ typed, words }) => `(${[matchWord(typed), ...words.map((word) => `"${word}"`)].join(' OR ')})`)
    .join(' AND ')
}

async function beginsSomeWord(book: Book, word: string): Promise<boolean> {
  const found = await book
    .selectFrom('searchIndex')
    .where(matches(`{body} : ${matchWord(word)}`))
    .select(sql<number>`1`.as('found'))
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/**
 * The book's words closest to a mistyped one: those with one mistake, or else those with two where two are allowed; the
 * commonest first. Words with a digit are never among them.
 *
 * @param typing whether the word may be unfinished: then those that go on are as close.
 */
export async function findSimilarWords(book: Book, word: string, typing: boolean): Promise<string[]> {
  const folded = foldText(word)
  const allowed = allowedMistakes(folded)
  const close = allowed === 0 ? [] : await findWithMistakes(book, folded, 1, typing)
  return close.length > 0 || allowed < 2 ? close : findWithMistakes(book, folded, 2, typing)
}

async function findWithMistakes(book: Book, word: string, mistakes: 1 | 2, typing: boolean): Promise<string[]> {
  const ranges = rangesOfSimilarWords(word, mistakes, typing).map(({ low, high }) => sql`(${low}, ${high})`)
  const longest = typing ? Number.MAX_SAFE_INTEGER : word.length + mistakes
  // CROSS JOIN keeps the ranges outside: each is then a seek in the index's words.
  const { rows } = await sql<{ term: string }>`
    WITH ranges (low, high) AS (VALUES ${sql.join(ranges)})
    SELECT DISTINCT term, doc FROM ranges CROSS JOIN search_words
    WHERE term >= low AND term < high AND length(term) BETWEEN ${word.length - mistakes} AND ${longest}
      AND term NOT GLOB '*[0-9]*' AND count_mistakes(${word}, term, ${typing}) = ${mistakes}
    ORDER BY doc DESC, term LIMIT ${MOST_WORDS}`.execute(book)
  return rows.map(({ term }) => term)
}

/** Only the cache has this index; raw, since Kysely knows no MATCH, and raw names are not turned into snake case. */
export function matches(expression: string) {
  return sql<boolean>`search_index MATCH ${expression}`
}
