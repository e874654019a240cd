import { z } from 'zod'
import { uuidSchema } from '#shared/schema/validators.ts'
import { command, nothing, query } from './contract.ts'

/** `persons:<id>` for a row, `persons:new:<household>` for one to be added; see `renderer/data/use-draft.ts`. */
const keySchema = z.string().regex(/^[a-z_]{1,40}(:[a-z0-9_-]{1,40}){1,2}$/, 'is not the name of a form')

/** More than any form has fields for, at their longest. */
const LONGEST_DRAFT = 200_000

/** A form that was begun and not saved. */
export const unsavedWorkSchema = z.object({
  key: keySchema,
  /** Which form, and of what: `Person: Ada Clark`. */
  what: z.string(),
  householdId: uuidSchema.nullable(),
  householdName: z.string().nullable(),
  keptAt: z.string(),
})
export type UnsavedWork = z.infer<typeof unsavedWorkSchema>

/** Unsaved work of forms, kept in the encrypted book. None of it is sent to the firm; saving is another command. */
export const draftsChannels = {
  /** Every form that was begun and not saved, the newest first. */
  'drafts.list': query({
    input: nothing,
    output: z.array(unsavedWorkSchema),
    permission: 'book.write',
    audit: null,
    offline: 'cache',
  }),
  'drafts.read': query({
    input: z.strictObject({ key: keySchema }),
    output: z.object({ body: z.string(), keptAt: z.string() }).nullable(),
    permission: 'book.write',
    audit: null,
    offline: 'cache',
  }),
  'drafts.keep': command({
    input: z.strictObject({
      key: keySchema,
      householdId: uuidSchema.nullable(),
      body: z.string().max(LONGEST_DRAFT, 'is more than a form holds'),
    }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'cache',
  }),
  'drafts.drop': command({
    input: z.strictObject({ key: keySchema }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'cache',
  }),
}
