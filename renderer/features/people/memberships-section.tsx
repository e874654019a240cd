import { Badge, Group, Text } from '@mantine/core'
import { useMemo } from 'react'
import { choiceLabel } from '#renderer/data/labels.ts'
import { QueryView } from '#renderer/data/query-view.tsx'
import { useMay } from '#renderer/data/session.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { type DataColumn, DataTable } from '#renderer/ui/data-table.tsx'
import { formatDate, todayDate } from '#renderer/ui/dates.ts'
import { Section } from '#renderer/ui/section.tsx'
import { isCurrent } from '#shared/domain/memberships.ts'
import type { MembershipView } from '#shared/ipc/people.ts'
import { EditMembership } from './membership-editor.tsx'

/** Who was in the household and when, and where its people are members besides. */
export function MembershipsSection({ householdId }: { readonly householdId: string }) {
  const memberships = useQuery('people.memberships', { householdId })
  const mayWrite = useMay('book.write')
  const today = todayDate()
  const columns = useMemo(() => columnsFor(householdId, today, mayWrite), [householdId, today, mayWrite])
  return (
    <QueryView query={memberships} rows={3}>
      {(rows) =>
        rows.length === 0 ? null : (
          <Section title="Memberships" note="past ones included" flush>
            <DataTable label="Memberships" columns={columns} rows={rows} rowId={({ id }) => id} />
          </Section>
        )
      }
    </QueryView>
  )
}

function columnsFor(householdId: string, today: string, mayWrite: boolean): readonly DataColumn<MembershipView>[] {
  return [
    {
      id: 'person',
      header: 'Person',
      cell: ({ personName, role }) => (
        <>
          <Text inherit fw={560}>
            {personName}
          </Text>
          <Text size="xs" c="dimmed">
            {choiceLabel('household_members', 'role', role)}
          </Text>
        </>
      ),
    },
    {
      id: 'household',
      header: 'Household',
      cell: (row) => (
        <Group gap={6}>
          {row.householdId === householdId ? 'This household' : row.householdName}
          {row.isPrimary && isCurrent(row, today) ? (
            <Badge size="xs" color="harbour">
              Primary
            </Badge>
          ) : null}
        </Group>
      ),
    },
    {
      id: 'time',
      header: 'Time',
      cell: (row) => <Text size="sm">{describeTime(row, today)}</Text>,
    },
    {
      id: 'edit',
      header: 'Edit',
      right: true,
      cell: (row) => (mayWrite ? <EditMembership membership={row} /> : null),
    },
  ]
}

/** `since 4 Mar 2014`, or `4 Mar 2014 – 1 Feb 2020`. */
function describeTime({ fromDate, toDate }: MembershipView, today: string): string {
  if (fromDate !== null && toDate !== null) return `${formatDate(fromDate)} – ${formatDate(toDate)}`
  if (fromDate !== null) return `${fromDate > today ? 'begins' : 'since'} ${formatDate(fromDate)}`
  return toDate === null ? 'no dates' : `until ${formatDate(toDate)}`
}
