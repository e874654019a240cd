import { sql } from 'kysely'
import { matchExpression, matchWord, searchWords } from '#shared/domain/search-text.ts'
import type { SearchHit } from '#shared/ipc/households.ts'
import type { TableName } from '#shared/records/index.ts'
import type { Book } from './book.ts'
import { type DescribedRow, describeRows } from './search-titles.ts'

/** What is searched, in the order it is shown: whom a person looks for first, what was written about them last. */
export const SEARCHED = {
  households: 'household',
  persons: 'person',
  accounts: 'account',
  entities: 'entity',
  meetings: 'meeting',
  tasks: 'task',
  documents: 'document',
  communications: 'communication',
  meeting_notes: 'note',
} as const satisfies Partial<Record<TableName, SearchHit['kind']>>

export type SearchedTable = keyof typeof SEARCHED

const searchedTables = Object.keys(SEARCHED) as SearchedTable[]

/** Rows in which every word typed begins some word. Households and people come first, then the best matches. */
export async function searchBook(book: Book, text: string, limit: number): Promise<SearchHit[]> {
  const expression = matchExpression(text)
  if (expression === null) return []
  const found = await book
    .selectFrom('searchIndex')
    .where(matches(expression))
    .where('tableName', 'in', searchedTables)
    .select(['tableName', 'rowId', 'householdId'])
    .orderBy(({ case: when }) => {
      let order = when('tableName').when('households').then(0)
      for (const [index, table] of searchedTables.entries()) order = order.when(table).then(index)
      return order.else(searchedTables.length).end()
    })
    .orderBy(sql`rank`)
    .orderBy('rowId')
    .limit(limit)
    .execute()
  const described = await describeRows(book, found as FoundRow[])
  return found.flatMap((row) => {
    const table = row.tableName as SearchedTable
    const description: DescribedRow | undefined = described.get(row.rowId)
    if (description === undefined) return []
    return [{ kind: SEARCHED[table], id: row.rowId, householdId: row.householdId, ...description }]
  })
}

export interface FoundRow {
  readonly tableName: SearchedTable
  readonly rowId: string
  readonly householdId: string
}

/**
 * Households in which every word typed begins a word of the household's, a person's, or an account's name, or of an
 * account's last four digits: "müller fidelity" finds the Müllers with an account there.
 *
 * @returns null where nothing was asked, meaning all.
 */
export async function findHouseholds(book: Book, text: string): Promise<ReadonlySet<string> | null> {
  const words = searchWords(text)
  if (words.length === 0) return null
  const [first = [], ...others] = await Promise.all(words.map((word) => findHouseholdsByWord(book, word)))
  return new Set(Array.from(first).filter((id) => others.every((ids) => ids.has(id))))
}

async function findHouseholdsByWord(book: Book, word: string): Promise<Set<string>> {
  const rows = await book
    .selectFrom('searchIndex')
    .where(matches(matchWord(word)))
    .where('tableName', 'in', ['households', 'persons', 'accounts'])
    .select('householdId')
    .distinct()
    .execute()
  return new Set(rows.map(({ householdId }) => householdId))
}

/** Only the cache has this index; raw, since Kysely knows no MATCH, and raw names are not turned into snake case. */
function matches(expression: string) {
  return sql<boolean>`search_index MATCH ${expression}`
}
