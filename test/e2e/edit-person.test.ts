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
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'

const [ADVISER] = DEMO_USERS
const artefacts = resolve('artifacts', 'tests', 'edit-person')

let folder: string
let firm: DemoFirm
let network: Network
let workstation: Workstation
let page: Page

beforeAll(async () => {
  mkdirSync(artefacts, { recursive: true })
  await bundleAll()
  folder = mkdtempSync(join(tmpdir(), 'adviser-edit-person-'))
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
  await page.getByRole('grid', { name: 'Households' }).waitFor({ timeout: SYNC_TIMEOUT })
  await status(/Up to date/)
})
afterAll(async () => {
  await workstation?.close()
  await network?.close()
  await firm?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function status(text: RegExp): Promise<void> {
  await page.getByRole('status', { name: 'Sync status' }).filter({ hasText: text }).waitFor({ timeout: SYNC_TIMEOUT })
}

/** Held to WCAG 2.2 AA. Advice beyond it about landmarks is left out: a drawer's header counts as a second banner there. */
const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

async function findBarriers(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(STANDARD).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** At the desk, and on half a screen. */
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

test('a person is edited offline, held to the rules at the field, kept from being lost, and reaches the firm', async () => {
  const [client] = await askFirm(
    firm,
    `SELECT p.id, p.first_name, p.last_name, p.born_on::text, p.version, h.name AS household
       FROM persons p JOIN households h ON h.id = p.household_id JOIN users u ON u.id = h.advisor_id
       JOIN household_members m ON m.person_id = p.id AND m.household_id = h.id AND m.to_date IS NULL
      WHERE u.login = $1 AND p.preferred_name IS NULL AND p.born_on IS NOT NULL AND p.died_on IS NULL
      ORDER BY p.id LIMIT 1`,
    [ADVISER.login],
  )
  const name = `${client?.first_name} ${client?.last_name}`
  await page.getByRole('grid', { name: 'Households' }).getByText(String(client?.household)).first().click()
  await page.getByRole('button', { name: `Edit ${name}` }).waitFor()
  network.cut()
  await status(/Offline/)

  // With the keyboard alone, and a state that is none.
  await page.getByRole('button', { name: `Edit ${name}` }).press('Enter')
  const form = page.getByRole('dialog', { name })
  await form.getByRole('textbox', { name: 'Preferred name' }).fill('Robin')
  await form.getByRole('textbox', { name: 'State' }).fill('M1')
  await form.getByRole('textbox', { name: 'State' }).press('Enter')
  await form.getByText('This is not a state code such as MA.').waitFor()
  await picture('wrong-state')
  const barriers = await findBarriers()
  await form.getByRole('textbox', { name: 'State' }).fill('vt')

  // Leaving asks first, and what was typed is still there.
  await page.keyboard.press('Escape')
  await form.getByText('What you changed here is not saved').waitFor()
  await picture('unsaved')
  await form.getByRole('button', { name: 'Keep editing' }).press('Enter')
  const changed = await form.getByRole('status').textContent()
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: `Edit Robin ${client?.last_name}` }).waitFor()
  await picture('saved-offline')
  const [before] = await askFirm(firm, 'SELECT preferred_name FROM persons WHERE id = $1', [client?.id])

  network.restore()
  await status(/Up to date/)
  const [after] = await askFirm(
    firm,
    'SELECT preferred_name, state, first_name, born_on::text, version FROM persons WHERE id = $1',
    [client?.id],
  )

  expect({ barriers, changed, before, after }).toEqual({
    barriers: [],
    changed: 'Changed: Preferred name, State',
    before: { preferred_name: null },
    after: {
      preferred_name: 'Robin',
      state: 'VT',
      first_name: client?.first_name,
      born_on: client?.born_on,
      version: Number(client?.version) + 1,
    },
  })
})
