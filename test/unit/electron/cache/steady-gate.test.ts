import { expect, test } from 'vitest'
import { createSteadyGate } from '#electron/cache/steady-gate.ts'

/** A moment in which everything that can run has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a write waits for the reads under way, and reads that come after it wait for the write', async () => {
  const gate = createSteadyGate()
  const order: string[] = []
  let finishReading = () => {}
  const reading = gate.read(async () => {
    order.push('first read begins')
    await new Promise<void>((resolve) => {
      finishReading = resolve
    })
    order.push('first read ends')
  })
  const writing = gate.write(async () => void order.push('write'))
  const later = gate.read(async () => void order.push('second read'))
  await settled()
  const before = [...order]

  finishReading()
  await Promise.all([reading, writing, later])

  expect({ before, order }).toEqual({
    before: ['first read begins'],
    order: ['first read begins', 'first read ends', 'write', 'second read'],
  })
})

test('a read that fails lets writes go on', async () => {
  const gate = createSteadyGate()

  const failed = await gate.read(() => Promise.reject(new Error('no'))).catch(() => 'failed')

  expect([failed, await gate.write(async () => 'written')]).toEqual(['failed', 'written'])
})
