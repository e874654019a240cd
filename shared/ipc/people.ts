import { z } from 'zod'
import { householdMembers } from '#shared/records/household-members.ts'
import type { Relationship } from '#shared/records/index.ts'
import { legalEntities } from '#shared/records/legal-entities.ts'
import { persons } from '#shared/records/persons.ts'
import { relationships } from '#shared/records/relationships.ts'
import { additionSchema, editSchema } from '#shared/schema/edits.ts'
import { numbersSchema } from '#shared/schema/number-kinds.ts'
import { fieldSchema, uuidSchema, viewSchema } from '#shared/schema/validators.ts'
import { command, nothing, query } from './contract.ts'

/** A person or legal entity of the book, to be chosen in a form. */
export const partySchema = z.object({
  kind: z.enum(['person', 'entity']),
  id: uuidSchema,
  name: z.string(),
  householdId: uuidSchema,
  householdName: z.string(),
})
export type Party = z.infer<typeof partySchema>

/** A membership, past ones included, with the names to show it by. */
export const membershipViewSchema = viewSchema(householdMembers).and(
  z.object({ personName: z.string(), householdName: z.string() }),
)
export type MembershipView = z.infer<typeof membershipViewSchema>

/** A relationship as one of its two parties has it. */
export const relationshipSideSchema = z.object({
  relationship: viewSchema(relationships),
  partyId: uuidSchema,
  partyName: z.string(),
  otherName: z.string(),
  /** `is`: the party has the role. `has`: the other has it, and the party has none in turn. */
  direction: z.enum(['is', 'has']),
  role: fieldSchema(relationships.fields.role) as z.ZodType<Relationship['role']>,
  evidenceTitle: z.string().nullable(),
})
export type RelationshipSide = z.infer<typeof relationshipSideSchema>

const sides = ['fromPersonId', 'fromEntityId', 'toPersonId', 'toEntityId'] as const

export const peopleChannels = {
  /** What the household's people and entities are to others and others to them, each relationship on each of its sides. */
  'people.relationships': query({
    input: z.strictObject({ householdId: uuidSchema }),
    output: z.array(relationshipSideSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** Says once what one party is to another; both sides show it. */
  'people.addRelationship': command({
    input: z.strictObject({
      householdId: uuidSchema,
      /** Persons or legal entities of the book: *from* is the role of *to*. */
      fromId: uuidSchema,
      toId: uuidSchema,
      relationship: additionSchema(relationships, ['householdId', ...sides]),
    }),
    output: z.object({ relationshipId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  'people.updateRelationship': command({
    input: z.strictObject({
      relationshipId: uuidSchema,
      patch: editSchema(relationships),
      evidenceDocumentId: uuidSchema.nullable().optional(),
    }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Every person and legal entity of the book, those of the household first, then by name. */
  'people.parties': query({
    input: z.strictObject({ householdId: uuidSchema }),
    output: z.array(partySchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** All memberships of the household, and those of its people elsewhere in the book; newest first. */
  'people.memberships': query({
    input: z.strictObject({ householdId: uuidSchema }),
    output: z.array(membershipViewSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** Adds a person who is kept with the household, and their place in it. */
  'people.add': command({
    input: z.strictObject({
      householdId: uuidSchema,
      person: additionSchema(persons, ['householdId', 'mergedIntoId']),
      membership: additionSchema(householdMembers, ['householdId', 'personId', 'toDate', 'isPrimary']),
      /** Sealed in the main process; null takes one away. */
      numbers: numbersSchema(persons).optional(),
    }),
    output: z.object({ personId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  'people.addEntity': command({
    input: z.strictObject({
      householdId: uuidSchema,
      entity: additionSchema(legalEntities, ['householdId']),
      /** Sealed in the main process; null takes one away. */
      numbers: numbersSchema(legalEntities).optional(),
      /** True where it was said that a number is in the book already. */
      evenIfKnown: z.boolean().optional(),
    }),
    output: z.object({ entityId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  'people.updateEntity': command({
    input: z.strictObject({
      entityId: uuidSchema,
      patch: editSchema(legalEntities),
      /** Sealed in the main process; null takes one away. */
      numbers: numbersSchema(legalEntities).optional(),
      /** True where it was said that a number is in the book already. */
      evenIfKnown: z.boolean().optional(),
    }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** A person of the book joins another household. Becoming primary, it takes that from the one that was. */
  'people.join': command({
    input: z.strictObject({ householdId: uuidSchema, membership: additionSchema(householdMembers, ['householdId']) }),
    output: z.object({ membershipId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Changes a membership; an end date is how somebody leaves. */
  'people.updateMembership': command({
    input: z.strictObject({ membershipId: uuidSchema, patch: editSchema(householdMembers) }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
}
