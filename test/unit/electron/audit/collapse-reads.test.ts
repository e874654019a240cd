import { expect, test } from 'vitest'
import { collapseReads } from '#electron/audit/collapse-reads.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'

const MINUTE = 60_000

test('a record on screen counts as one look for five minutes; other people, exports, and other records always count', async () => {
  const written: string[] = []
  let now = 0
  let user = 'amelia'
  const clock = { now: () => now, after: () => () => undefined }
  const audit = collapseReads(
    clock,
    () => user,
    async ({ action, rowId }) => {
      written.push(`${now / MINUTE} ${user} ${action} ${rowId}`)
    },
  )
  const look = (rowId: string): AuditEntry => ({ type: 'data', action: 'read', table: 'households', rowId })

  for (const minute of [0, 1, 4, 5, 6]) {
    now = minute * MINUTE
    await audit(look('a'))
  }
  await audit(look('b'))
  user = 'jonas'
  await audit(look('a'))
  await audit({ type: 'export', action: 'export', table: 'meetings', rowId: 'a' })
  await audit({ type: 'export', action: 'export', table: 'meetings', rowId: 'a' })

  expect(written).toEqual([
    '0 amelia read a',
    '5 amelia read a',
    '6 amelia read b',
    '6 jonas read a',
    '6 jonas export a',
    '6 jonas export a',
  ])
})
