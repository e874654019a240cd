import { Alert, Badge, Group, List, NativeSelect, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import tableClasses from '#renderer/ui/data-table.module.css'
import { formatDate } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import {
  formatMoney,
  formatPrice,
  formatQuantity,
  formatShare,
  formatWholeMoney,
  isNegative,
} from '#renderer/ui/money.ts'
import { Section } from '#renderer/ui/section.tsx'
import type { AllocationRow } from '#shared/domain/allocation.ts'
import { isZero } from '#shared/domain/money.ts'
import type { HouseholdPage } from '#shared/ipc/households.ts'
import type { TargetView } from '#shared/ipc/targets.ts'
import { ExplainedAmount } from './explained-amount.tsx'
import { TargetBar, TargetLegend } from './target-bar.tsx'
import classes from './target-section.module.css'

/** What is held beside the model it is managed to: the household, or one of its accounts. */
export function TargetSection({ page }: { readonly page: HouseholdPage }) {
  const { targets, accounts, household } = page
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = targets.find(({ accountId }) => accountId === chosen) ?? targets[0]
  const nameOf = (accountId: string | null) =>
    accountId === null ? 'Household' : (accounts.find(({ account }) => account.id === accountId)?.account.name ?? '')
  if (shown === undefined) {
    return (
      <Section title="Allocation and target">
        <NothingHere
          title="No target"
          description="Choose a target model in the household’s form, or a model in an account’s, to see how far the allocation is from it."
        />
      </Section>
    )
  }
  return (
    <Section
      title="Allocation and target"
      note={`${shown.model}${shown.inForceFrom === null ? '' : `, in force since ${formatDate(shown.inForceFrom)}`}`}
      flush
    >
      <Stack gap="xs" className={classes.intro}>
        {targets.length === 1 ? null : (
          <NativeSelect
            label="Shown"
            maw={420}
            value={shown.accountId ?? ''}
            onChange={(event) => setChosen(event.currentTarget.value || null)}
            data={targets.map(({ accountId, model }) => ({
              value: accountId ?? '',
              label: `${nameOf(accountId)} – ${model}`,
            }))}
          />
        )}
        {targets[0]?.accountId === null ? null : (
          <Text size="sm" c="dimmed">
            The household has no target model of its own; these are its accounts’.
          </Text>
        )}
        <Verdict target={shown} />
      </Stack>
      {shown.allocation === null ? null : (
        <TargetTable householdId={household.id} accountId={shown.accountId} allocation={shown.allocation} />
      )}
    </Section>
  )
}

/** How it stands in a sentence, and what has to be known to read the figures. */
function Verdict({ target: { allocation, notes } }: { readonly target: TargetView }) {
  return (
    <>
      {allocation === null ? null : (
        <Text size="sm">
          {allocation.outside === 0
            ? 'Every asset class is within its band. '
            : `${allocation.outside} of ${allocation.rows.length} asset classes ${allocation.outside === 1 ? 'is' : 'are'} outside the band. `}
          {isZero(allocation.turnover)
            ? 'Nothing has to be moved.'
            : `Moving ${formatWholeMoney(allocation.turnover)} brings every class back to its target.`}
        </Text>
      )}
      {notes.length === 0 ? null : (
        <Alert color={allocation === null ? 'orange' : 'blue'} p="xs">
          <List size="sm" listStyleType={notes.length === 1 ? 'none' : 'disc'}>
            {notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </>
  )
}

interface TargetTableProps {
  readonly householdId: string
  readonly accountId: string | null
  readonly allocation: NonNullable<TargetView['allocation']>
}

function TargetTable({ householdId, accountId, allocation }: TargetTableProps) {
  const scope = { householdId, ...(accountId === null ? {} : { accountId }) }
  return (
    <>
      <Table aria-label="Allocation beside target" className={tableClasses.table} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Asset class</Table.Th>
            <Table.Th className={tableClasses.right}>Value</Table.Th>
            <Table.Th className={tableClasses.right}>Share</Table.Th>
            <Table.Th className={tableClasses.right}>Target</Table.Th>
            <Table.Th className={tableClasses.right}>Drift</Table.Th>
            <Table.Th className={tableClasses.right}>To target</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {allocation.rows.map((row) => (
            <Table.Tr key={row.assetClass}>
              <Table.Td className={classes.name}>
                {row.label}
                <TargetBar row={row} rows={allocation.rows} />
              </Table.Td>
              <Table.Td className={tableClasses.right}>
                <ExplainedAmount
                  title={row.label}
                  value={row.marketValue}
                  scope={{ ...scope, assetClass: row.assetClass }}
                  whole
                />
              </Table.Td>
              <Table.Td className={tableClasses.right}>{row.actual}%</Table.Td>
              <Table.Td className={tableClasses.right}>
                {row.tolerance === null ? '–' : formatShare(row.target)}
                <Text size="xs" c="dimmed">
                  {row.tolerance === null ? null : `± ${formatQuantity(row.tolerance)}`}
                </Text>
              </Table.Td>
              <Table.Td className={tableClasses.right}>
                <Drift row={row} />
              </Table.Td>
              <Table.Td className={tableClasses.right}>{describeMove(row.toMove)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Td>Total</Table.Td>
            <Table.Td className={tableClasses.right}>
              <ExplainedAmount title="Total" value={allocation.total} scope={scope} whole />
            </Table.Td>
            <Table.Td className={tableClasses.right}>100.00%</Table.Td>
            <Table.Td className={tableClasses.right}>100%</Table.Td>
            <Table.Td />
            <Table.Td />
          </Table.Tr>
        </Table.Tfoot>
      </Table>
      <TargetLegend />
    </>
  )
}

const stateLabels: Readonly<Record<AllocationRow['state'], string | null>> = {
  within: null,
  over: 'above band',
  under: 'below band',
  not_in_model: 'not in model',
}

function Drift({ row: { drift, state } }: { readonly row: AllocationRow }) {
  const label = stateLabels[state]
  return (
    <>
      {isZero(drift) ? '0.00' : `${isNegative(drift) ? '−' : '+'}${formatPrice(drift.replace('-', ''))}`}
      {label === null ? null : (
        <Group justify="flex-end">
          <Badge size="sm" color="orange" miw="max-content">
            {label}
          </Badge>
        </Group>
      )}
    </>
  )
}

/** `'-1200.5'` → `Sell $1,200.50`: an instruction needs its cents. */
function describeMove(toMove: string): string {
  if (isZero(toMove)) return '–'
  return `${isNegative(toMove) ? 'Sell' : 'Buy'} ${formatMoney(toMove.replace('-', ''))}`
}
