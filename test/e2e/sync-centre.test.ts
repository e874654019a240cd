import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askFirm } from '#build/demo/firm-facts.ts'
import { SYNC_TIMEOUT } from '#build/demo/tour.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'

const PATIENCE = SYNC_TIMEOUT

let place: WorkPlace
let workstation: Workstation
let page: Page
let work: ReturnType<typeof atWork>

beforeAll(async () => {
  place = await openWorkPlace('sync-centre')
  workstation = await launchStandIn({ ...place, headless: true })
  page = workstation.page
  work = atWork(page, 'sync-centre')
  await work.signIn()
})
afterAll(async () => {
  await workstation?.close()
  await place?.close()
})

const status = (text: RegExp) => work.status(text)
const findBarriers = () => work.findBarriers(true)
const picture = (of: string) => work.picture(of)

const goTo = (name: string) => page.getByRole('navigation').getByRole('link', { name }).click()
const card = (name: RegExp) => page.getByRole('article', { name })

test('conflicts are decided field by field, refusals corrected or discarded, and nothing leaves the list otherwise', async () => {
  const { rows } = await work.ask('households.list', {})
  const household = rows.find(({ status: state }) => state === 'active')
  const householdId = household?.id ?? ''
  await askFirm(place.firm, `UPDATE households SET objective = 'income', horizon = 'under_3_years' WHERE id = $1`, [
    householdId,
  ])
  // A rule that the firm has and this workstation does not know.
  await askFirm(place.firm, `ALTER TABLE tasks ADD CONSTRAINT short_titles CHECK (char_length(title) < 20) NOT VALID`)
  await page.getByRole('grid', { name: 'Households' }).waitFor()
  await work.ask('sync.now', {})
  place.network.cut()
  await status(/Offline/)
  const patch = { objective: 'growth', horizon: 'over_10_years' } as const
  await work.ask('households.updateProfile', { householdId, patch, confirm: false })
  await work.ask('tasks.add', { householdId, title: 'Send the whole form today' })
  await work.ask('tasks.add', { householdId, title: 'Something not worth keeping' })
  await askFirm(
    place.firm,
    `UPDATE households SET objective = 'preservation', horizon = 'from_3_to_5_years' WHERE id = $1`,
    [householdId],
  )
  await goTo('Sync')
  await card(/Waiting: Household changed/).waitFor()
  await picture('offline')

  place.network.restore()
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

  const [kept] = await askFirm(place.firm, 'SELECT objective, horizon FROM households WHERE id = $1', [householdId])
  const tasks = await askFirm(
    place.firm,
    `SELECT title FROM tasks WHERE title LIKE 'Send the%form%' OR title LIKE 'Something not%'`,
  )
  const trail = await askFirm(
    place.firm,
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
