import { z } from 'zod'
import { dateSchema, decimalSchema, uuidSchema } from '#shared/schema/validators.ts'

const termSchema = z.enum(['short', 'long']).nullable()

/** Shares of one lot that were sold. Null: the transactions do not say since when, or at what cost, they were held. */
export const saleViewSchema = z.object({
  id: z.string(),
  accountName: z.string(),
  symbol: z.string(),
  acquiredOn: dateSchema.nullable(),
  soldOn: dateSchema,
  quantity: decimalSchema,
  proceeds: decimalSchema,
  cost: decimalSchema.nullable(),
  gain: decimalSchema.nullable(),
  term: termSchema,
})
export type SaleView = z.infer<typeof saleViewSchema>

export const lotViewSchema = z.object({
  id: uuidSchema,
  accountName: z.string(),
  symbol: z.string(),
  lotMethod: z.string(),
  acquiredOn: dateSchema.nullable(),
  quantity: decimalSchema,
  cost: decimalSchema.nullable(),
  marketValue: decimalSchema,
  gain: decimalSchema.nullable(),
  /** What it would be if it were sold today. */
  term: termSchema,
})
export type LotView = z.infer<typeof lotViewSchema>

const gainTotalsSchema = z.object({
  short: decimalSchema,
  long: decimalSchema,
  total: decimalSchema,
  /** Proceeds, or market value, of what has no known cost and so no gain. */
  unknown: decimalSchema,
})

export const gainsSchema = z.object({
  year: z.int(),
  realized: gainTotalsSchema,
  unrealized: gainTotalsSchema,
  sales: z.array(saleViewSchema),
  lots: z.array(lotViewSchema),
  notes: z.array(z.string()),
})
export type Gains = z.infer<typeof gainsSchema>
