import { z } from 'zod'
import { type QualityLimit, qualityLimits } from '#shared/domain/data-quality.ts'
import { households } from '#shared/records/households.ts'
import { fieldSchema, uuidSchema } from '#shared/schema/validators.ts'

/** What of the list of households is shown, and in which order: kept from one day to the next. */
export const householdsViewSchema = z.strictObject({
  status: fieldSchema(households.fields.status).nullable().default(null),
  tier: fieldSchema(households.fields.serviceTier).nullable().default(null),
  quality: z.enum(Object.keys(qualityLimits) as [QualityLimit, ...QualityLimit[]]).default('any'),
  sort: z.enum(['name', 'marketValue', 'nextReviewOn', 'nextMeetingAt', 'quality']).default('name'),
  descending: z.boolean().default(false),
})

export type HouseholdsView = z.infer<typeof householdsViewSchema>

export const householdsQuestionSchema = householdsViewSchema.extend({
  search: z.string().max(200).default(''),
  /** Of a list that comes page by page: the last household of the page before; null for the first page. */
  after: uuidSchema.nullable().default(null),
})

/** How many households of the whole firm are shown at once. */
export const FIRM_PAGE = 200

/** By what the whole firm is sorted and filtered. The rest is worked out of rows that a book alone has at hand. */
export const firmSorts: readonly HouseholdsView['sort'][] = ['name', 'nextReviewOn']

export type HouseholdsQuestion = z.infer<typeof householdsQuestionSchema>
