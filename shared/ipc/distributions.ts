import { z } from 'zod'
import { dateSchema, decimalSchema, uuidSchema } from '#shared/schema/validators.ts'

/** What an owner must take this year from IRAs together, or from one plan; `shared/domain/minimum-distributions.ts`. */
export const distributionSchema = z.object({
  key: z.string(),
  householdId: uuidSchema,
  householdName: z.string(),
  ownerName: z.string(),
  age: z.int().nullable(),
  accounts: z.array(
    z.object({ id: uuidSchema, name: z.string(), balance: decimalSchema.nullable(), taken: decimalSchema }),
  ),
  balance: decimalSchema.nullable(),
  factor: decimalSchema.nullable(),
  required: decimalSchema.nullable(),
  taken: decimalSchema,
  left: decimalSchema.nullable(),
  dueOn: dateSchema,
  status: z.enum(['met', 'partly', 'not_taken', 'not_known']),
  notes: z.array(z.string()),
})
export type Distribution = z.infer<typeof distributionSchema>
