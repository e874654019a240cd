import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleAll } from '#build/bundle/bundle.ts'
import { writePolicy } from '#build/commands/write-policy.ts'
import { type DemoFirm, startDemoFirm } from '#build/demo/demo-firm.ts'
import { SYNC_TIMEOUT } from '#build/demo/tour.ts'
import { DEMO_PASSWORD, DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import type { CallInput, ChannelName, OutputOf } from '#shared/ipc/index.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'

const [ADVISER] = DEMO_USERS
const PATIENCE = SYNC_TIMEOUT
const artefacts = resolve('artifacts', 'tests', 'performance')

let folder: string
let firm: DemoFirm
let workstation: Workstation
let page: Page

beforeAll(async () => {
  mkdirSync(artefacts, { recursive: true })
  await bundleAll()
  folder = mkdtempSync(join(tmpdir(), 'adviser-performance-'))
  firm = await startDemoFirm(join(folder, 'database'), 6, () => undefined)
  const profileFolder = join(folder, 'profile')
  mkdirSync(profileFolder)
  const policyFile = writePolicy(join(folder, 'policy.json'), firm, { pollSeconds: 1 })
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

test('an adviser chooses dates and reads both returns and why they differ', async () => {
  const { rows } = await ask('households.list', {})
  const household = rows.find(({ status: state }) => state === 'active')
  const householdId = household?.id ?? ''
  const year = new Date().getFullYear()
  await page
    .getByRole('grid', { name: 'Households' })
    .getByText(household?.name ?? '')
    .first()
    .click()
  await page.getByRole('tab', { name: 'Holdings' }).press('Enter')
  const section = page.getByRole('region', { name: 'Performance' })
  await section.getByRole('table', { name: 'Returns' }).waitFor({ timeout: PATIENCE })
  await picture('this-year')
  const from = section.getByRole('textbox', { name: 'From' })
  await from.fill(`${year}-03-31`)
  await from.press('Tab')
  await section.getByText(`31 Mar ${year} to`).waitFor({ timeout: PATIENCE })
  await picture('chosen-dates')
  // The open calendar belongs to no landmark; what is judged here is the card.
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Next month' }).waitFor({ state: 'detached' })
  await section.screenshot({ path: join(artefacts, 'card.png') })
  const told = await ask('portfolio.performance', { householdId, from: `${year}-03-31`, to: `${year}-12-31` })
  const shown = (await section.textContent()) ?? ''
  const expected = [
    told.explanation,
    `${told.net.timeWeighted}%`,
    `${told.gross.moneyWeighted}%`,
    ...told.missing.slice(1),
  ]
  const unseen = expected.filter((text) => !shown.includes(text))

  expect({ unseen, explained: told.explanation.length > 40, barriers: await findBarriers() }).toEqual({
    unseen: [],
    explained: true,
    barriers: [],
  })
})
