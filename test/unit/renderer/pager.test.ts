import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPager, type PartOf } from '#renderer/data/pager.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A list of numbers that can be changed, and what was asked of it. */
function openList(length: number) {
  const list = { rows: Array.from({ length }, (_, index) => `row ${index}`), edition: 'first', broken: false }
  const asked: string[] = []
  const pager = createPager<string, PartOf<string>>(async (offset, limit) => {
    asked.push(`${offset}+${limit}`)
    if (list.broken) throw new WorkstationError('internal', 'It broke.')
    return { rows: list.rows.slice(offset, offset + limit), found: list.rows.length, edition: list.edition }
  })
  let drawn = 0
  pager.start(() => {
    drawn += 1
  })
  const settle = () => vi.advanceTimersByTimeAsync(0)
  return { list, asked, pager, settle, drawn: () => drawn }
}

test('asks for what is in sight and near it, once, and for nothing else of a long list', async () => {
  const { pager, asked, settle } = openList(100_000)
  await settle()
  pager.show(0, 20)
  await settle()
  pager.show(50_000, 50_020)
  await settle()
  pager.show(50_010, 50_030)
  await settle()

  expect({
    asked,
    rows: [0, 50_030, 99_999].map((index) => pager.rowAt(index)),
    found: pager.newest()?.found,
  }).toEqual({
    asked: ['0+100', '100+100', '49900+300'],
    rows: ['row 0', 'row 50030', undefined],
    found: 100_000,
  })
})

test('who scrolls on while a question is on its way asks for where they are, not for what they passed', async () => {
  const { pager, asked, settle } = openList(100_000)
  for (let first = 0; first < 90_000; first += 700) pager.show(first, first + 20)
  await settle()

  expect(asked).toEqual(['0+100', '89500+300'])
})

test('after a change what is in sight is asked again, the rest when it comes into sight; the old is shown meanwhile', async () => {
  const { pager, asked, settle, list } = openList(300)
  await settle()
  pager.show(150, 199)
  await settle()
  asked.length = 0
  pager.show(0, 20)
  list.rows = list.rows.map((row) => `${row} changed`)
  await vi.advanceTimersByTimeAsync(200)
  pager.refresh()
  const meanwhile = pager.rowAt(0)
  await settle()
  const shown = [pager.rowAt(0), pager.rowAt(299)]
  pager.show(200, 299)
  await settle()

  expect({ meanwhile, shown, later: pager.rowAt(299), asked }).toEqual({
    meanwhile: 'row 0',
    shown: ['row 0 changed', 'row 299'],
    later: 'row 299 changed',
    asked: ['0+200', '200+100'],
  })
})

test('rows of two editions are never shown together', async () => {
  const { pager, settle, list } = openList(1000)
  pager.show(0, 20)
  await settle()
  list.rows = list.rows.slice(1)
  list.edition = 'second'
  pager.show(500, 520)
  await settle()

  expect([pager.rowAt(0), pager.rowAt(500), pager.newest()?.found]).toEqual([undefined, 'row 501', 999])
})

test('changes that come fast make it ask at most once in a fifth of a second', async () => {
  const { pager, asked, settle } = openList(10)
  await settle()
  for (let change = 0; change < 50; change += 1) {
    pager.refresh()
    await vi.advanceTimersByTimeAsync(10)
  }
  await vi.advanceTimersByTimeAsync(1000)

  expect(asked.length).toBe(4)
})

test('an empty list asks again when the book changes, and one that shrank shows its end', async () => {
  const empty = openList(0)
  await empty.settle()
  empty.list.rows = ['row 0']
  await vi.advanceTimersByTimeAsync(200)
  empty.pager.refresh()
  await empty.settle()
  const shrinking = openList(1000)
  shrinking.pager.show(900, 920)
  await shrinking.settle()
  Object.assign(shrinking.list, { rows: ['only'], edition: 'second' })
  await vi.advanceTimersByTimeAsync(200)
  shrinking.pager.refresh()
  await shrinking.settle()

  expect([empty.pager.rowAt(0), shrinking.pager.rowAt(0), shrinking.pager.newest()?.found]).toEqual([
    'row 0',
    'only',
    1,
  ])
})

test('an error is told and not asked again by itself; what was shown stays, and asking again gets over it', async () => {
  const { pager, asked, settle, list, drawn } = openList(10)
  await settle()
  list.broken = true
  await vi.advanceTimersByTimeAsync(200)
  pager.refresh()
  await settle()
  const failed = [pager.error()?.message, pager.rowAt(0), asked.length, drawn()]
  list.broken = false
  await vi.advanceTimersByTimeAsync(200)
  pager.refresh()
  await settle()

  expect([failed, pager.error()]).toEqual([['It broke.', 'row 0', 2, 2], null])
})

test('of a list that is scrolled through, only so much is kept', async () => {
  const { pager, settle, asked } = openList(100_000)
  for (let first = 0; first < 20_000; first += 100) {
    pager.show(first, first + 20)
    await settle()
  }
  asked.length = 0
  pager.show(0, 20)
  await settle()

  expect([pager.rowAt(0), asked.length]).toEqual(['row 0', 1])
})

test('who has left is told nothing, and is asked nothing for', async () => {
  const { pager, asked, settle, drawn } = openList(1000)
  await settle()
  pager.stop()
  pager.show(500, 520)
  await settle()

  expect([asked, drawn()]).toEqual([['0+100', '100+100'], 2])
})
