import { expect, test } from 'vitest'
import { placesFor } from '#renderer/app/places.ts'

test('each role is offered the screens it may use, and somebody without a book a page that says so', () => {
  const roles = ['adviser', 'compliance', 'operations', 'administrator'] as const

  const offered = Object.fromEntries(roles.map((role) => [role, placesFor(role).map(({ label }) => label)]))

  expect(offered).toEqual({
    adviser: ['My day', 'Households', 'Meetings', 'Tasks', 'Distributions', 'Fees', 'Sync', 'Activity', 'Settings'],
    // What lists a whole book is not for those who see the whole firm.
    compliance: ['Households', 'Tasks', 'Sync', 'Activity', 'Settings'],
    operations: ['Households', 'Tasks', 'Sync', 'Settings'],
    administrator: ['Home', 'Sync', 'Activity', 'Settings'],
  })
})

test('no two screens of a role have the same key', () => {
  const keys = (['adviser', 'compliance', 'operations', 'administrator'] as const).map((role) =>
    placesFor(role).map(({ key }) => key),
  )

  expect(keys.map((given) => new Set(given).size)).toEqual(keys.map(({ length }) => length))
})
