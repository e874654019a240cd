import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findStuckUnits, type QueuedChange } from '#electron/cache/unit-order.ts'

const change: fc.Arbitrary<QueuedChange & { meetingId: string }> = fc.record({
  mutationId: fc.uuid(),
  unitId: fc.constantFrom('u1', 'u2', 'u3', 'u4', 'u5'),
  tableName: fc.constantFrom('tasks', 'meetings'),
  rowId: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
  operation: fc.constantFrom('insert', 'update', 'delete'),
  state: fc.constantFrom('waiting', 'waiting', 'waiting', 'sending', 'refused', 'conflict'),
  meetingId: fc.constantFrom('r1', 'r2', 'none'),
})

/** As the outbox has them: the changes of a unit side by side. */
const outbox = fc
  .array(change, { maxLength: 12 })
  .map((changes) => changes.toSorted((a, b) => a.unitId.localeCompare(b.unitId)))

const stuckOf = (changes: readonly (QueuedChange & { meetingId: string })[], held: readonly string[] = []) =>
  findStuckUnits(changes, (given) => JSON.stringify({ meetingId: (given as { meetingId?: string }).meetingId }), held)

test('nothing is sent before an earlier change of its row that is not, nor before a row that it refers to', () => {
  fc.assert(
    fc.property(outbox, fc.subarray(['u2', 'u4']), (changes, held) => {
      const stuck = stuckOf(changes, held)
      const early = changes.flatMap((later, at) =>
        stuck.has(later.unitId)
          ? []
          : changes
              .slice(0, at)
              .filter(
                (earlier) =>
                  stuck.has(earlier.unitId) &&
                  ((earlier.tableName === later.tableName && earlier.rowId === later.rowId) ||
                    (later.tableName === 'tasks' &&
                      earlier.operation === 'insert' &&
                      earlier.rowId === later.meetingId)),
              ),
      )
      expect(early).toEqual([])
    }),
  )
})

test('nobody waits who has no reason to', () => {
  fc.assert(
    fc.property(outbox, (changes) => {
      const stuck = stuckOf(changes)
      const rows = (unitId: string) =>
        changes.filter((given) => given.unitId === unitId).flatMap((given) => [given.rowId, given.meetingId])
      const isOpen = (unitId: string) =>
        changes.some((given) => given.unitId === unitId && ['refused', 'conflict'].includes(given.state))
      const groundless = [...stuck].filter(
        (unitId) =>
          !isOpen(unitId) &&
          ![...stuck].some((other) => other < unitId && rows(other).some((row) => rows(unitId).includes(row))),
      )
      expect(groundless).toEqual([])
    }),
  )
})
