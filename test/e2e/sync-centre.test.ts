import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleAll } from '#build/bundle/bundle.ts'
import { writePolicy } from '#build/commands/write-policy.ts'
import { type DemoFirm, startDemoFirm } from '#build/demo/demo-firm.ts'
import { askFirm } from '#build/demo/firm-facts.ts'
import { SYNC_TIMEOUT } from '#build/demo/tour.ts'
import { DEMO_PASSWORD, DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import type { CallInput, ChannelName, OutputOf } from '#shared/ipc/index.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'

const [ADVISER] = DEMO_USERS
const PATIENCE = SYNC_TIMEOUT
const artefacts = resolve('artifacts', 'tests', 'sync-centre')

let folder: string
let firm: DemoFirm
let network: Network
let workstation: Workstation
let page: Page

beforeAll(async () => {
  mkdirSync(artefacts, { recursive: true })
  await bundleAll()
  folder = mkdtempSync(join(tmpdir(), 'adviser-sync-centre-'))
  firm = await startDemoFirm(join(folder, 'database'), 6, () => undefined)
  network = await startNetwork(firm)
  const profileFolder = join(folder, 'profile')
  mkdirSync(profileFolder)
  const policyFile = writePolicy(join(folder, 'policy.json'), firm, { port: network.port, pollSeconds: 1 })
  workstation = await launchStandIn({ profileFolder, policyFile, headless: true })
  page = workstation.page
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('textbox', { name: 'Login' }).fill(ADVISER.login)
  await page.getByRole('textbox', { name: 'Password' }).fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('grid', { name: 'Households' }).waitFor({ timeout: PATIENCE })
  await status(/Up to date/)
})
afterAll(async () => {
  await workstation?.close()
  await network?.close()
  await firm?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function status(text: RegExp): Promise<void> {
  await page.getByRole('status', { name: 'Sync status' }).filter({ hasText: text }).waitFor({ timeout: PATIENCE })
}

async function ask<C extends ChannelName>(channel: C, input: CallInput<C>): Promise<OutputOf<C>> {
  const reply = await page.evaluate(([name, given]) => (window as never as Bridge).workstation.invoke(name, given), [
    channel,
    input,
  ] as const)
  if (!reply.ok) throw new Error(`${channel}: ${reply.message}`)
  return reply.value as OutputOf<C>
}

interface Bridge {
  readonly workstation: {
    invoke(channel: string, input: unknown): Promise<{ ok: boolean; value?: unknown; message?: string }>
  }
}

const goTo = (name: string) => page.getByRole('navigation').getByRole('link', { name }).click()
const card = (name: RegExp) => page.getByRole('article', { name })

/** What a screen reader or somebody without a mouse would stumble over. */
async function findBarriers(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** As an adviser would see it at the desk and on half a screen. */
async function picture(name: string): Promise<void> {
  for (const [suffix, width] of [
    ['', 1440],
    ['-narrow', 760],
  ] as const) {
    await page.setViewportSize({ width, height: 1000 })
    await page.screenshot({ path: join(artefacts, `${name}${suffix}.png`) })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('conflicts are decided field by field, refusals corrected or discarded, and nothing leaves the list otherwise', async () => {
  const { rows } = await ask('households.list', {})
  const household = rows.find(({ status: state }) => state === 'active')
  const householdId = household?.id ?? ''
  await askFirm(firm, `UPDATE households SET objective = 'income', horizon = 'under_3_years' WHERE id = $1`, [
    householdId,
  ])
  // A rule that the firm has and this workstation does not know.
  await askFirm(firm, `ALTER TABLE tasks ADD CONSTRAINT short_titles CHECK (char_length(title) < 20) NOT VALID`)
  await page.getByRole('grid', { name: 'Households' }).waitFor()
  await ask('sync.now', {})
  network.cut()
  await status(/Offline/)
  const patch = { objective: 'growth', horizon: 'over_10_years' } as const
  await ask('households.updateProfile', { householdId, patch, confirm: false })
  await ask('tasks.add', { householdId, title: 'Send the whole form today' })
  await ask('tasks.add', { householdId, title: 'Something not worth keeping' })
  await askFirm(firm, `UPDATE households SET objective = 'preservation', horizon = 'from_3_to_5_years' WHERE id = $1`, [
    householdId,
  ])
  await goTo('Sync')
  await card(/Waiting: Household changed/).waitFor()
  await picture('offline')

  network.restore()
  const conflict = card(/Conflict: Household changed/)
  await conflict.waitFor({ timeout: PATIENCE })
  await card(/Refused: Task added/)
    .nth(1)
    .waitFor({ timeout: PATIENCE })
  await picture('needs-you')
  const barriers = await findBarriers()

  // With the keyboard alone: their objective, my horizon.
  await conflict.getByRole('radio', { name: /Objective: keep mine/ }).focus()
  await page.keyboard.press('ArrowRight')
  await conflict.getByRole('button', { name: 'Keep what is marked' }).press('Enter')
  await conflict.waitFor({ state: 'detached', timeout: PATIENCE })

  const refused = card(/Refused: Task added/).filter({ hasText: 'Send the whole form today' })
  await refused.getByRole('button', { name: 'Correct and send' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Task' }).fill('')
  await dialog.getByRole('textbox', { name: 'Task' }).fill('Send the form')
  await picture('correct')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await refused.waitFor({ state: 'detached', timeout: PATIENCE })

  const other = card(/Refused: Task added/)
  await goTo('Tasks')
  await page.getByRole('link', { name: 'Refused: open Sync' }).first().click()
  await other.getByRole('button', { name: 'Discard…' }).click()
  await dialog.getByRole('button', { name: 'Keep it' }).click()
  await other.getByRole('button', { name: 'Discard…' }).click()
  await dialog.getByRole('button', { name: 'Discard my change' }).click()
  await page.getByText('Nothing is waiting').waitFor({ timeout: PATIENCE })
  await status(/Up to date/)
  await picture('empty')

  const [kept] = await askFirm(firm, 'SELECT objective, horizon FROM households WHERE id = $1', [householdId])
  const tasks = await askFirm(
    firm,
    `SELECT title FROM tasks WHERE title LIKE 'Send the%form%' OR title LIKE 'Something not%'`,
  )
  const trail = await askFirm(
    firm,
    `SELECT reason FROM audit_events WHERE action = 'conflict_resolved' AND origin = 'laptop' ORDER BY sequence`,
  )
  expect({ barriers, kept, tasks, trail }).toEqual({
    barriers: [],
    kept: { objective: 'preservation', horizon: 'over_10_years' },
    tasks: [{ title: 'Send the form' }],
    trail: [
      { reason: 'kept mine: Horizon; kept theirs: Objective' },
      { reason: 'corrected and sent again' },
      { reason: 'discarded' },
    ],
  })
})
