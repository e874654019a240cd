import { choiceLabel } from '#renderer/data/labels.ts'
import { ChangeStateBadge } from '#renderer/ui/change-state.tsx'
import { daysSince, formatDate, formatNearInstant, formatShortDate, NONE } from '#renderer/ui/dates.ts'
import { formatWholeMoney } from '#renderer/ui/money.ts'
import { Tag } from '#renderer/ui/tag.tsx'
import type { GridColumn } from '#renderer/ui/virtual-grid.tsx'
import type { HouseholdRow } from '#shared/ipc/households.ts'
import classes from './household-list.module.css'
import { MarkBox } from './mark-box.tsx'
import { qualityColor } from './quality-section.tsx'
import { StatusBadge } from './status-badge.tsx'

/** Plain elements throughout: while one scrolls, some hundred cells are drawn in each frame. */
export const householdColumns: readonly GridColumn<HouseholdRow>[] = [
  {
    id: 'name',
    header: 'Household',
    width: 'minmax(190px, 2.4fr)',
    sortable: true,
    cell: ({ id, name, state }) => (
      <div className={classes.name}>
        <MarkBox id={id} name={name} />
        <a data-cut href={`#/households/${id}`} tabIndex={-1} onClick={(event) => event.stopPropagation()}>
          {name}
        </a>
        <ChangeStateBadge state={state} />
      </div>
    ),
  },
  {
    id: 'people',
    header: 'People',
    width: 'minmax(96px, 1.5fr)',
    showFrom: 1080,
    cell: ({ people }) => <span className={classes.quiet}>{people}</span>,
  },
  { id: 'status', header: 'Status', width: '88px', cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: 'tier',
    header: 'Tier',
    width: '60px',
    showFrom: 900,
    cell: ({ serviceTier }) => choiceLabel('households', 'serviceTier', serviceTier),
  },
  { id: 'accounts', header: 'Accounts', width: '60px', showFrom: 1080, right: true, cell: ({ accounts }) => accounts },
  {
    id: 'marketValue',
    header: 'Market value',
    width: '106px',
    right: true,
    sortable: true,
    cell: ({ marketValue }) => <span className={`tabular ${classes.value}`}>{formatWholeMoney(marketValue)}</span>,
  },
  { id: 'asOf', header: 'As of', width: '68px', cell: ({ asOf }) => <Quiet>{formatShortDate(asOf)}</Quiet> },
  {
    id: 'nextReviewOn',
    header: 'Next review',
    width: '94px',
    sortable: true,
    cell: ({ nextReviewOn }) => <ReviewDate date={nextReviewOn} />,
  },
  {
    id: 'nextMeetingAt',
    header: 'Next meeting',
    width: '140px',
    sortable: true,
    cell: ({ nextMeetingAt }) => <span className="tabular">{formatNearInstant(nextMeetingAt)}</span>,
  },
  {
    id: 'quality',
    header: 'Data',
    width: '62px',
    right: true,
    sortable: true,
    showFrom: 960,
    cell: ({ quality }) => (
      <Tag color={qualityColor(quality)} title="How complete the data is, of a hundred">
        {quality}
      </Tag>
    ),
  },
  {
    id: 'openTasks',
    header: 'Tasks',
    width: '40px',
    right: true,
    cell: ({ openTasks }) => (openTasks === 0 ? <Quiet>{NONE}</Quiet> : openTasks),
  },
]

function Quiet({ children }: { readonly children: string }) {
  return <span className={`tabular ${classes.quiet}`}>{children}</span>
}

function ReviewDate({ date }: { readonly date: string | null }) {
  if (date === null || daysSince(date) <= 0) return <span className="tabular">{formatDate(date)}</span>
  return (
    <Tag color="orange" title="This review is overdue">
      {formatDate(date)}
    </Tag>
  )
}
