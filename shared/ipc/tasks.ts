import { z } from 'zod'
import { dateSchema, uuidSchema } from '#shared/schema/validators.ts'
import { command, nothing, query } from './contract.ts'
import { taskViewSchema } from './households.ts'

export const tasksChannels = {
  /** Open tasks of the book, soonest due first; those without a date come last. */
  'tasks.list': query({
    input: nothing,
    output: z.array(taskViewSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  'tasks.add': command({
    input: z.strictObject({
      householdId: uuidSchema,
      meetingId: uuidSchema.nullable().default(null),
      title: z.string().trim().min(1, 'Say what has to be done').max(300),
      dueOn: dateSchema.nullable().default(null),
      priority: z.enum(['low', 'normal', 'high']).default('normal'),
    }),
    output: z.object({ taskId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  'tasks.setStatus': command({
    input: z.strictObject({ taskId: uuidSchema, status: z.enum(['open', 'done', 'cancelled']) }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
}
