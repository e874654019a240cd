import { z } from 'zod'
import { dateSchema, uuidSchema } from '#shared/schema/validators.ts'

/** Something that ends, or ought to be done again, on a day. */
export const comingDueSchema = z.object({
  /** Of the row it is about, which may be due in more than one way. */
  id: uuidSchema,
  kind: z.enum(['identification', 'authority', 'review', 'profile']),
  /** The day it ends or was due; in the past where it is over. */
  on: dateSchema,
  title: z.string(),
  detail: z.string(),
  householdId: uuidSchema,
  householdName: z.string(),
})

export type ComingDue = z.infer<typeof comingDueSchema>
