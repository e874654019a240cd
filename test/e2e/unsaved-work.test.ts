import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askFirm } from '#build/demo/firm-facts.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'

const script = fileURLToPath(new URL('../support/electron/launch.ts', import.meta.url))

let place: WorkPlace
const running = new Set<ChildProcess>()

beforeAll(async () => {
  place = await openWorkPlace('unsaved-work')
})
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await place?.close()
})

interface Killable {
  readonly page: Page
  /** Ends the workstation as a power cut does. @returns the signal it ended by. */
  kill(): Promise<string | null>
}

/** The workstation as a process of its own, and this test at its page. */
async function startKillable(): Promise<Killable> {
  const child = spawn(
    process.execPath,
    [script, `--profile=${place.profileFolder}`, `--policy=${place.policyFile}`, '--remote'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  running.add(child)
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const browser: Browser = await chromium.connectOverCDP(JSON.parse(line).endpoint)
  const page = browser
    .contexts()[0]
    ?.pages()
    .find((open) => open.url().includes('bundle.app.test'))
  if (page === undefined) throw new Error('the workstation has no window')
  return {
    page,
    async kill() {
      const ended = once(child, 'close')
      child.kill('SIGKILL')
      const [, signal] = await ended
      running.delete(child)
      await browser.close()
      return signal
    },
  }
}

test('what was typed in a form is in it again after the workstation was killed, until it is saved or discarded', async () => {
  let workstation = await startKillable()
  let work = atWork(workstation.page, 'unsaved-work')
  await work.signIn()

  // A household that is only being entered, and a person's form: both are killed with the workstation.
  await workstation.page.getByRole('button', { name: 'New household' }).click()
  const adding = () => workstation.page.getByRole('dialog', { name: 'New household' })
  await adding().getByLabel('Name').fill('Kestrel household')
  await adding().getByLabel('Service tier').selectOption({ label: 'Silver' })
  await adding().getByText('Kept on this laptop until you save it').waitFor()
  const signal = await workstation.kill()

  workstation = await startKillable()
  work = atWork(workstation.page, 'unsaved-work')
  await workstation.page.getByRole('grid', { name: 'Households' }).waitFor({ timeout: 60_000 })
  await workstation.page.getByRole('button', { name: 'Unsaved work: 1' }).click()
  const line = workstation.page.getByRole('link', { name: 'New household' })
  await line.waitFor()
  await work.picture('unsaved-list')
  const barriers = await work.findBarriers()
  await line.press('Enter')
  await adding().getByText('You had not saved this').waitFor()
  const restored = {
    name: await adding().getByLabel('Name').inputValue(),
    tier: await adding().getByLabel('Service tier').inputValue(),
    status: await adding().getByLabel('Status').inputValue(),
  }
  await work.picture('restored')
  barriers.push(...(await work.findBarriers()))

  // Discarded, it is gone from the form and from the book.
  await adding().getByRole('button', { name: 'Discard what I typed' }).click()
  const discarded = await adding().getByLabel('Name').inputValue()
  await adding().getByRole('button', { name: 'Close' }).click()
  await adding().waitFor({ state: 'detached' })
  const left = await workstation.page.getByRole('button', { name: /^Unsaved work/ }).count()
  await workstation.page.getByRole('button', { name: 'New household' }).click()
  const again = await adding().getByLabel('Name').inputValue()
  const offered = await adding().getByText('You had not saved this').count()
  await workstation.kill()
  const [firm] = await askFirm(place.firm, `SELECT count(*)::int AS n FROM households WHERE name LIKE 'Kestrel%'`, [])

  expect({ signal, restored, barriers, discarded, again, left, offered, firm }).toEqual({
    signal: 'SIGKILL',
    restored: { name: 'Kestrel household', tier: 'silver', status: '' },
    barriers: [],
    discarded: '',
    again: '',
    left: 0,
    offered: 0,
    firm: { n: 0 },
  })
})
