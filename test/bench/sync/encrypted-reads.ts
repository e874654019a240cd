import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Book } from '#electron/book-queries/book.ts'
import { readHousehold } from '#electron/book-queries/household-page.ts'
import { searchBook } from '#electron/book-queries/search.ts'
import { openBook } from '#electron/cache/book-dialect.ts'
import type { CachePort } from '#electron/cache/cache-port.ts'
import type { CacheDatabase } from '#electron/cache/open-cache.ts'
import { operations } from '#electron/cache/operations.ts'
import { type BenchPart, medianOf, roundTo } from '../part.ts'
import { withDemoBook } from './demo-book.ts'
import { fillTwins, openTwins } from './plain-book.ts'

const HOUSEHOLDS = 400
const ROUNDS = 9
const PAGES = 60
const POINTS = 4_000
const asked = { today: '2026-01-15', now: '2026-01-15T09:00:00.000Z' }

type Side = 'encrypted' | 'plain'

/** What a screen's reads cost in the encrypted book, against the same reads of the same tables in plaintext. */
export const measureEncryptedReads: BenchPart = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'adviser-bench-'))
  try {
    return await withDemoBook(HOUSEHOLDS, async (source) => {
      const twins = openTwins(folder)
      fillTwins(twins, source)
      const works = describeWorks(twins.plain)
      say(`${ROUNDS} rounds of ${POINTS} rows, ${PAGES} household pages, ${WORDS.length * 5} searches, by turns`)
      const times = await measureByTurns(twins, works)
      twins.close()
      return summarise(times)
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Work {
  readonly name: string
  run(db: CacheDatabase, book: Book): Promise<void>
}

const WORDS = ['ma', 'mül', 'smith', 'review', 'trust', 'ann', 'transfer', 'roth']

function describeWorks(db: CacheDatabase): Work[] {
  const drawn = (table: string, count: number) =>
    db.prepare(`SELECT id FROM ${table} ORDER BY random() LIMIT ?`).pluck().all(count) as string[]
  const households = drawn('households', PAGES)
  const transactions = drawn('transactions', POINTS)
  return [
    {
      name: 'one row by id',
      async run(on) {
        const point = on.prepare('SELECT * FROM transactions WHERE id = ?')
        for (const id of transactions) point.get(id)
      },
    },
    {
      name: 'a household page',
      async run(_on, book) {
        for (const id of households) await readHousehold(book, id, asked)
      },
    },
    {
      name: 'a search',
      async run(_on, book) {
        for (let again = 0; again < 5; again += 1) for (const word of WORDS) await searchBook(book, word, 20)
      },
    },
  ]
}

type Times = Map<string, Record<Side, number[]>>

async function measureByTurns(twins: Record<Side, CacheDatabase>, works: readonly Work[]): Promise<Times> {
  const books = { encrypted: bookOver(twins.encrypted), plain: bookOver(twins.plain) }
  const times: Times = new Map(works.map(({ name }) => [name, { encrypted: [], plain: [] }]))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const work of works) {
      const sides: Side[] = round % 2 === 0 ? ['encrypted', 'plain'] : ['plain', 'encrypted']
      for (const side of sides) {
        const began = performance.now()
        await work.run(twins[side], books[side])
        times.get(work.name)?.[side].push(performance.now() - began)
      }
    }
  }
  return times
}

/** The product's queries without the thread between, which would cost both sides the same. */
function bookOver(db: CacheDatabase): Book {
  const run = async (_operation: string, input: never) => operations.query(db, input)
  return openBook({ run } as unknown as CachePort)
}

function summarise(times: Times) {
  const figures: Record<string, number> = {}
  const ratios: Record<string, number> = {}
  const limits: Record<string, number> = {}
  for (const [name, { encrypted, plain }] of times) {
    figures[`${name}, encrypted, a round (ms)`] = roundTo(medianOf(encrypted), 2)
    figures[`${name}, plaintext, a round (ms)`] = roundTo(medianOf(plain), 2)
    ratios[`${name}, encrypted over plaintext`] = roundTo(medianOf(encrypted) / medianOf(plain), 2)
    limits[`${name}, encrypted over plaintext`] = 1.25
  }
  return { figures, ratios, limits }
}
