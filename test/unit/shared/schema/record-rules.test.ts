import { expect, test } from 'vitest'
import { complianceReviews } from '#shared/records/compliance-reviews.ts'
import { relationships } from '#shared/records/relationships.ts'
import { transactions } from '#shared/records/transactions.ts'
import { findRuleProblems } from '#shared/schema/record-rules.ts'
import { fieldSchema, newRowSchema } from '#shared/schema/validators.ts'
import { buildRow, testId } from '#test/support/builders.ts'

test('a rule that is broken names the field to mark and says why', () => {
  const relationship = {
    ...buildRow('relationships', { fromDate: '2026-03-02', toDate: '2026-03-01', toPersonId: testId(1) }),
    fromPersonId: testId(1),
  }
  const review = {
    ...buildRow('compliance_reviews', { status: 'signed_off' }),
    approverId: testId(2),
    reviewerId: testId(2),
  }

  expect([findRuleProblems(relationships, relationship), findRuleProblems(complianceReviews, review)]).toEqual([
    [
      { field: 'toPersonId', message: 'set exactly one of: Of person, Of entity' },
      { field: 'toDate', message: 'is before From' },
      { field: 'toPersonId', message: 'is the same as Person' },
    ],
    [
      { field: 'approverId', message: 'is the same as Reviewer' },
      { field: 'outcome', message: 'is needed for this Status' },
      { field: 'signedAt', message: 'is needed for this Status' },
    ],
  ])
})

test('the validator of a new row holds it to the rules too', () => {
  const { id, version, createdAt, createdBy, updatedAt, updatedBy, ...fields } = buildRow('transactions')

  const answer = newRowSchema(transactions).safeParse({ ...fields, id, type: 'reversal' })

  expect(answer.error?.issues.map(({ path, message }) => [path, message])).toEqual([
    [['reversesId'], 'is needed for this Type'],
  ])
})

test.each([
  ['a year before there were taxes', transactions.fields.taxYear, 1800],
  ['a share over a hundred', relationships.fields.percent, '100.000001'],
  ['a number in clear where an envelope belongs', buildEncrypted(), '900-12-3456'],
])('%s is refused', (_, spec, value) => {
  expect(fieldSchema(spec).safeParse(value).success).toBe(false)
})

function buildEncrypted() {
  return { kind: 'encrypted', label: 'SSN', nullable: false, sensitivity: 'identity', searchable: false } as const
}
