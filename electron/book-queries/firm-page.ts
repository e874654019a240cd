import { type RawBuilder, sql } from 'kysely'
import { searchWords } from '#shared/domain/search-text.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { FIRM_PAGE, firmSorts, type HouseholdsQuestion } from '#shared/ipc/household-questions.ts'
import type { Book } from './book.ts'
import { editionOf } from './edition.ts'

/** A page of the firm's households, in order. */
export interface FirmPage {
  readonly ids: readonly string[]
  readonly total: number
  readonly matching: number
  /** The last of them, where others follow it. */
  readonly next: string | null
  readonly edition: string
}

/**
 * The firm's households come page by page, each beginning after the last household of the one before, so that a page
 * costs the same wherever it is and however many households there are. PostgreSQL alone is asked this.
 *
 * @throws WorkstationError `bad_input` for an order or a filter that needs every household's figures.
 */
export async function findFirmPage(
  book: Book,
  question: HouseholdsQuestion,
  size: number = FIRM_PAGE,
): Promise<FirmPage> {
  const { sort, quality, after } = question
  if (!firmSorts.includes(sort) || quality !== 'any') {
    throw new WorkstationError(
      'bad_input',
      'The whole firm is sorted by name or by next review, and not filtered by data quality. Choose one of these.',
    )
  }
  const conditions = conditionsOf(question)
  const where = (more: readonly RawBuilder<unknown>[]) =>
    more.length === 0 ? sql`` : sql`WHERE ${sql.join(more, sql` AND `)}`
  const place = after === null ? [] : [await placeAfter(book, after, question)]
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM households ${where([...conditions, ...place])}
    ORDER BY ${orderOf(question)} LIMIT ${size + 1}`.execute(book)
  const total = await count(book, sql``)
  const matching = conditions.length === 0 ? total : await count(book, where(conditions))
  const ids = rows.slice(0, size).map(({ id }) => id)
  return { ids, edition: editionOf(ids), total, matching, next: rows.length > size ? (ids.at(-1) ?? null) : null }
}

async function count(book: Book, where: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM households ${where}`.execute(book)
  return Number(rows[0]?.count ?? 0)
}

function conditionsOf({ status, tier, search }: HouseholdsQuestion): RawBuilder<unknown>[] {
  return [
    ...(status === null ? [] : [sql`status = ${status}`]),
    ...(tier === null ? [] : [sql`service_tier = ${tier}`]),
    ...searchWords(search).map(hasWord),
  ]
}

/** As `findHouseholds` has it: the word begins one of the household's, of a person's, or of an account's. */
function hasWord(word: string): RawBuilder<unknown> {
  const like = sql`LIKE ${'% '} || btrim(app.search_words(${word})) || ${'%'}`
  return sql`id IN (
    SELECT id FROM households WHERE search_text ${like}
    UNION ALL SELECT household_id FROM persons WHERE search_text ${like}
    UNION ALL SELECT household_id FROM accounts WHERE search_text ${like})`
}

/** Names by the words that search keeps of them, so that case and accents do not count, and an index has them in order. */
const NAME = sql`search_text COLLATE "C"`

/** Households without a review come last in either direction; those alike are in the order of their names. */
function orderOf({ sort, descending }: HouseholdsQuestion): RawBuilder<unknown> {
  const direction = descending ? sql`DESC` : sql`ASC`
  return sort === 'name'
    ? sql`${NAME} ${direction}, id ${direction}`
    : sql`next_review_on ${direction} NULLS LAST, ${NAME}, id`
}

/** What comes after a household in that order. Nothing, where it is gone. */
async function placeAfter(book: Book, id: string, { sort, descending }: HouseholdsQuestion) {
  const { rows } = await sql<{ name: string; review: string | null }>`
    SELECT search_text AS name, next_review_on AS review FROM households WHERE id = ${id}`.execute(book)
  const [last] = rows
  if (last === undefined) return sql`false`
  const byName = (comparison: RawBuilder<unknown>) =>
    sql`(${NAME}, id) ${comparison} (${last.name} COLLATE "C", ${id}::uuid)`
  if (sort === 'name') return byName(descending ? sql`<` : sql`>`)
  if (last.review === null) return sql`(next_review_on IS NULL AND ${byName(sql`>`)})`
  return sql`(next_review_on ${descending ? sql`<` : sql`>`} ${last.review}::date OR next_review_on IS NULL
    OR (next_review_on = ${last.review}::date AND ${byName(sql`>`)}))`
}
