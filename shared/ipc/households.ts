import { z } from 'zod'
import { profileFields } from '#shared/domain/profile.ts'
import type { RollUp } from '#shared/domain/roll-ups.ts'
import { accounts } from '#shared/records/accounts.ts'
import { documents } from '#shared/records/documents.ts'
import { households } from '#shared/records/households.ts'
import { legalEntities } from '#shared/records/legal-entities.ts'
import { meetings } from '#shared/records/meetings.ts'
import { persons } from '#shared/records/persons.ts'
import { tasks } from '#shared/records/tasks.ts'
import { additionSchema, editSchema } from '#shared/schema/edits.ts'
import { numbersSchema } from '#shared/schema/number-kinds.ts'
import {
  dateSchema,
  decimalSchema,
  fieldSchema,
  type patchSchema,
  uuidSchema,
  viewSchema,
} from '#shared/schema/validators.ts'
import { comingDueSchema } from './coming-due.ts'
import { command, nothing, query, WHOLE_BOOK } from './contract.ts'
import { dataQualitySchema } from './data-quality.ts'
import { householdsPartSchema, householdsQuestionSchema } from './household-questions.ts'
import { searchResultSchema } from './search.ts'
import { targetSchema } from './targets.ts'

/** Whether a row as shown is the firm's, or carries something not yet sent. */
export const changeStateSchema = z.enum(['synced', 'waiting', 'refused', 'conflict'])

export const rollUpSchema: z.ZodType<RollUp> = z.object({
  asOf: dateSchema.nullable(),
  newest: dateSchema.nullable(),
  total: decimalSchema,
  slices: z.array(
    z.object({ assetClass: z.string(), label: z.string(), marketValue: decimalSchema, percent: decimalSchema }),
  ),
})

export type { RollUp } from '#shared/domain/roll-ups.ts'

export const householdRowSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  type: z.string(),
  status: z.string(),
  serviceTier: z.string(),
  people: z.string(),
  accounts: z.int(),
  marketValue: decimalSchema,
  asOf: dateSchema.nullable(),
  nextReviewOn: dateSchema.nullable(),
  nextMeetingAt: z.string().nullable(),
  openTasks: z.int(),
  /** How complete its data is, of a hundred: `shared/domain/data-quality.ts`. */
  quality: z.int(),
  state: changeStateSchema,
})

export type HouseholdRow = z.infer<typeof householdRowSchema>

/** What can be set for many households at once. */
const manyPatchSchema = z
  .strictObject({
    serviceTier: fieldSchema(households.fields.serviceTier).optional(),
    nextReviewOn: fieldSchema(households.fields.nextReviewOn).optional(),
    advisorId: uuidSchema.optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'Choose what to change')
  .transform((patch) => patch as z.infer<ReturnType<typeof patchSchema<typeof households>>>)

/** A unit of work travels and is judged whole: more at once would hold up everything behind it. */
export const MOST_AT_ONCE = 500

export const memberViewSchema = z.object({
  person: viewSchema(persons),
  role: z.string(),
  /** Completed years on the day of asking; null without a date of birth. */
  age: z.int().nullable(),
})

export const relationshipViewSchema = z.object({
  id: uuidSchema,
  from: z.string(),
  role: z.string(),
  to: z.string(),
  percent: decimalSchema.nullable(),
  toDate: dateSchema.nullable(),
})

/**
 * Where what was filed last of a document is. `here`: on this laptop. `arriving`: on its way to it. `at_firm`: there only.
 * `waiting`: added here, on its way to the firm. `refused`: added here, and a person has to decide. `damaged`: what comes
 * of the firm is not what was filed. `not_filed`: no version has reached this book.
 */
export const documentPlaceSchema = z.enum(['here', 'arriving', 'at_firm', 'waiting', 'refused', 'damaged', 'not_filed'])

/** A document with the size of what was filed last; null where no version has reached this book. */
export const filedDocumentSchema = viewSchema(documents).and(
  z.object({
    byteLength: z.int().nullable(),
    place: documentPlaceSchema,
    /** How much of it came, or went, of a hundred; null where nothing is under way. */
    percent: z.int().nullable(),
    /** Whether somebody asked for it to be kept here. */
    kept: z.boolean(),
  }),
)
export type FiledDocument = z.infer<typeof filedDocumentSchema>

export const accountViewSchema = z.object({
  account: viewSchema(accounts),
  owners: z.array(z.object({ name: z.string(), percent: decimalSchema })),
  beneficiaries: z.array(z.object({ name: z.string(), class: z.string(), percent: decimalSchema })),
  /** How the account counts in the household's total: `shared/domain/counted-accounts.ts`. */
  counting: z.enum(['managed', 'not_managed', 'not_in_totals', 'closed']),
  marketValue: decimalSchema,
  asOf: dateSchema.nullable(),
})

export const activitySchema = z.object({
  id: uuidSchema,
  kind: z.enum(['transaction', 'communication', 'meeting', 'document', 'task', 'note']),
  /** An instant, or a date where only the day is known. */
  at: z.string(),
  title: z.string(),
  detail: z.string().nullable(),
  amount: decimalSchema.nullable(),
})

export type Activity = z.infer<typeof activitySchema>

export const taskViewSchema = viewSchema(tasks).and(
  z.object({ ownerName: z.string(), householdName: z.string(), state: changeStateSchema }),
)

export const householdPageSchema = z.object({
  household: viewSchema(households),
  adviserName: z.string(),
  state: changeStateSchema,
  members: z.array(memberViewSchema),
  entities: z.array(viewSchema(legalEntities)),
  relationships: z.array(relationshipViewSchema),
  accounts: z.array(accountViewSchema),
  rollUp: rollUpSchema,
  /** The household beside its target, then the accounts that have a model, as listed. */
  targets: z.array(targetSchema),
  activity: z.array(activitySchema),
  documents: z.array(filedDocumentSchema),
  tasks: z.array(taskViewSchema),
  nextMeeting: viewSchema(meetings).nullable(),
  quality: dataQualitySchema,
})

export { profileFields }

export type HouseholdPage = z.infer<typeof householdPageSchema>
export type MemberView = z.infer<typeof memberViewSchema>
export type AccountView = z.infer<typeof accountViewSchema>
export type TaskView = z.infer<typeof taskViewSchema>

export const profilePatchSchema = z
  .strictObject(
    Object.fromEntries(profileFields.map((name) => [name, fieldSchema(households.fields[name]).optional()])),
  )
  .transform((patch) => patch as z.infer<ReturnType<typeof patchSchema<typeof households>>>)

export const householdsChannels = {
  'households.list': query({
    input: householdsPartSchema,
    output: z.object({
      /** From `offset` on, at most `limit`. */
      rows: z.array(householdRowSchema),
      /** How many rows there are to look at, and what they are worth: all that the question finds; of the firm, a page. */
      found: z.int(),
      /** How many the question finds. */
      matching: z.int(),
      /** Of the firm, the household after which the next page begins; null on the last one, and for a book. */
      next: uuidSchema.nullable(),
      marketValue: decimalSchema,
      /** Another one wherever another household is in some place. */
      edition: z.string(),
      /** The household that was to be located, and its place; null where it is not found. */
      located: z.object({ id: uuidSchema, place: z.int().nullable() }).nullable(),
      /** Households of the whole book. */
      total: z.int(),
      /** Names that mistyped words were taken for. */
      spellings: z.array(z.string()),
    }),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** All that a question finds, in its order: what "mark all" marks. */
  'households.ids': query({
    input: householdsQuestionSchema,
    output: z.object({ ids: z.array(z.string()) }),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  'households.get': query({
    input: z.strictObject({ householdId: uuidSchema }),
    output: householdPageSchema,
    permission: 'book.read',
    audit: {
      type: 'data',
      action: 'read',
      subject: ({ householdId }) => ({ table: 'households', rowId: householdId, householdId }),
    },
    offline: 'cache',
  }),
  /** What ends or is due again within the notice each kind asks for, in the whole book, soonest first. */
  'households.comingDue': query({
    input: nothing,
    output: z.array(comingDueSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
    needsBook: () => WHOLE_BOOK,
  }),
  /** Changes the client's profile; `confirm` also dates it as confirmed today by the person signed in. */
  'households.updateProfile': command({
    input: z.strictObject({ householdId: uuidSchema, patch: profilePatchSchema, confirm: z.boolean() }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Opens a household that the adviser who signed in looks after. */
  'households.add': command({
    input: z.strictObject({
      household: additionSchema(households, ['advisorId', 'primaryPersonId', 'profileConfirmedBy']),
    }),
    output: z.object({ householdId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  'households.update': command({
    input: z.strictObject({ householdId: uuidSchema, patch: editSchema(households, ['modelId', 'feeScheduleId']) }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Changes what is known of a person; numbers that are kept encrypted are not among it. */
  'households.updatePerson': command({
    input: z.strictObject({
      personId: uuidSchema,
      patch: editSchema(persons),
      /** Sealed in the main process; null takes one away. */
      numbers: numbersSchema(persons).optional(),
    }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /**
   * Changes many households in one unit: all of them or none. The answer is what takes it back: the same call with it.
   * Where rows cannot be changed so, the details of `bad_input` name each by its id, and nothing is changed.
   */
  'households.changeMany': command({
    input: z.strictObject({
      changes: z
        .array(z.strictObject({ householdId: uuidSchema, patch: manyPatchSchema }))
        .min(1, 'Choose at least one household')
        .max(MOST_AT_ONCE, `Choose at most ${MOST_AT_ONCE} households at once`),
    }),
    output: z.object({
      changed: z.int(),
      before: z.array(z.object({ householdId: uuidSchema, patch: z.record(z.string(), z.string().nullable()) })),
    }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Advisers whom a household may be given, by name; empty for those who may not give any away. */
  'households.advisers': query({
    input: nothing,
    output: z.array(z.object({ id: uuidSchema, displayName: z.string() })),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** One search over people, households, entities, accounts, meetings, documents, tasks, and notes. */
  'households.search': query({
    input: z.strictObject({ text: z.string().max(200), limit: z.int().min(1).max(50).default(20) }),
    output: searchResultSchema,
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
}
