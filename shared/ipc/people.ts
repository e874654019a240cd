import { z } from 'zod'
import { householdMembers } from '#shared/records/household-members.ts'
import { legalEntities } from '#shared/records/legal-entities.ts'
import { persons } from '#shared/records/persons.ts'
import { additionSchema, editSchema } from '#shared/schema/edits.ts'
import { uuidSchema, viewSchema } from '#shared/schema/validators.ts'
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

export const peopleChannels = {
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
      person: additionSchema(persons, ['householdId']),
      membership: additionSchema(householdMembers, ['householdId', 'personId', 'toDate', 'isPrimary']),
    }),
    output: z.object({ personId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  'people.addEntity': command({
    input: z.strictObject({ householdId: uuidSchema, entity: additionSchema(legalEntities, ['householdId']) }),
    output: z.object({ entityId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  'people.updateEntity': command({
    input: z.strictObject({ entityId: uuidSchema, patch: editSchema(legalEntities) }),
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
