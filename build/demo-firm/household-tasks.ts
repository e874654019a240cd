import type { Meeting, Task } from '#shared/records/index.ts'
import { addDays, businessDayFrom, instantAt } from './calendar.ts'
import { DEMO_OPERATIONS } from './demo-users.ts'
import { addRow, type HouseholdContext } from './household-context.ts'
import type { Profile } from './household-profile.ts'

interface TaskIdea {
  readonly title: string
  readonly details: string | null
  readonly priority: Task['priority']
  /** Paperwork that operations looks after. */
  readonly isPaperwork: boolean
  /** Every so many months, counted from the day it was due; null for what is done once. */
  readonly everyMonths: number | null
}

function idea(
  title: string,
  priority: Task['priority'],
  isPaperwork = false,
  details: string | null = null,
  everyMonths: number | null = null,
): TaskIdea {
  return { title, priority, isPaperwork, details, everyMonths }
}

const ideas: readonly TaskIdea[] = [
  idea('Prepare the review: performance, drift, cash needs', 'normal', false, null, 3),
  idea('Send the summary of the meeting', 'high'),
  idea('Ask for the latest tax return', 'normal', false, 'Needed before the planning session on Roth conversions.', 12),
  idea('Confirm the beneficiaries with the client', 'high'),
  idea(
    'Follow up on the transfer with the old custodian',
    'high',
    true,
    'Second reminder; the first was not answered.',
  ),
  idea('Have the risk questionnaire renewed', 'normal'),
  idea('Update the bank details after the call-back', 'high', true),
  idea('Deliver Form CRS and note the day', 'normal', true),
  idea('Get a copy of the renewed ID', 'normal', true),
  idea('Compare long-term care quotations', 'low'),
  idea('Set up the 529 for the grandchild', 'normal', true),
  idea('Send a card', 'low', false, null, 12),
  idea('Check the cost basis of what was transferred in', 'normal', true),
]

/** Adds two to six tasks: done, due soon, and some that should have been done. */
export function addTasks(context: HouseholdContext, profile: Profile, meetings: readonly Meeting[]): void {
  const { dice, today } = context
  const isGone = profile.status === 'terminated'
  for (const task of dice.shuffle(ideas).slice(0, dice.integer(2, 6))) {
    const fate = isGone ? 'done' : dice.weighted({ done: 45, due: 35, overdue: 14, cancelled: 6 })
    const created = addDays(today, -dice.integer(20, 240))
    const duePast = businessDayFrom(addDays(created, dice.integer(5, 19)))
    const dueOn = fate === 'due' ? businessDayFrom(addDays(today, dice.integer(0, 40))) : duePast
    addTask(context, task, fate, created, dueOn, fate === 'due' ? (meetings.at(-1) ?? null) : null)
  }
}

type Fate = 'done' | 'due' | 'overdue' | 'cancelled'

function addTask(
  context: HouseholdContext,
  task: TaskIdea,
  fate: Fate,
  created: string,
  dueOn: string,
  meeting: Meeting | null,
): void {
  const { dice, adviser, today } = context
  const finished = addDays(dueOn, -dice.integer(0, 4))
  const belongsToMeeting = meeting !== null && dice.chance(0.5)
  const day = fate === 'overdue' && dueOn >= today ? addDays(today, -2) : dueOn
  const repeats = task.everyMonths !== null && (fate === 'due' || fate === 'overdue')
  addRow(
    context,
    'tasks',
    {
      meetingId: belongsToMeeting ? meeting.id : null,
      ...{ title: task.title, details: task.details, priority: task.priority },
      ownerId: task.isPaperwork ? DEMO_OPERATIONS.id : adviser.id,
      status: fate === 'done' || fate === 'cancelled' ? fate : 'open',
      dueOn: day,
      completedAt: fate === 'done' ? instantAt(finished < today ? finished : addDays(today, -1), 16 * 60 + 20) : null,
      ...(repeats ? monthly(task.everyMonths, day) : once),
    },
    { at: instantAt(created, 15 * 60), by: adviser.id },
  )
}

const once = { repeatEvery: null, repeatUnit: null, repeatFrom: null, repeatAnchorOn: null, previousId: null }

function monthly(repeatEvery: number | null, repeatAnchorOn: string) {
  return { ...once, repeatEvery, repeatUnit: 'months', repeatFrom: 'schedule', repeatAnchorOn } as const
}
