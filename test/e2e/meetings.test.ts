import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askFirm } from '#build/demo/firm-facts.ts'
import { atWork, openWorkPlace, type WorkPlace } from '#test/support/client-work.ts'
import { launchStandIn, type Workstation } from '#test/support/electron/stand-in.ts'

const artefacts = resolve('artifacts', 'tests', 'meetings')

let place: WorkPlace
let workstation: Workstation
let page: Page
let work: ReturnType<typeof atWork>

beforeAll(async () => {
  place = await openWorkPlace('meetings')
  workstation = await launchStandIn({ ...place, headless: true })
  page = workstation.page
  page.setDefaultTimeout(45_000)
  work = atWork(page, 'meetings')
  await work.signIn()
})
afterAll(async () => {
  await page?.screenshot({ path: join(artefacts, 'end.png') })
  await workstation?.close()
  await place?.close()
})

const status = (text: RegExp) => work.status(text)
const findBarriers = () => work.findBarriers(true)
const picture = (of: string) => work.picture(of, true)

const toast = (text: string) => page.getByRole('alert').filter({ hasText: text })
const goTo = (name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()

test('offline, with the keyboard: a meeting is planned in the week, refused a taken time, moved, cancelled, and planned again', async () => {
  place.network.cut()
  await status(/Offline/)
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await page.getByRole('heading', { level: 1, name: 'Meetings' }).waitFor()
  await page.getByRole('radiogroup', { name: 'How meetings are shown' }).getByText('Week').click()
  const week = page.getByRole('region', { name: 'Week' })
  await week.waitFor()
  await page.getByRole('button', { name: 'Week after' }).press('Enter')
  await page.getByRole('button', { name: 'Week after' }).press('Enter')
  await page.getByRole('button', { name: 'Week after' }).press('Enter')
  const planOn = week.getByRole('button', { name: /Plan a meeting on Tuesday/ })
  await planOn.press('Enter')
  const planner = page.getByRole('dialog', { name: 'Plan a meeting' })
  await planner.getByRole('textbox', { name: 'Begins at' }).fill('half past two')
  await planner.getByRole('button', { name: 'Plan the meeting' }).press('Enter')
  await planner.getByText('Choose a household.').waitFor()
  await planner.getByText('Enter a time, such as 14:30 or 2:30 pm.').waitFor()
  const barriers = await findBarriers()
  await picture('planner-problems')

  const choose = async (subject: string, time: string) => {
    const household = planner.getByRole('combobox', { name: 'Household' })
    await household.press('ArrowDown')
    await page.getByRole('listbox').getByRole('option').first().waitFor()
    await household.press('ArrowDown')
    await household.press('Enter')
    await planner.getByRole('textbox', { name: 'Subject' }).fill(subject)
    await planner.getByRole('textbox', { name: 'Begins at' }).fill(time)
  }
  await choose('Roof and reserve', '2:30 pm')
  await planner.getByRole('button', { name: /Begin with the usual points/ }).press('Enter')
  await planner.getByRole('button', { name: 'Plan the meeting' }).press('Enter')
  await planner.waitFor({ state: 'detached' })
  const block = week.getByRole('link', { name: /14:30 – 15:30 Roof and reserve/ })
  await block.waitFor()

  await planOn.press('Enter')
  await choose('Second thoughts', '15:00')
  await planner.getByRole('button', { name: 'Plan the meeting' }).press('Enter')
  await planner.getByRole('alert').filter({ hasText: 'This overlaps with “Roof and reserve”' }).waitFor()
  barriers.push(...(await findBarriers()))
  await picture('overlap')
  await planner.getByRole('checkbox', { name: 'Plan it all the same' }).press('Space')
  await planner.getByRole('button', { name: 'Plan the meeting' }).press('Enter')
  await planner.waitFor({ state: 'detached' })
  await week.getByRole('link', { name: /Second thoughts/ }).waitFor()
  barriers.push(...(await findBarriers()))
  await picture('week')

  await block.press('Enter')
  await page.getByRole('button', { name: 'More for this meeting' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Edit or move…' }).press('Enter')
  const editor = page.getByRole('dialog', { name: 'Edit meeting' })
  await editor.getByRole('textbox', { name: 'Begins at' }).fill('9')
  await editor.getByRole('textbox', { name: 'Where' }).fill('https://video.example.com/room')
  await editor.getByRole('button', { name: 'Save' }).press('Enter')
  await editor.waitFor({ state: 'detached' })
  await page.getByText('09:00 – 10:00').first().waitFor()
  await page.getByRole('button', { name: 'More for this meeting' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Cancel the meeting' }).press('Enter')
  await page.getByRole('main').getByText('Cancelled', { exact: true }).first().waitFor()
  await toast('Meeting cancelled.').getByRole('button', { name: 'Undo' }).press('Enter')
  await page.getByRole('main').getByText('Planned', { exact: true }).first().waitFor()
  barriers.push(...(await findBarriers()))
  await picture('meeting')

  place.network.restore()
  await status(/Up to date/)
  const rows = await askFirm(
    place.firm,
    `SELECT subject, status, location, (extract(epoch FROM ends_at - starts_at) / 60)::int AS minutes,
            agenda LIKE '1. %' AS has_agenda
     FROM meetings WHERE subject IN ('Roof and reserve', 'Second thoughts') ORDER BY subject`,
  )
  expect({ barriers, rows }).toEqual({
    barriers: [],
    rows: [
      {
        ...{ subject: 'Roof and reserve', status: 'planned', location: 'https://video.example.com/room' },
        ...{ minutes: 60, has_agenda: true },
      },
      { subject: 'Second thoughts', status: 'planned', location: null, minutes: 60, has_agenda: null },
    ],
  })
})

test('my day shows meetings, tasks, and what is due, and a task is completed there', async () => {
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.getByRole('heading', { level: 1, name: 'My day' }).waitFor()
  await page.getByRole('region', { name: 'Expires or is due again' }).waitFor()
  await page.getByRole('region', { name: 'The next seven days' }).getByRole('link').first().waitFor()
  await page.getByRole('radiogroup', { name: 'Whose tasks' }).getByText('Everybody’s').click()
  const first = page.getByRole('checkbox', { name: /^Complete: / }).first()
  await first.waitFor()
  const barriers = await findBarriers()
  await picture('day')
  await first.press('Space')
  await toast('Task completed.').waitFor()

  expect(barriers).toEqual([])
})

test('offline, a workflow is started, its steps are seen before, and its progress after', async () => {
  await goTo('Households')
  await page.getByRole('grid', { name: 'Households' }).getByRole('link').first().click()
  place.network.cut()
  await status(/Offline/)
  const workflows = page.getByRole('region', { name: 'Workflows under way' })
  await workflows.getByRole('button', { name: 'Start a workflow…' }).press('Enter')
  const drawer = page.getByRole('dialog', { name: 'Start a workflow' })
  await drawer.getByRole('combobox', { name: 'Workflow' }).selectOption('Transfer')
  await drawer.getByRole('button', { name: 'Clear the date' }).click()
  await drawer.getByRole('button', { name: 'Start' }).press('Enter')
  await drawer.getByText('Choose the day from which the steps are counted.').waitFor()
  await drawer.getByRole('textbox', { name: 'Begins on' }).fill('30 Nov 2026')
  await drawer.getByRole('textbox', { name: 'About' }).fill('IRA')
  await drawer.getByText('7 tasks').waitFor()
  const barriers = await findBarriers()
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })
  await workflows.getByRole('button', { name: 'Start a workflow…' }).press('Enter')
  await drawer.getByText('You had not saved this').waitFor()
  const kept = await drawer.getByRole('textbox', { name: 'About' }).inputValue()
  await page.waitForFunction(() => document.activeElement?.tagName === 'SELECT')
  barriers.push(...(await findBarriers()))
  await picture('start-workflow')
  await drawer.getByRole('button', { name: 'Start' }).press('Enter')
  await drawer.waitFor({ state: 'detached' })
  await workflows.getByText('0 of 7 done').waitFor()
  await workflows.getByRole('button', { name: 'Stop the workflow: Transfer' }).press('Enter')
  await workflows.getByText('0 of 7 done').waitFor({ state: 'detached' })
  await toast('Workflow stopped. 7 tasks were cancelled.').getByRole('button', { name: 'Undo' }).press('Enter')
  await workflows.getByText('0 of 7 done').waitFor()
  await workflows.getByRole('button', { name: 'Show the steps' }).press('Enter')
  await workflows.getByRole('checkbox').first().press('Space')
  await workflows.getByText('1 of 7 done').waitFor()
  barriers.push(...(await findBarriers()))
  await workflows.scrollIntoViewIfNeeded()
  await picture('workflow')

  place.network.restore()
  await status(/Up to date/)
  const rows = await askFirm(
    place.firm,
    `SELECT count(*)::int AS steps, count(DISTINCT workflow_id)::int AS workflows, count(DISTINCT owner_id)::int AS owners,
            count(*) FILTER (WHERE status = 'done')::int AS done, min(due_on)::text AS first
     FROM tasks WHERE workflow = 'transfer' AND title LIKE '% – IRA'`,
  )
  expect({ barriers, rows, kept }).toEqual({
    ...{ barriers: [], kept: 'IRA' },
    rows: [{ steps: 7, workflows: 1, owners: 2, done: 1, first: '2026-11-30' }],
  })
})

test('offline, a decision with its basis becomes a recap letter, recorded word for word', async () => {
  await goTo('Meetings')
  await page.getByRole('radiogroup', { name: 'How meetings are shown' }).getByText('List').click()
  await page.getByRole('main').getByRole('listitem').getByRole('link').first().click()
  await page.getByRole('region', { name: 'Changed since the last meeting' }).waitFor()
  place.network.cut()
  await status(/Offline/)
  await page.getByRole('radiogroup', { name: 'Kind of note' }).getByText('Decision').click()
  await page.getByRole('textbox', { name: 'Note' }).fill('Keep twelve months in cash')
  await page.getByRole('textbox', { name: 'Basis' }).fill('The roof is due in spring')
  await page.getByRole('button', { name: 'Add note' }).press('Enter')
  await page.getByRole('list', { name: 'Notes of this meeting' }).getByText('The roof is due').waitFor()
  await page.getByRole('button', { name: 'Mark as held' }).press('Enter')
  await page.getByRole('button', { name: 'Recap letter…' }).press('Enter')
  const drawer = page.getByRole('dialog', { name: 'Recap letter' })
  const letter = drawer.getByRole('textbox', { name: 'Letter' })
  const proposed = await letter.inputValue()
  await letter.fill('')
  await drawer.getByText('The letter is empty. Write it, or begin again.').waitFor()
  await letter.fill(`${proposed}\nPS: Mind the roof.`)
  const barriers = await findBarriers()
  await picture('recap')
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Recap letter…' }).press('Enter')
  await drawer.getByRole('combobox', { name: 'Sent by' }).selectOption('Letter')
  await drawer.getByRole('button', { name: 'Record as sent' }).press('Enter')
  await drawer.waitFor({ state: 'detached' })
  await page
    .getByRole('region', { name: 'Communications' })
    .getByText(/^Recap: /)
    .waitFor()
  await picture('pack')

  place.network.restore()
  await status(/Up to date/)
  const rows = await askFirm(
    place.firm,
    `SELECT channel, direction, body LIKE '%Why: The roof is due in spring%PS: Mind the roof.' AS whole
     FROM communications WHERE subject LIKE 'Recap: %' AND created_at > now() - interval '1 hour'`,
  )
  expect({ barriers, rows }).toEqual({
    barriers: [],
    rows: [{ channel: 'letter', direction: 'outbound', whole: true }],
  })
})
