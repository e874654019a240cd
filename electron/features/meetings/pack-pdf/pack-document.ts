import { Document, type DocumentProps, Page, Text, View } from '@react-pdf/renderer'
import { createElement, type ReactElement, type ReactNode } from 'react'
import { formatCount, formatDay, formatMoney } from '#shared/domain/format.ts'
import type { MeetingPack } from '#shared/ipc/meetings.ts'
import { longTable, type TableSection, table, text, wholeSection } from './elements.ts'
import { formatInstant, formatSpan } from './format-times.ts'
import { accountsSection, holdingsSections, transactionsSection } from './money-sections.ts'
import { rowsByPage } from './page-breaks.ts'
import { changesSection, checksSection, notesSection, peopleSection, tasksSection } from './people-sections.ts'
import { rollUpSection } from './roll-up-section.ts'
import { targetSection } from './target-section.ts'
import { FIRM_NAME, styles } from './theme.ts'

/** Rows up to which a table stays in the flow; a longer one begins a page, and its head is repeated. */
const LONGEST_IN_FLOW = 12

/**
 * The paper: a cover band, what to settle first, who they are, what they have, what is open, what was said; then the
 * long tables, each from a page of its own, which also keeps the library from laying out the whole paper for each page.
 */
export function packDocument(pack: MeetingPack, preparedBy: string): ReactElement<DocumentProps> {
  const tables = [accountsSection(pack), ...holdingsSections(pack), transactionsSection(pack), tasksSection(pack)]
  const [short, long] = [tables.filter((one) => !isLong(one)), tables.filter(isLong)]
  const page = (...content: ReactNode[]) =>
    createElement(Page, { size: 'LETTER', style: styles.page }, runningHead(pack), foot(pack, preparedBy), ...content)
  return createElement(
    Document,
    {
      title: 'Meeting pack',
      author: FIRM_NAME,
      creator: FIRM_NAME,
      producer: FIRM_NAME,
      creationDate: new Date(pack.preparedAt),
      modificationDate: new Date(pack.preparedAt),
      language: 'en-US',
    },
    page(
      cover(pack),
      tiles(pack),
      ...checksSection(pack),
      ...changesSection(pack),
      peopleSection(pack),
      rollUpSection(pack),
      targetSection(pack),
      ...short.map(({ title, hint, table: content }) =>
        wholeSection(title, hint, content.rows.length === 0 ? null : table(content)),
      ),
      ...notesSection(pack),
    ),
    ...long.flatMap(({ title, hint, table: content }) => longTable(title, hint, content).map((part) => page(...part))),
  )
}

function isLong({ table: content }: TableSection): boolean {
  return content.rows.length > LONGEST_IN_FLOW || rowsByPage(content).length > 1
}

function cover({ meeting, page, bookAsOf }: MeetingPack): ReactElement {
  const facts = [meeting.location, meeting.attendees].filter((fact) => fact !== null && fact !== '')
  return createElement(
    View,
    { style: styles.band },
    text(`${FIRM_NAME}  ·  Meeting pack`, styles.bandFirm),
    text(page.household.name, styles.bandTitle),
    text(meeting.subject, styles.bandSubject),
    text(formatSpan(meeting.startsAt, meeting.endsAt), [styles.bandFact, { marginTop: 10 }]),
    ...facts.map((fact) => createElement(Text, { key: fact, style: styles.bandFact }, fact)),
    text(bookAsOfText(bookAsOf), styles.bandFact),
  )
}

function tiles({ page, lastMeetingAt }: MeetingPack): ReactElement {
  const { rollUp, household, accounts } = page
  const open = accounts.filter(({ account }) => account.status !== 'closed')
  const confirmed = household.profileConfirmedOn
  return createElement(
    View,
    { style: styles.tiles },
    tile('Household total', formatMoney(rollUp.total), valuedText(rollUp.asOf, rollUp.newest)),
    tile(
      'Accounts',
      String(open.length),
      formatCount(new Set(open.map(({ account }) => account.custodian)).size, 'custodian'),
    ),
    tile(
      'Profile confirmed',
      confirmed === null ? 'Never' : formatDay(confirmed),
      page.adviserName === '' ? '' : `Adviser: ${page.adviserName}`,
    ),
    tile(
      'Last meeting',
      lastMeetingAt === null ? 'None yet' : formatDay(lastMeetingAt.slice(0, 10)),
      nextReview(page.household.nextReviewOn),
    ),
  )
}

function tile(label: string, value: string, hint: string): ReactElement {
  return createElement(
    View,
    { style: styles.tile },
    text(label, styles.tileLabel),
    text(value, styles.tileValue),
    text(hint, styles.tileHint),
  )
}

function nextReview(nextReviewOn: string | null): string {
  return nextReviewOn === null ? 'No review planned' : `Review due ${formatDay(nextReviewOn)}`
}

function valuedText(asOf: string | null, newest: string | null): string {
  if (asOf === null) return 'No positions'
  return newest === null ? `Valued ${formatDay(asOf)}` : `Valued ${formatDay(asOf)} to ${formatDay(newest)}`
}

function runningHead({ page, meeting }: MeetingPack): ReactElement {
  const line = `${page.household.name}  ·  ${meeting.subject}`
  return createElement(
    View,
    { style: styles.runningHead, fixed: true },
    createElement(Text, { render: ({ pageNumber }) => (pageNumber === 1 ? '' : line) }),
    createElement(Text, { render: ({ pageNumber }) => (pageNumber === 1 ? '' : FIRM_NAME) }),
  )
}

function foot({ bookAsOf, preparedAt }: MeetingPack, preparedBy: string): ReactElement {
  return createElement(
    View,
    { style: styles.foot, fixed: true },
    text(`${bookAsOfText(bookAsOf)}  ·  Prepared ${formatInstant(preparedAt)} by ${preparedBy}  ·  Confidential`),
    createElement(Text, { render: ({ pageNumber, totalPages }) => `Page ${pageNumber} of ${totalPages}` }),
  )
}

function bookAsOfText(bookAsOf: string | null): string {
  return bookAsOf === null ? 'Book not yet synced in full' : `Book as of ${formatInstant(bookAsOf)}`
}
