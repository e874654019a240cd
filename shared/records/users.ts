import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** The firm's people who sign in. Each has a PostgreSQL login of the same name. */
export const users = defineRecord({
  table: 'users',
  label: 'User',
  plural: 'Users',
  scope: 'firm',
  conflict: 'server',
  retention: 'staff',
  fields: {
    login: field.text('Login', { sensitivity: 'internal', maxLength: 63 }),
    displayName: field.text('Name', { sensitivity: 'internal', maxLength: 200 }),
    role: field.choice(
      'Role',
      {
        adviser: 'Adviser',
        assistant: 'Assistant',
        compliance: 'Compliance officer',
        operations: 'Operations',
        administrator: 'Administrator',
        examiner: 'Examiner',
      },
      { sensitivity: 'internal' },
    ),
    title: field.text('Title', { nullable: true, sensitivity: 'internal', maxLength: 200 }),
    email: field.text('E-mail', { nullable: true, sensitivity: 'internal', maxLength: 320 }),
    active: field.boolean('Active', { sensitivity: 'internal' }),
  },
  unique: [['login']],
})
