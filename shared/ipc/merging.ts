import { z } from 'zod'
import { persons } from '#shared/records/persons.ts'
import { editableFields } from '#shared/schema/edits.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { dateSchema, uuidSchema, viewSchema } from '#shared/schema/validators.ts'
import { command, nothing, query } from './contract.ts'

/** Fields of a person that may be taken over in a merge: what is typed, and each number as the set that it is. */
const mergeable = [
  ...editableFields(persons).map(([name]) => name),
  ...Object.entries<FieldSpec>(persons.fields).flatMap(([name, { kind }]) => (kind === 'encrypted' ? [name] : [])),
] as [string, ...string[]]

const personBriefSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  bornOn: dateSchema.nullable(),
  householdName: z.string(),
})
export type PersonBrief = z.infer<typeof personBriefSchema>

export const duplicatePairSchema = z.object({
  /** Of the household that was asked about. */
  here: personBriefSchema,
  other: personBriefSchema,
  reason: z.enum(['name', 'number']),
})
export type DuplicatePair = z.infer<typeof duplicatePairSchema>

/** One line of what a merge brings about. */
const moveSchema = z.object({ how: z.enum(['moves', 'joins', 'ends', 'stays']), text: z.string() })
export type MergeLine = z.infer<typeof moveSchema>

const sideSchema = z.object({ person: viewSchema(persons), name: z.string(), householdName: z.string() })

export const comparisonSchema = z.object({
  kept: sideSchema,
  merged: sideSchema,
  /** Numbers that either has, as far as they are shown: `ends 1234`, `recorded`; null for none. */
  numbers: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      kept: z.string().nullable(),
      merged: z.string().nullable(),
      isSame: z.boolean(),
    }),
  ),
  lines: z.array(moveSchema),
  /** Sentences about what to look at twice. */
  warnings: z.array(z.string()),
  /** Whether this device could seal a number that is taken over. */
  maySeal: z.boolean(),
})
export type Comparison = z.infer<typeof comparisonSchema>

export const mergedPersonSchema = z.object({
  person: viewSchema(persons),
  name: z.string(),
  keptId: uuidSchema,
  keptName: z.string(),
  keptHouseholdId: uuidSchema.nullable(),
  /** What still stands under this record, since it is never changed: `1 disclosure`. */
  stays: z.array(z.string()),
  /** Whether the merge can be taken back here; a sentence why not. */
  problem: z.string().nullable(),
})
export type MergedPerson = z.infer<typeof mergedPersonSchema>

const pair = { keptId: uuidSchema, mergedId: uuidSchema }

export const mergingChannels = {
  /** Persons of the household who may be in the book twice, and those who were merged into its people. */
  'people.duplicates': query({
    input: z.strictObject({ householdId: uuidSchema }),
    output: z.object({
      pairs: z.array(duplicatePairSchema),
      merged: z.array(z.object({ id: uuidSchema, name: z.string(), keptName: z.string() })),
    }),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** Two persons side by side, and what merging the second into the first would bring about. */
  'people.compare': query({
    input: z.strictObject(pair),
    output: comparisonSchema,
    permission: 'book.write',
    audit: null,
    offline: 'cache',
  }),
  /** Merges one person into another, in one unit. */
  'people.merge': command({
    input: z.strictObject({ ...pair, take: z.array(z.enum(mergeable)).max(mergeable.length) }),
    /** What `people.undoMerge` takes. */
    output: z.object({ mergedId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Gives every row back what it had before the merge, in one unit, where none of them was changed since. */
  'people.undoMerge': command({
    input: z.strictObject({ mergedId: uuidSchema }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** A person who was merged into another, as they were. */
  'people.merged': query({
    input: z.strictObject({ personId: uuidSchema }),
    output: mergedPersonSchema,
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
}
