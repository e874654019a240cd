import { expect, test } from 'vitest'
import { accounts } from '#shared/records/accounts.ts'
import { persons } from '#shared/records/persons.ts'
import { changedFields, editableFields, editSchema, findEditProblems, readTyped } from '#shared/schema/edits.ts'

test('numbers kept encrypted, ids, and what follows from them are not typed into a form', () => {
  const typed = new Set([...editableFields(persons), ...editableFields(accounts)].map(([name]) => name))

  const never = ['ssnEncrypted', 'ssnLast4', 'ssnBlindIndex', 'taxIdLast4', 'numberLast4', 'householdId']
  expect(never.filter((name) => typed.has(name))).toEqual([])
  expect(editSchema(persons).safeParse({ ssnLast4: '1234' }).success).toBe(false)
})

test('what is typed is stored without blanks, codes in capitals, nothing as no value', () => {
  const { state, email, firstName, vulnerableClient } = persons.fields

  const read = [
    readTyped(state, ' ma '),
    readTyped(email, ' '),
    readTyped(firstName, ' '),
    readTyped(vulnerableClient, true),
  ]

  expect(read).toEqual(['MA', null, '', true])
})

test('only what differs from the row is a change', () => {
  const changes = changedFields(
    persons,
    { firstName: 'Anna', city: null },
    { firstName: 'Anna', city: 'Boston', id: '1' },
  )

  expect(changes).toEqual({ city: 'Boston' })
})

test('problems are told field by field, and rules between fields once the fields are right', () => {
  const row = { bornOn: '1955-01-01' }

  const problems = [
    findEditProblems(persons, row, { firstName: '', state: 'Mass', diedOn: '1950-01-01' }),
    findEditProblems(persons, row, { diedOn: '1950-01-01' }),
    findEditProblems(persons, row, { city: null }),
  ]

  expect(problems).toEqual([
    [
      { field: 'firstName', message: 'is needed' },
      { field: 'state', message: 'is not a state code such as MA' },
    ],
    [{ field: 'diedOn', message: 'is before Born' }],
    [],
  ])
})
