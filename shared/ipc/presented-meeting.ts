import { z } from 'zod'
import { dateSchema, uuidSchema } from '#shared/schema/validators.ts'
import { rollUpSchema } from './households.ts'
import { performanceSchema } from './portfolio.ts'

/**
 * A meeting as its client may see it, and nothing else: what is not named here never reaches the screen. Every text in it
 * went through `concealText`.
 */
export const presentedMeetingSchema = z.strictObject({
  householdId: uuidSchema,
  householdName: z.string(),
  subject: z.string(),
  startsAt: z.string(),
  agenda: z.string().nullable(),
  rollUp: rollUpSchema,
  /** Of this year so far, all accounts together that count in the total. */
  performance: performanceSchema.omit({ covers: true }),
  lastMeetingAt: z.string().nullable(),
  changes: z.array(z.strictObject({ on: dateSchema, title: z.string(), detail: z.string() })),
  decisions: z.array(
    z.strictObject({
      id: uuidSchema,
      kind: z.enum(['decision', 'recommendation']),
      body: z.string(),
      basis: z.string().nullable(),
    }),
  ),
  followUps: z.array(
    z.strictObject({
      id: uuidSchema,
      title: z.string(),
      ownerName: z.string(),
      dueOn: dateSchema.nullable(),
      isDone: z.boolean(),
    }),
  ),
})

export type PresentedMeeting = z.infer<typeof presentedMeetingSchema>
