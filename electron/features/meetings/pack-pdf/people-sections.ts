import { Text, View } from '@react-pdf/renderer'
import { createElement, type ReactElement, type ReactNode } from 'react'
import { formatDay, formatPercent } from '#shared/domain/format.ts'
import { fullName, labelOf } from '#shared/domain/labels.ts'
import type { MeetingCheck, MeetingPack, NoteView } from '#shared/ipc/meetings.ts'
import { householdMembers } from '#shared/records/household-members.ts'
import { households } from '#shared/records/households.ts'
import { legalEntities } from '#shared/records/legal-entities.ts'
import { meetingNotes } from '#shared/records/meeting-notes.ts'
import { relationships } from '#shared/records/relationships.ts'
import { tasks as taskRecord } from '#shared/records/tasks.ts'
import { type Column, section, type TableSection, table, text, wholeSection } from './elements.ts'
import { formatInstant } from './format-times.ts'
import { colors, styles } from './theme.ts'

/** Lines up to which who is who surely fits on one page. */
const LONGEST_WHOLE = 20
/** Letters up to which a note surely does. */
const LONGEST_WHOLE_NOTE = 2000

export function checksSection({ checks }: MeetingPack): ReactNode[] {
  if (checks.length === 0) return section('Before the meeting', 'Every check passed; nothing needs attention.')
  return section('Before the meeting', null, ...checks.map(checkLine))
}

function checkLine({ severity, title, detail }: MeetingCheck, index: number): ReactElement {
  const isUrgent = severity === 'attention'
  const color = isUrgent ? colors.attention : colors.notice
  const fill = { borderLeftColor: color, backgroundColor: isUrgent ? colors.attentionFill : colors.noticeFill }
  return createElement(
    View,
    { key: `check ${index}`, style: [styles.check, fill], wrap: false },
    createElement(Text, { style: [styles.checkTitle, { color }] }, title),
    createElement(Text, { style: styles.checkDetail }, detail),
  )
}

/** Changes beyond these are on the screen: the paper is for the table. */
const MOST_CHANGES = 40

export function changesSection({ changes, lastMeetingAt }: MeetingPack): ReactNode[] {
  if (lastMeetingAt === null) return []
  const since = `Since the meeting of ${formatDay(lastMeetingAt.slice(0, 10))}, newest first.`
  const shown = changes
    .slice(0, MOST_CHANGES)
    .map(({ on, title, detail }, index) =>
      createElement(
        View,
        { key: `change ${index}`, style: styles.change, wrap: false },
        text(formatDay(on), [styles.changeDay, styles.muted]),
        text(detail === '' ? title : `${title} – ${detail}`, [styles.body, styles.changeText]),
      ),
    )
  const more = changes.length - shown.length
  const hint = changes.length === 0 ? 'Nothing changed since the last meeting.' : since
  return section(
    'Changed since the last meeting',
    more > 0 ? `${since} ${more} older ones are left out.` : hint,
    ...shown,
  )
}

const partyColumns: readonly Column[] = [
  { title: 'Name', share: 32 },
  { title: 'Role', share: 24 },
  { title: 'Age', share: 8 },
  { title: 'Contact', share: 36 },
]

const tieColumns: readonly Column[] = [
  { title: 'Person or entity', share: 32 },
  { title: 'Is the', share: 24 },
  { title: 'Of', share: 32 },
  { title: 'Until', share: 12 },
]

export function peopleSection({ page }: MeetingPack): ReactNode {
  const people = page.members.map(({ person, role, age }) => [
    fullName(person) + (person.diedOn === null ? '' : ' †'),
    labelOf(householdMembers, 'role', role),
    age === null ? '' : String(age),
    [person.phone, person.email].filter((contact) => contact !== null).join('\n'),
  ])
  const entities = page.entities.map(({ name, type }) => [name, labelOf(legalEntities, 'type', type), '', ''])
  const ties = page.relationships.map(({ from, role, to, percent, toDate }) => [
    from,
    `${labelOf(relationships, 'role', role)}${percent === null ? '' : ` (${formatPercent(percent)})`}`,
    to,
    toDate === null ? '' : formatDay(toDate),
  ])
  const isShort = people.length + entities.length + ties.length <= LONGEST_WHOLE
  return (isShort ? wholeSection : section)(
    'Who is who',
    profileLine(page.household),
    people.length + entities.length === 0 ? null : table({ columns: partyColumns, rows: [...people, ...entities] }),
    ties.length === 0 ? null : createElement(View, { style: styles.below }, table({ columns: tieColumns, rows: ties })),
  )
}

function profileLine(household: MeetingPack['page']['household']): string {
  const facts = [
    ['Objective', labelOf(households, 'objective', household.objective)],
    ['Risk tolerance', labelOf(households, 'riskTolerance', household.riskTolerance)],
    ['Horizon', labelOf(households, 'horizon', household.horizon)],
    ['Liquidity need', labelOf(households, 'liquidity', household.liquidity)],
  ].filter(([, value]) => value !== '')
  if (facts.length === 0) return 'No profile recorded yet.'
  return facts.map(([name, value]) => `${name}: ${value?.toLowerCase()}`).join('  ·  ')
}

export function tasksSection({ page }: MeetingPack): TableSection {
  return {
    title: 'Open tasks',
    hint: page.tasks.length === 0 ? 'Nothing is open.' : null,
    table: {
      columns: [
        { title: 'Task', share: 54 },
        { title: 'Owner', share: 20 },
        { title: 'Priority', share: 12 },
        { title: 'Due', share: 14, isFigure: true },
      ],
      rows: page.tasks.map(({ title, ownerName, priority, dueOn }) => [
        title,
        ownerName,
        labelOf(taskRecord, 'priority', priority),
        dueOn === null ? '' : formatDay(dueOn),
      ]),
    },
  }
}

export function notesSection({ notes, previousNotes, meeting }: MeetingPack): ReactNode[] {
  const hint = previousNotes.length === 0 ? 'No notes were kept.' : null
  return [
    ...(meeting.agenda
      ? section('Agenda', null, createElement(Text, { key: 'agenda', style: styles.body }, meeting.agenda))
      : []),
    ...(notes.length === 0 ? [] : section('Notes', null, ...notes.map(noteBlock))),
    ...section('Last meeting’s notes', hint, ...previousNotes.map(noteBlock)),
  ]
}

function noteBlock(note: NoteView): ReactElement {
  const by = note.authorName === '' ? '' : ` by ${note.authorName}`
  const head = `${labelOf(meetingNotes, 'kind', note.kind)}  ·  ${formatInstant(note.writtenAt)}${by}`
  return createElement(
    View,
    { key: note.id, style: styles.note, wrap: note.body.length > LONGEST_WHOLE_NOTE },
    text(head, styles.noteHead),
    text(note.body, styles.body),
    note.basis === null ? null : text(`Basis: ${note.basis}`, [styles.body, styles.muted]),
  )
}
