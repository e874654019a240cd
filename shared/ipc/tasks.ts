import { z } from 'zod'
import type { Role } from '#shared/domain/permissions.ts'
import type { RepeatUnit } from '#shared/domain/recurrence.ts'
import type { Task } from '#shared/records/index.ts'
import { tasks } from '#shared/records/tasks.ts'
import { users } from '#shared/records/users.ts'
import { dateSchema, fieldSchema, uuidSchema } from '#shared/schema/validators.ts'
import { command, nothing, query, WHOLE_BOOK } from './contract.ts'
import { taskViewSchema } from './households.ts'

const { fields } = tasks

const titleSchema = z
  .string()
  .trim()
  .min(1, 'Say what has to be done')
  .max(fields.title.maxLength ?? 0)

const detailsSchema = z
  .string()
  .trim()
  .max(fields.details.maxLength ?? 0)
  .nullable()
  .transform((text) => (text === '' ? null : text))

/** How a task comes again; null where it does not. */
const repeatSchema = z
  .strictObject({
    every: z.int('Enter a whole number').min(1, 'Enter 1 or more').max(365, 'Enter 365 or less'),
    unit: z.enum(Object.keys(fields.repeatUnit.choices ?? {}) as [RepeatUnit, ...RepeatUnit[]]),
    from: z.enum(['schedule', 'completion']),
  })
  .nullable()

export type Repeat = z.infer<typeof repeatSchema>

const prioritySchema = fieldSchema(fields.priority) as z.ZodType<'low' | 'normal' | 'high'>

const NEEDS_DAY = 'A task that repeats needs a day to begin with'

const colleagueSchema = z.object({
  id: uuidSchema,
  displayName: z.string(),
  role: fieldSchema(users.fields.role) as z.ZodType<Role>,
})

export type Colleague = z.infer<typeof colleagueSchema>

export type WorkflowName = NonNullable<Task['workflow']>

/** Tasks that were started together and are not all done. */
const workflowSchema = z.object({
  workflowId: uuidSchema,
  workflow: fieldSchema({ ...fields.workflow, nullable: false }) as z.ZodType<WorkflowName>,
  householdId: uuidSchema,
  householdName: z.string(),
  startedAt: z.string(),
  /** Steps done, of those that were not cancelled. */
  done: z.int(),
  total: z.int(),
  /** The first step that is open. */
  next: taskViewSchema,
  steps: z.array(taskViewSchema),
})

export type Workflow = z.infer<typeof workflowSchema>

export const tasksChannels = {
  /** Workflows with anything left to do, of the book or of one household. */
  'tasks.workflows': query({
    input: z.strictObject({ householdId: uuidSchema.nullable() }),
    output: z.array(workflowSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
    needsBook: ({ householdId }) => (householdId === null ? WHOLE_BOOK : null),
  }),
  /** Adds all tasks of a workflow in one change, each with its owner and its day counted from the start. */
  'tasks.startWorkflow': command({
    input: z.strictObject({
      householdId: uuidSchema,
      workflow: fieldSchema({ ...fields.workflow, nullable: false }) as z.ZodType<WorkflowName>,
      startsOn: dateSchema,
      /** What it is about, where that has to be told apart. */
      about: z
        .string()
        .trim()
        .max(100, 'is longer than 100 characters')
        .nullable()
        .transform((text) => (text === '' ? null : text)),
    }),
    output: z.object({ workflowId: uuidSchema, tasks: z.int() }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Cancels every step that is open, in one change. Answers which they were, for whoever takes it back. */
  'tasks.stopWorkflow': command({
    input: z.strictObject({ workflowId: uuidSchema }),
    output: z.object({ taskIds: z.array(uuidSchema) }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Opens steps that were cancelled again, in one change; those that are not cancelled any more stay as they are. */
  'tasks.resumeWorkflow': command({
    input: z.strictObject({ workflowId: uuidSchema, taskIds: z.array(uuidSchema).min(1).max(100) }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Open tasks of the book, soonest due first; those without a date come last. */
  'tasks.list': query({
    input: nothing,
    output: z.array(taskViewSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** Who may be given a task of the household, the one who asks first. */
  'tasks.colleagues': query({
    input: z.strictObject({ householdId: uuidSchema }),
    output: z.array(colleagueSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  'tasks.add': command({
    input: z
      .strictObject({
        householdId: uuidSchema,
        meetingId: uuidSchema.nullable().default(null),
        title: titleSchema,
        details: detailsSchema.default(null),
        dueOn: dateSchema.nullable().default(null),
        priority: prioritySchema.default('normal'),
        /** Null for the one who adds it. */
        ownerId: uuidSchema.nullable().default(null),
        repeat: repeatSchema.default(null),
      })
      .refine(({ repeat, dueOn }) => repeat === null || dueOn !== null, { path: ['dueOn'], message: NEEDS_DAY }),
    output: z.object({ taskId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Changes what is given and nothing else. A new day is where a series is counted from. */
  'tasks.change': command({
    input: z
      .strictObject({
        taskId: uuidSchema,
        title: titleSchema.optional(),
        details: detailsSchema.optional(),
        dueOn: dateSchema.nullable().optional(),
        priority: prioritySchema.optional(),
        ownerId: uuidSchema.optional(),
        repeat: repeatSchema.optional(),
      })
      .refine(({ repeat, dueOn }) => repeat == null || dueOn !== null, { path: ['dueOn'], message: NEEDS_DAY }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Puts a task off, or forward; a series stays where it was. */
  'tasks.reschedule': command({
    input: z.strictObject({ taskId: uuidSchema, dueOn: dateSchema.nullable() }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /**
   * Done, cancelled, or open again. Whoever completes one that repeats makes the next; opened again, that one is
   * cancelled while it is still open. Cancelled, the series ends.
   */
  'tasks.setStatus': command({
    input: z.strictObject({ taskId: uuidSchema, status: z.enum(['open', 'done', 'cancelled']) }),
    /** When the next one is due, where one was made. */
    output: z.object({ nextDueOn: dateSchema.nullable() }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
}
