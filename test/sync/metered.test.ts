import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Network } from '#electron/platform/ports.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

let firm: SmallFirm
let laptop: Laptop
let workstation: Workstation
let householdId: string
let connection: ReturnType<typeof createConnection>

/** The network a laptop is on, which a test takes it to. */
function createConnection() {
  let metered: boolean | null = false
  const listeners = new Set<() => void>()
  const network: Network = {
    isMetered: async () => metered,
    onChange(tell) {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
  }
  const goTo = (next: boolean | null) => {
    metered = next
    for (const tell of listeners) tell()
  }
  return { network, goTo }
}

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  householdId = await firm.insertHousehold({ name: 'Before' })
})
afterAll(() => firm.close())
beforeEach(async () => {
  await firm.query(`UPDATE households SET name = 'Before'`)
  connection = createConnection()
  laptop = createLaptop(firm)
  workstation = await laptop.start({ ports: { network: connection.network } })
})
afterEach(async () => {
  await workstation.stop()
  laptop.remove()
  await firm.removeRows('tasks')
})

const renameInTheFirm = () => firm.query(`UPDATE households SET name = 'After'`)
const nameInTheBook = async () => (await workstation.call('households.list', {})).rows.map(({ name }) => name)
const tasksInTheFirm = async () => (await firm.query('SELECT title FROM tasks')).map(({ title }) => title)
const untilPaused = () => workstation.until('sync.changed', ({ paused, phase }) => paused !== null && phase === 'idle')

/** Takes the laptop to a metered connection and waits for the round that this brings about. */
async function goToMetered(): Promise<void> {
  const paused = untilPaused()
  connection.goTo(true)
  await paused
}

test('on a metered connection the firm’s changes wait and what is saved here is sent', async () => {
  await workstation.signIn(firm.adviser)
  await goToMetered()
  await renameInTheFirm()

  const saved = workstation.until('sync.changed', ({ waiting }) => waiting === 1)
  await workstation.call('tasks.add', { householdId, title: 'Call back' })
  await saved
  await workstation.until('sync.changed', ({ waiting, phase }) => waiting === 0 && phase === 'idle')

  expect({
    paused: (await workstation.call('sync.status', {})).paused,
    book: await nameInTheBook(),
    firm: await tasksInTheFirm(),
  }).toEqual({ paused: 'metered', book: ['Before'], firm: ['Call back'] })
})

test('a person who asks brings everything, metered or not', async () => {
  await workstation.signIn(firm.adviser)
  await goToMetered()
  await renameInTheFirm()

  await workstation.sync()

  expect({ paused: (await workstation.call('sync.status', {})).paused, book: await nameInTheBook() }).toEqual({
    paused: 'metered',
    book: ['After'],
  })
})

test('another network brings what waited', async () => {
  await workstation.signIn(firm.adviser)
  await goToMetered()
  await renameInTheFirm()
  const brought = workstation.until('book.changed', ({ tables }) => tables.includes('households'))

  connection.goTo(false)
  await brought

  expect(await nameInTheBook()).toEqual(['After'])
})

test('a person may save data where the system does not say, or spend it where it does', async () => {
  await workstation.signIn(firm.adviser)
  const paused = workstation.until('sync.changed', (status) => status.paused !== null)
  connection.goTo(null)
  await workstation.call('settings.change', { saveData: 'always' })
  await paused
  const spending = workstation.until('sync.changed', (status) => status.paused === null)
  await workstation.call('settings.change', { saveData: 'never' })
  await spending
  connection.goTo(true)
  await renameInTheFirm()
  workstation.backend.noticed('focus')
  await workstation.until('book.changed', ({ tables }) => tables.includes('households'))

  expect({ book: await nameInTheBook(), settings: await workstation.call('settings.read', {}) }).toMatchObject({
    book: ['After'],
    settings: { saveData: 'never', colorScheme: 'auto' },
  })
})

test('a laptop without a book brings one, metered or not', async () => {
  connection.goTo(true)
  const { login, password } = firm.adviser

  await workstation.call('session.signIn', { login, password })
  await workstation.whenOpen()

  expect(await nameInTheBook()).toEqual(['Before'])
})

test('the window’s focus and the end of sleep bring what the firm changed', async () => {
  await workstation.signIn(firm.adviser)
  const seen: string[][] = []
  for (const notice of ['focus', 'resume'] as const) {
    await firm.query('UPDATE households SET name = $1', [`Changed before ${notice}`])
    const brought = workstation.until('book.changed', ({ tables }) => tables.includes('households'))
    workstation.backend.noticed(notice)
    await brought
    seen.push(await nameInTheBook())
  }

  expect(seen).toEqual([['Changed before focus'], ['Changed before resume']])
})
