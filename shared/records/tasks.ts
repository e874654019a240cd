import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** Something somebody has to do for a household. */
export const tasks = defineRecord({
  table: 'tasks',
  label: 'Task',
  plural: 'Tasks',
  scope: 'household',
  conflict: 'fields',
  retention: 'client',
  fields: {
    householdId: field.ref('Household', 'households'),
    meetingId: field.ref('Meeting', 'meetings', { nullable: true }),
    title: field.text('Task', { searchable: true, maxLength: 300 }),
    details: field.text('Details', { nullable: true, searchable: true, maxLength: 4000 }),
    ownerId: field.ref('Owner', 'users', { sensitivity: 'internal' }),
    priority: field.choice('Priority', { low: 'Low', normal: 'Normal', high: 'High' }),
    status: field.choice('Status', { open: 'Open', done: 'Done', cancelled: 'Cancelled' }),
    dueOn: field.date('Due', { nullable: true }),
    completedAt: field.instant('Completed', { nullable: true }),
    repeatEvery: field.integer('Repeats every', { nullable: true, min: '1', max: '365' }),
    repeatUnit: field.choice(
      'Repeats by',
      { days: 'Days', weeks: 'Weeks', months: 'Months', years: 'Years' },
      { nullable: true },
    ),
    repeatFrom: field.choice(
      'Counted from',
      { schedule: 'The day it was due', completion: 'The day it was done' },
      { nullable: true },
    ),
    /** Where the days of a schedule are counted from, so that the 31st stays the last of each month. */
    repeatAnchorOn: field.date('Series begins', { nullable: true, sensitivity: 'internal' }),
    /** The task whose completion made this one. Unique, so that two laptops never make two. */
    previousId: field.id('Follows', { nullable: true, sensitivity: 'internal' }),
    /** What the task is a step of; the steps are in `shared/domain/workflow-templates.ts`. */
    workflow: field.choice(
      'Workflow',
      {
        onboarding: 'Onboarding',
        account_opening: 'Account opening',
        transfer: 'Transfer',
        death: 'Death of a client',
      },
      { nullable: true },
    ),
    /** The same for all tasks that were started together. */
    workflowId: field.id('Started with', { nullable: true, sensitivity: 'internal' }),
    workflowStep: field.integer('Step', { nullable: true, min: '1', max: '100' }),
  },
  indexes: [['householdId', 'status'], ['meetingId'], ['ownerId', 'dueOn']],
  partialIndexes: [{ fields: ['ownerId', 'dueOn'], where: ['status', ['open']] }],
  unique: [['previousId']],
  rules: {
    required: [
      { when: ['status', 'done'], set: 'completedAt' },
      { when: ['repeatFrom', 'schedule'], set: 'repeatUnit' },
      { when: ['repeatFrom', 'schedule'], set: 'repeatEvery' },
      { when: ['repeatFrom', 'schedule'], set: 'repeatAnchorOn' },
      { when: ['repeatFrom', 'completion'], set: 'repeatUnit' },
      { when: ['repeatFrom', 'completion'], set: 'repeatEvery' },
    ],
  },
})
