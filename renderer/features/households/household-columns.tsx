import { Anchor, Badge, Group, Text } from '@mantine/core'
import { Link } from 'react-router'
import { choiceLabel } from '#renderer/data/labels.ts'
import { Amount } from '#renderer/ui/amount.tsx'
import { ChangeStateBadge } from '#renderer/ui/change-state.tsx'
import { daysSince, formatDate, formatNearInstant, formatShortDate, NONE } from '#renderer/ui/dates.ts'
import type { GridColumn } from '#renderer/ui/virtual-grid.tsx'
import type { HouseholdRow } from '#shared/ipc/households.ts'
import { MarkBox } from './mark-box.tsx'
import { qualityColor } from './quality-section.tsx'
import { StatusBadge } from './status-badge.tsx'

export const householdColumns: readonly GridColumn<HouseholdRow>[] = [
  {
    id: 'name',
    header: 'Household',
    width: 'minmax(190px, 2.4fr)',
    sortable: true,
    cell: ({ id, name, state }) => (
      <Group gap={8} wrap="nowrap" miw={0}>
        <MarkBox id={id} name={name} />
        <Anchor
          component={Link}
          truncate
          data-cut
          to={`/households/${id}`}
          tabIndex={-1}
          underline="hover"
          c="var(--mantine-color-text)"
          fw={600}
          size="sm"
          onClick={(event) => event.stopPropagation()}
        >
          {name}
        </Anchor>
        <ChangeStateBadge state={state} />
      </Group>
    ),
  },
  {
    id: 'people',
    header: 'People',
    width: 'minmax(96px, 1.5fr)',
    showFrom: 1080,
    cell: ({ people }) => (
      <Text span inherit c="dimmed">
        {people}
      </Text>
    ),
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
    cell: ({ marketValue }) => <Amount value={marketValue} whole fw={560} />,
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
      <Badge size="sm" color={qualityColor(quality)} title="How complete the data is, of a hundred">
        {quality}
      </Badge>
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
  return (
    <Text span inherit c="dimmed" className="tabular">
      {children}
    </Text>
  )
}

function ReviewDate({ date }: { readonly date: string | null }) {
  if (date === null || daysSince(date) <= 0) return <span className="tabular">{formatDate(date)}</span>
  return (
    <Badge color="orange" size="sm" title="This review is overdue">
      {formatDate(date)}
    </Badge>
  )
}
