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
  },
  indexes: [['householdId', 'status'], ['meetingId'], ['ownerId', 'dueOn']],
  partialIndexes: [{ fields: ['ownerId', 'dueOn'], where: ['status', ['open']] }],
  rules: { required: [{ when: ['status', 'done'], set: 'completedAt' }] },
})
