import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDice, type Dice } from '#build/demo-firm/dice.ts'
import type { Book } from '#electron/book-queries/book.ts'
import { searchBook } from '#electron/book-queries/search.ts'
import { openBook } from '#electron/cache/book-dialect.ts'
import type { CachePort } from '#electron/cache/cache-port.ts'
import { type CacheDatabase, openCache } from '#electron/cache/open-cache.ts'
import { type OperationInput, type OperationName, operations } from '#electron/cache/operations.ts'
import { toCacheValues } from '#electron/cache/row-json.ts'
import { forgetRemovedWords } from '#electron/cache/search-functions.ts'
import { writeServerRows } from '#electron/cache/write-rows.ts'
import type { BookTableName } from '#shared/records/index.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import { mistype, quantile } from '../database/search-cost.ts'
import { type BenchPart, roundTo } from '../part.ts'

const PERSONS = 100_000
const SURNAMES = 40_000
const FIRST_NAMES = 1_500
const PAGES = 20_000
const WORDS_OF_A_PAGE = 250
const ROWS_AT_ONCE = 4_000
const QUESTIONS = 300

const SYLLABLES =
  'ab al an ar bar bel ber bir bran bor cal car dal dar del dor dun er es fal far fen gar gri hal har hol is jan jor kal ' +
  'kar ker kol lan lar lin lor mal mar mer mon mor nar nor ol or pal par per ral ros rum sal san sel sor tal tar tor ul ' +
  'val var ver wal win wor son sen man mann berg feld ford field ton well wood land stein burg ski wicz ez es ini'

interface Names {
  readonly first: string
  readonly last: string
}

/** What is asked, made of the name of a person who is there; turn by turn, so that nothing else comes between. */
const kinds: Readonly<Record<string, (names: Names, index: number) => string>> = {
  'a surname': ({ last }) => last,
  'four letters of a surname': ({ last }) => last.slice(0, 4),
  'a full name': ({ first, last }) => `${first} ${last}`,
  'a mistyped surname': ({ last }, index) => mistype(last, index),
  'a full name, the surname mistyped': ({ first, last }, index) => `${first} ${mistype(last, index)}`,
}

/**
 * How fast a book of 100,000 persons is searched, spelt right and mistyped; then once more with 20,000 pages of
 * documents in the same index. The book is encrypted and its rows are written as a pull writes them.
 */
export const measureSearch: BenchPart = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'adviser-bench-'))
  const db = openCache({ path: join(folder, 'book.db'), key: new Uint8Array(32).fill(7), cipher: 'aegis256' })
  try {
    const dice = createDice('search')
    say(`a book of ${PERSONS} persons`)
    const sample = writePersons(db, dice)
    const persons = await askAll(openTestBook(db), sample)
    say(`the same with ${PAGES} pages of documents`)
    writePages(db, dice)
    const pages = await askAll(openTestBook(db), sample)
    const began = performance.now()
    forgetRemovedWords(db)
    const forgetting = performance.now() - began
    return summarise({ persons, pages }, forgetting)
  } finally {
    db.close()
    rmSync(folder, { recursive: true })
  }
}

function openTestBook(db: CacheDatabase): Book {
  type Operation = (database: CacheDatabase, input: unknown) => unknown
  const run = async (name: OperationName, input: OperationInput<OperationName>) =>
    (operations[name] as Operation)(db, input)
  return openBook({ run } as unknown as CachePort)
}

function makeNames(dice: Dice, count: number, syllables: number): string[] {
  const names = new Set<string>()
  while (names.size < count) {
    const name = Array.from({ length: syllables }, () => dice.pick(SYLLABLES.split(' '))).join('')
    names.add(`${name.charAt(0).toUpperCase()}${name.slice(1)}`)
  }
  return [...names]
}

/** A few names are everywhere, most are rare. */
function pickCommon(dice: Dice, names: readonly string[]): string {
  return names[Math.floor(names.length ** (dice.integer(0, 1_000_000) / 1_000_001)) - 1] ?? ''
}

/** @returns names of persons spread over the book. */
function writePersons(db: CacheDatabase, dice: Dice): Names[] {
  const surnames = makeNames(dice, SURNAMES, 3)
  const firstNames = makeNames(dice, FIRST_NAMES, 2)
  const sample: Names[] = []
  writeRows(db, 'persons', PERSONS, (index) => {
    const [firstName, lastName] = [pickCommon(dice, firstNames), pickCommon(dice, surnames)]
    if (index % Math.floor(PERSONS / QUESTIONS) === 0 && lastName.length >= 6) {
      sample.push({ first: firstName.toLowerCase(), last: lastName.toLowerCase() })
    }
    return { firstName, lastName, email: `${firstName}.${lastName}@example.com`.toLowerCase() }
  })
  return sample
}

function writePages(db: CacheDatabase, dice: Dice): void {
  const words = makeNames(dice, SURNAMES, 3)
  writeRows(db, 'document_pages', PAGES, () => ({
    content: Array.from({ length: WORDS_OF_A_PAGE }, () => pickCommon(dice, words)).join(' '),
  }))
}

function writeRows(db: CacheDatabase, table: BookTableName, count: number, fieldsOf: (index: number) => object): void {
  for (let start = 0; start < count; start += ROWS_AT_ONCE) {
    const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, count - start) }, (_, offset) => {
      const index = start + offset
      const id = testId((table === 'persons' ? 1 : 2) * 1_000_000 + index)
      return toCacheValues(table, { ...buildRow(table), id, ...fieldsOf(index) } as never)
    })
    db.transaction(() => writeServerRows(db, table, rows))()
  }
}

interface Asked {
  readonly times: number[]
  found: number
}

async function askAll(book: Book, sample: readonly Names[]): Promise<Record<string, Asked>> {
  const asked: Record<string, Asked> = {}
  for (const [index, names] of sample.entries()) {
    for (const [kind, makeText] of Object.entries(kinds)) {
      const text = makeText(names, index)
      const began = performance.now()
      const { hits, similar } = await searchBook(book, text, 20)
      const entry = asked[kind] ?? { times: [], found: 0 }
      asked[kind] = entry
      entry.times.push(performance.now() - began)
      entry.found += Number([...hits, ...similar.hits].some(({ title }) => title.toLowerCase().endsWith(names.last)))
    }
  }
  return asked
}

function summarise(books: Readonly<Record<string, Record<string, Asked>>>, forgetting: number) {
  const figures: Record<string, number> = {}
  const ratios: Record<string, number> = {}
  const limits: Record<string, number> = {}
  for (const [book, asked] of Object.entries(books)) {
    const exact = quantile(asked['a surname']?.times ?? [], 0.95)
    for (const [kind, { times, found }] of Object.entries(asked)) {
      const name = `${book}: ${kind}`
      figures[`${name}, p50`] = quantile(times, 0.5)
      figures[`${name}, p95`] = quantile(times, 0.95)
      ratios[`${name}, p95 to a surname’s`] = roundTo(quantile(times, 0.95) / exact, 2)
      ratios[`${name}, found of ${times.length}`] = roundTo(found / times.length, 3)
    }
    limits[`${book}: a mistyped surname, p95 to a surname’s`] = 3
  }
  figures['forgetting removed words'] = roundTo(forgetting, 1)
  return { figures, ratios, limits }
}
