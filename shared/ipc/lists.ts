import { z } from 'zod'
import { uuidSchema } from '#shared/schema/validators.ts'
import { command, nothing, query, WHOLE_BOOK } from './contract.ts'
import { householdsQuestionSchema, householdsViewSchema } from './household-questions.ts'

/** A list that can leave the workstation, and which of its rows. */
export const exportedListSchema = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('households'),
    question: householdsQuestionSchema,
    /** The rows that are marked; null for all that the question finds. */
    ids: z.array(uuidSchema).min(1).nullable(),
  }),
  z.strictObject({ name: z.literal('tasks') }),
  z.strictObject({ name: z.literal('meetings'), status: z.enum(['planned', 'held', 'all']) }),
  z.strictObject({ name: z.literal('holdings'), householdId: uuidSchema }),
  z.strictObject({ name: z.literal('transactions'), householdId: uuidSchema, accountId: uuidSchema.nullable() }),
])

export type ExportedList = z.infer<typeof exportedListSchema>

/** What the trail calls a list. */
export const listLabels: Readonly<Record<ExportedList['name'], string>> = {
  households: 'Households',
  tasks: 'Open tasks',
  meetings: 'Meetings',
  holdings: 'Holdings',
  transactions: 'Transactions',
}

export const listsChannels = {
  /** How the list of households was last looked at on this laptop; null where it never was. */
  'lists.readView': query({
    input: nothing,
    output: z.object({ view: householdsViewSchema.nullable() }),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** Keeps it in the encrypted book: which clients somebody looks for is nobody else's business. */
  'lists.keepView': command({
    input: z.strictObject({ view: householdsViewSchema }),
    output: nothing,
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** Writes a list as CSV where the person chooses. The trail says which, how many rows, and what for. */
  'lists.exportCsv': command({
    input: z.strictObject({
      list: exportedListSchema,
      purpose: z.string().trim().min(3, 'Say what the list is for').max(300),
    }),
    /** `path` is null when the person cancelled. */
    output: z.object({ path: z.string().nullable(), rows: z.int(), sha256: z.string() }),
    permission: 'book.export',
    audit: {
      type: 'export',
      action: 'export',
      subject: ({ list, purpose }, file) => ({
        ...('householdId' in list
          ? { table: list.name === 'holdings' ? 'positions' : list.name }
          : { table: list.name }),
        ...('householdId' in list ? { householdId: list.householdId } : {}),
        ...(file === null
          ? {}
          : {
              reason: `${listLabels[list.name]}, ${file.rows} rows as CSV. Purpose: ${purpose}. SHA-256 ${file.sha256}`,
            }),
      }),
      happened: ({ path }) => path !== null,
    },
    offline: 'cache',
    needsBook: ({ list }) => ('householdId' in list ? null : WHOLE_BOOK),
  }),
}
