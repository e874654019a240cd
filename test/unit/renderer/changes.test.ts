import { expect, test } from 'vitest'
import { passCss } from '#renderer/app/trusted-types.ts'
import { announceChange, watchChanges } from '#renderer/data/changes.ts'

test('a change is told to those who show these tables of this household, and to nobody after they left', () => {
  const told: string[] = []
  const stops = [
    watchChanges(['tasks'], null, () => told.push('every task')),
    watchChanges(['tasks', 'meetings'], 'first', () => told.push('first household')),
    watchChanges(['tasks'], 'second', () => told.push('second household')),
    watchChanges(['documents'], 'first', () => told.push('documents')),
  ]

  announceChange(['tasks'], ['first'])
  announceChange(['meetings'], [])
  for (const stop of stops) stop()
  announceChange(['tasks'], [])

  expect(told).toEqual(['every task', 'first household', 'first household'])
})

test('style text passes the trusted types policy, anything that could become an element does not', () => {
  const texts = [':root{--gap:4px}', '<img src=x onerror=alert(1)>', '&lt;b&gt;']

  const results = texts.map((text) => {
    try {
      return passCss(text)
    } catch (error) {
      return (error as Error).message
    }
  })

  expect(results).toEqual([':root{--gap:4px}', 'markup from text is not allowed', '&lt;b&gt;'])
})
