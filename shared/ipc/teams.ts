import { z } from 'zod'
import { teamMembers } from '#shared/records/team-members.ts'
import { additionSchema, editSchema } from '#shared/schema/edits.ts'
import { uuidSchema } from '#shared/schema/validators.ts'
import { command, nothing, query } from './contract.ts'

const person = z.object({ id: uuidSchema, displayName: z.string() })

export const teamSchema = z.object({
  /** Who looks after the household; empty where that person is not known here yet. */
  adviserName: z.string(),
  /** Everybody else who serves it, by name. */
  members: z.array(
    z.object({
      id: uuidSchema,
      userId: uuidSchema,
      displayName: z.string(),
      role: z.string(),
      /** False for somebody who has left the firm. */
      active: z.boolean(),
    }),
  ),
  /** Who may be added, by name; empty for those who may not change the team. */
  others: z.array(person),
  mayChange: z.boolean(),
})

export type Team = z.infer<typeof teamSchema>

/** The servicing team of a household. Whoever is on it sees the household, and has it on their laptop. */
export const teamsChannels = {
  'households.team': query({
    input: z.strictObject({ householdId: uuidSchema }),
    output: teamSchema,
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  'households.joinTeam': command({
    input: z.strictObject({ householdId: uuidSchema, member: additionSchema(teamMembers, ['householdId']) }),
    output: z.object({ memberId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  'households.updateTeamMember': command({
    input: z.strictObject({ memberId: uuidSchema, patch: editSchema(teamMembers) }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** The household leaves that person's laptop at its next contact. */
  'households.leaveTeam': command({
    input: z.strictObject({ memberId: uuidSchema }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
}
