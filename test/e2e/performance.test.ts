import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SYNC_TIMEOUT } from '#build/demo/tour.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'

const PATIENCE = SYNC_TIMEOUT
const artefacts = resolve('artifacts', 'tests', 'performance')

let place: WorkPlace
let workstation: Workstation
let page: Page
let work: ReturnType<typeof atWork>

beforeAll(async () => {
  place = await openWorkPlace('performance')
  workstation = await launchStandIn({ ...place, headless: true })
  page = workstation.page
  work = atWork(page, 'performance')
  await work.signIn()
})
afterAll(async () => {
  await workstation?.close()
  await place?.close()
})

test('an adviser chooses dates and reads both returns and why they differ', async () => {
  const { rows } = await work.ask('households.list', {})
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
  await work.picture('this-year')
  const from = section.getByRole('textbox', { name: 'From' })
  await from.fill(`${year}-03-31`)
  await from.press('Tab')
  await section.getByText(`31 Mar ${year} to`).waitFor({ timeout: PATIENCE })
  await work.picture('chosen-dates')
  await section.screenshot({ path: join(artefacts, 'card.png') })
  const told = await work.ask('portfolio.performance', { householdId, from: `${year}-03-31`, to: `${year}-12-31` })
  const shown = (await section.textContent()) ?? ''
  const expected = [
    told.explanation,
    `${told.net.timeWeighted}%`,
    `${told.gross.moneyWeighted}%`,
    ...told.missing.slice(1),
  ]
  const unseen = expected.filter((text) => !shown.includes(text))

  expect({ unseen, explained: told.explanation.length > 40, barriers: await work.findBarriers(true) }).toEqual({
    unseen: [],
    explained: true,
    barriers: [],
  })
})
