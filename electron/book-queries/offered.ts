import type { Book } from './book.ts'
import { refuse } from './row-changes.ts'

/** What of the firm's a household or an account is given: the field, its table, and what people call it. */
const offers = [
  ['modelId', 'models', 'model'],
  ['feeScheduleId', 'fee_schedules', 'fee schedule'],
] as const

type Given = { readonly [Field in (typeof offers)[number][0]]?: string | null | undefined }

/**
 * Whether what is given may be: offline nobody else says so. What stays as it was is not asked about.
 *
 * @throws WorkstationError `bad_input` for what the book does not have, or what has ended.
 */
export async function requireOffered(book: Book, given: Given, before: Given, today: string): Promise<void> {
  for (const [field, table, label] of offers) {
    const id = given[field]
    if (id === undefined || id === null || id === before[field]) continue
    const row = await book.selectFrom(table).where('id', '=', id).select('endedOn').executeTakeFirst()
    if (row === undefined) refuse([{ field, message: `is not one of the firm’s ${label}s` }])
    else if (row.endedOn !== null && row.endedOn <= today) {
      refuse([{ field, message: `is no longer offered; choose another ${label}` }])
    }
  }
}
