import { z } from 'zod'
import type { Allocation } from '#shared/domain/allocation.ts'
import { assetClasses } from '#shared/records/securities.ts'
import { dateSchema, decimalSchema, uuidSchema } from '#shared/schema/validators.ts'

const allocationSchema: z.ZodType<Allocation> = z.object({
  total: decimalSchema,
  asOf: dateSchema.nullable(),
  newest: dateSchema.nullable(),
  rows: z.array(
    z.object({
      assetClass: z.string(),
      label: z.string(),
      marketValue: decimalSchema,
      actual: decimalSchema,
      target: decimalSchema,
      tolerance: decimalSchema.nullable(),
      drift: decimalSchema,
      state: z.enum(['within', 'over', 'under', 'not_in_model']),
      toMove: decimalSchema,
    }),
  ),
  outside: z.int(),
  turnover: decimalSchema,
})

/** The household, or one of its accounts, beside the model it is managed to: `shared/domain/allocation.ts`. */
export const targetSchema = z.object({
  /** Null for the household, in all accounts that count in its total. */
  accountId: uuidSchema.nullable(),
  modelId: uuidSchema,
  model: z.string(),
  /** Since when the weights are in force; null where none are. */
  inForceFrom: dateSchema.nullable(),
  /** Null where there is nothing to compare, which `notes` explains. */
  allocation: allocationSchema.nullable(),
  notes: z.array(z.string()),
})

export type TargetView = z.infer<typeof targetSchema>

/** A model that may be chosen, with the weights that are in force. */
export const modelSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  purpose: z.string().nullable(),
  endedOn: dateSchema.nullable(),
  weights: z.array(
    z.object({
      assetClass: z.enum(Object.keys(assetClasses) as [keyof typeof assetClasses]),
      target: decimalSchema,
      tolerance: decimalSchema,
    }),
  ),
})

export type ModelView = z.infer<typeof modelSchema>
