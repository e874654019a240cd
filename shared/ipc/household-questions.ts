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
  /** Of the whole firm, which comes page by page: the last household of the page before; null for the first page. */
  after: uuidSchema.nullable().default(null),
})

export type HouseholdsQuestion = z.infer<typeof householdsQuestionSchema>

/** How many households of the whole firm a page has. */
export const FIRM_PAGE = 200

/** By what the whole firm is sorted and filtered. The rest is worked out of rows that a book alone has at hand. */
export const firmSorts: readonly HouseholdsView['sort'][] = ['name', 'nextReviewOn']

/** A part of what a question finds. */
export const householdsPartSchema = householdsQuestionSchema.extend({
  /** The place of the first row. */
  offset: z.int().min(0).default(0),
  limit: z.int().min(1).max(500).default(200),
  /** A household whose place among what is found is asked as well. */
  locate: uuidSchema.nullable().default(null),
})

export type HouseholdsPart = z.infer<typeof householdsPartSchema>
