import { type ExpressionBuilder, sql } from 'kysely'
import type { BookTables } from '#electron/cache/local-tables.ts'
import { findExcerpt, type SoughtWord, saysAll, wordsAsWritten } from '#shared/domain/excerpt.ts'
import {
  foldText,
  matchExpression,
  matchInTables,
  matchWholeWords,
  matchWord,
  searchWords,
} from '#shared/domain/search-text.ts'
import type { SearchHit, SearchResult } from '#shared/ipc/search.ts'
import type { TableName } from '#shared/records/index.ts'
import { type Book, isFirm } from './book.ts'
import { describeRows } from './search-titles.ts'
import { findSimilarWords, matches, matchRespelled, type Respelling, respellWords } from './similar-words.ts'

/** What is searched, in the order it is shown: whom a person looks for first, what was written about them last. */
export const SEARCHED = {
  households: 'household',
  persons: 'person',
  accounts: 'account',
  entities: 'entity',
  meetings: 'meeting',
  tasks: 'task',
  documents: 'document',
  document_pages: 'document',
  communications: 'communication',
  meeting_notes: 'note',
} as const satisfies Partial<Record<TableName, SearchHit['kind']>>

export type SearchedTable = keyof typeof SEARCHED

const searchedTables = Object.keys(SEARCHED) as SearchedTable[]
/** What has a name that people mistype. */
const namedTables = ['households', 'persons', 'accounts', 'entities'] as const satisfies SearchedTable[]
/** So many places has each kind before any has more: of many people with a name, their one document must not be lost. */
const PLACES_OF_EACH = 2
const MOST_SPELLINGS = 3
const MOST_CANDIDATES = 500

const nothingSimilar: SearchResult['similar'] = { spellings: [], hits: [] }

/**
 * Rows in which every word typed begins some word, households and people first. Where no name is among them, `similar`
 * has the rows of what may have been meant: names alone where something else was found.
 */
export async function searchBook(book: Book, text: string, limit: number): Promise<SearchResult> {
  if (isFirm(book)) return searchFirm(book, text, limit)
  const expression = matchExpression(text)
  if (expression === null) return { hits: [], similar: nothingSimilar }
  const words = searchWords(text)
  const found = await findRows(book, [...matchWholeWords(words), expression], searchedTables, limit)
  const hits = await describeHits(
    book,
    found,
    words.map((word) => ({ beginning: foldText(word), others: [] })),
  )
  if (found.some(({ tableName }) => namedTables.some((table) => table === tableName))) {
    return { hits, similar: nothingSimilar }
  }
  const respelled = await respellWords(book, words)
  if (respelled === null) return { hits, similar: nothingSimilar }
  const tables = found.length === 0 ? searchedTables : namedTables
  const similar = await findRows(book, [matchRespelled(respelled)], tables, limit)
  return { hits, similar: await describeSimilar(book, similar, respelled) }
}

/**
 * The best rows of each kind: names that are closest to what was typed, and the newest of everything else. Of one kind
 * no more are looked at than `MOST_CANDIDATES` for each expression: a book may have thousands of rows with a common
 * word. (FTS5's own rank first counts the rows that have a word, each time, which takes longer than all the rest.)
 *
 * @param expressions what the first finds is better than what only the next finds.
 */
async function findRows(
  book: Book,
  expressions: readonly string[],
  tables: readonly SearchedTable[],
  limit: number,
): Promise<FoundRow[]> {
  const candidates = tables.flatMap((table, kind) =>
    expressions.map(
      (expression, tier) => sql`
        SELECT * FROM (
          SELECT rowid AS rid, ${sql.lit(kind)} AS kind, ${sql.lit(tier)} AS tier FROM search_index
          WHERE ${matches(matchInTables([table], expression))} ORDER BY rowid DESC LIMIT ${sql.lit(MOST_CANDIDATES)}
        )`,
    ),
  )
  const { rows } = await sql<FoundRow>`
    WITH candidates AS (${sql.join(candidates, sql` UNION ALL `)}),
    found AS (SELECT rid, kind, min(tier) AS tier FROM candidates GROUP BY rid),
    placed AS (
      SELECT kind, table_name, row_id, household_id, row_number() OVER (PARTITION BY kind ORDER BY
        tier, CASE WHEN table_name IN (${sql.join(namedTables)}) THEN length(body) ELSE 0 END, row_id DESC) AS place
      FROM found JOIN search_rows USING (rid)
    )
    SELECT table_name, row_id, household_id FROM (
      SELECT * FROM placed ORDER BY place > ${PLACES_OF_EACH}, kind, place LIMIT ${limit}
    ) ORDER BY kind, place`.execute(book)
  return rows
}

/**
 * The firm's own search, which ranks by how much of a row was asked for: what begins with every word, and apart from it
 * what has the words within others, or mistyped.
 */
async function searchFirm(book: Book, text: string, limit: number): Promise<SearchResult> {
  const words = searchWords(text)
  const { rows } = await sql<FoundRow & { rank: string }>`
    SELECT table_name, row_id, household_id, rank FROM app.search(${words.join(' ')}, ${limit})`.execute(book)
  const isMeant = ({ rank }: { rank: string }) => Number(rank) >= 2
  const describeThem = (some: typeof rows) =>
    describeHits(
      book,
      some,
      words.map((word) => ({ beginning: foldText(word), others: [] })),
    )
  const [hits, similar] = [
    await describeThem(rows.filter(isMeant)),
    await describeThem(rows.filter((row) => !isMeant(row))),
  ]
  return { hits, similar: { spellings: [], hits: similar } }
}

export interface FoundRow {
  readonly tableName: SearchedTable
  readonly rowId: string
  readonly householdId: string
}

async function describeHits(
  book: Book,
  found: readonly FoundRow[],
  sought: readonly SoughtWord[],
): Promise<SearchHit[]> {
  const described = await describeRows(book, found)
  const hits = found.flatMap(({ tableName, rowId, householdId }) => {
    const description = described.get(rowId)
    if (description === undefined) return []
    const { subject, page, title, subtitle, text } = description
    const excerpt = text === null || saysAll(title, sought) ? [] : findExcerpt(text, sought)
    return [{ kind: SEARCHED[tableName], id: subject, householdId, page, title, subtitle, excerpt }]
  })
  // A document that is found by its title and on several pages is one hit, the first of these.
  return [...new Map(hits.toReversed().map((hit) => [hit.id, hit])).values()].toReversed()
}

async function describeSimilar(
  book: Book,
  found: readonly FoundRow[],
  respelled: readonly Respelling[],
): Promise<SearchResult['similar']> {
  const similar = respelled.flatMap(({ words }) => words)
  const hits = await describeHits(
    book,
    found,
    respelled.map(({ typed, words }) => ({ beginning: foldText(typed), others: words })),
  )
  const texts = hits.flatMap(({ title, subtitle, excerpt }) => [title, subtitle, ...excerpt.map((part) => part.text)])
  const written = wordsAsWritten(texts.join(' '), [{ beginning: null, others: similar }])
  return { spellings: (written.length === 0 ? similar : written).slice(0, MOST_SPELLINGS), hits }
}

export interface FoundHouseholds {
  /** Null where nothing was asked, meaning all. */
  readonly ids: ReadonlySet<string> | null
  /** Names as they are written that mistyped words were taken for. */
  readonly spellings: readonly string[]
}

/**
 * Households in which every word typed begins a word of the household's, a person's, or an account's name, or of an
 * account's last four digits: "müller fidelity" finds the Müllers with an account there. A word that no household has
 * may be mistyped.
 */
export async function findHouseholds(book: Book, text: string): Promise<FoundHouseholds> {
  const words = searchWords(text)
  if (words.length === 0) return { ids: null, spellings: [] }
  const found = await Promise.all(
    words.map((word, index) => findHouseholdsByWord(book, word, index === words.length - 1)),
  )
  const [first = new Set<string>(), ...others] = found.map((word) => word.ids)
  const ids = new Set(Array.from(first).filter((id) => others.every((other) => other.has(id))))
  return { ids, spellings: ids.size === 0 ? [] : found.flatMap(({ spellings }) => spellings) }
}

async function findHouseholdsByWord(
  book: Book,
  word: string,
  typing: boolean,
): Promise<{ readonly ids: ReadonlySet<string>; readonly spellings: readonly string[] }> {
  const ids = await readHouseholdsNamed(book, matchWord(word))
  if (ids.size > 0) return { ids, spellings: [] }
  const similar = await findSimilarWords(book, word, typing)
  if (similar.length === 0) return { ids: new Set(), spellings: [] }
  const meant = await readNames(book, matchRespelled([{ typed: word, words: similar }]))
  const written = wordsAsWritten(meant.map(({ body }) => body).join(' '), [{ beginning: null, others: similar }])
  return {
    ids: new Set(meant.map(({ householdId }) => householdId)),
    spellings: written.slice(0, MOST_SPELLINGS),
  }
}

const namesInIndex = ['households', 'persons', 'accounts'] as const

const isNotMerged = ({ eb, selectFrom }: ExpressionBuilder<BookTables, 'searchIndex'>) =>
  eb('rowId', 'not in', selectFrom('persons').where('mergedIntoId', 'is not', null).select('persons.id'))

/** As one text: a common word is in the names of every household. */
async function readHouseholdsNamed(book: Book, expression: string): Promise<ReadonlySet<string>> {
  const row = await book
    .selectFrom('searchIndex')
    .where(matches(matchInTables(namesInIndex, expression)))
    .where(isNotMerged)
    .select(({ ref }) => sql<string>`json_group_array(${ref('householdId')})`.as('found'))
    .executeTakeFirst()
  return new Set(JSON.parse(row?.found ?? '[]') as string[])
}

function readNames(book: Book, expression: string): Promise<{ householdId: string; body: string }[]> {
  return book
    .selectFrom('searchIndex')
    .where(matches(matchInTables(namesInIndex, expression)))
    .where(isNotMerged)
    .select(['householdId', 'body'])
    .execute()
}
