import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askFirm } from '#build/demo/firm-facts.ts'
import { SYNC_TIMEOUT } from '#build/demo/tour.ts'
import { DEMO_OPERATIONS, DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'

const [ADVISER] = DEMO_USERS
const PATIENCE = SYNC_TIMEOUT

let place: WorkPlace
let workstation: Workstation
let page: Page
let work: ReturnType<typeof atWork>

beforeAll(async () => {
  place = await openWorkPlace('tasks')
  workstation = await launchStandIn({ ...place, headless: true })
  page = workstation.page
  work = atWork(page, 'tasks')
  await work.signIn()
})
afterAll(async () => {
  await workstation?.close()
  await place?.close()
})

const status = (text: RegExp) => work.status(text)
const findBarriers = () => work.findBarriers(true)
const picture = (of: string) => work.picture(of, true)

const section = () => page.getByRole('region', { name: 'Open tasks' })
const row = (title: string) => section().getByRole('listitem').filter({ hasText: title })
const toast = (text: string) => page.getByRole('alert').filter({ hasText: text })

test('offline, with the keyboard: a task that repeats makes the next, is taken back, put off, given to a colleague', async () => {
  await page.getByRole('grid', { name: 'Households' }).getByRole('link').first().click()
  await section().waitFor({ timeout: PATIENCE })
  place.network.cut()
  await status(/Offline/)
  const form = section().locator('form')
  await form.getByRole('button', { name: 'Owner, details, repeat' }).press('Enter')
  await form.getByRole('combobox', { name: 'Repeats by' }).selectOption('Months')
  await form.getByRole('textbox', { name: 'Repeats every' }).fill('0')
  await form.getByRole('button', { name: 'Add task' }).press('Enter')
  await form.getByText('Say what has to be done.').waitFor()
  await picture('problems')
  const barriers = await findBarriers()

  await form.getByRole('textbox', { name: 'Task' }).fill('Compare the fees')
  await form.getByRole('textbox', { name: 'Repeats every' }).fill('1')
  await form.getByRole('textbox', { name: 'Due' }).fill('31 Jan 2027')
  await form.getByRole('textbox', { name: 'Details' }).fill('Every account of the household')
  await form.getByRole('button', { name: 'Add task' }).press('Enter')
  const first = row('31 Jan 2027')
  await first.waitFor()
  await first.getByRole('checkbox').press('Space')
  await toast('The next one is due on 28 Feb 2027').waitFor()
  await row('28 Feb 2027').waitFor()
  await picture('done')
  await toast('The next one is due').getByRole('button', { name: 'Undo' }).press('Enter')
  await row('28 Feb 2027').waitFor({ state: 'detached' })
  await row('31 Jan 2027').getByRole('checkbox').press('Space')
  const next = row('28 Feb 2027')
  await next.waitFor()

  await next.getByRole('button', { name: 'More for: Compare the fees' }).press('Enter')
  await page.getByRole('menuitem', { name: /In a week/ }).waitFor()
  await picture('menu')
  await page.getByRole('menuitem', { name: 'Edit…' }).press('Enter')
  const editor = page.getByRole('dialog', { name: 'Edit task' })
  await editor.getByRole('combobox', { name: 'Owner' }).selectOption(DEMO_OPERATIONS.displayName)
  await editor.getByRole('combobox', { name: 'Priority' }).selectOption('High')
  await picture('edit')
  barriers.push(...(await findBarriers()))
  await editor.getByRole('button', { name: 'Save' }).press('Enter')
  await editor.waitFor({ state: 'detached' })
  await next.getByText('High priority').waitFor()

  place.network.restore()
  await status(/Up to date/)
  const rows = await askFirm(
    place.firm,
    `SELECT task.due_on::text AS due, task.status, task.priority, task.repeat_anchor_on::text AS anchor,
            users.display_name AS owner, former.due_on::text AS follows
     FROM tasks AS task JOIN users ON users.id = task.owner_id LEFT JOIN tasks AS former ON former.id = task.previous_id
     WHERE task.title = 'Compare the fees' ORDER BY task.due_on`,
  )
  const anchor = '2027-01-31'
  expect({ barriers, rows }).toEqual({
    barriers: [],
    rows: [
      { due: anchor, status: 'done', priority: 'normal', anchor, owner: ADVISER.displayName, follows: null },
      {
        ...{ due: '2027-02-28', status: 'open', priority: 'high', anchor },
        ...{ owner: DEMO_OPERATIONS.displayName, follows: anchor },
      },
    ],
  })
})
