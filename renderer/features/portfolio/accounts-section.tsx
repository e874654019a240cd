import { Badge, Group, Text } from '@mantine/core'
import { useMemo } from 'react'
import { choiceLabel } from '#renderer/data/labels.ts'
import { Amount } from '#renderer/ui/amount.tsx'
import { compareDecimals, compareText, sumDecimals } from '#renderer/ui/compare.ts'
import { type DataColumn, DataTable } from '#renderer/ui/data-table.tsx'
import { formatDate } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { Section } from '#renderer/ui/section.tsx'
import { counts } from '#shared/domain/counted-accounts.ts'
import { formatCount } from '#shared/domain/format.ts'
import { maskedNumber } from '#shared/domain/labels.ts'
import type { AccountView } from '#shared/ipc/households.ts'
import type { TargetView } from '#shared/ipc/targets.ts'
import { AddAccount, EditAccount } from './account-editor.tsx'
import { AccountParties } from './account-parties.tsx'
import { AccountShares } from './account-shares.tsx'
import { ExplainedAmount } from './explained-amount.tsx'

const columnsFor = (editable: boolean, targets: readonly TargetView[]): readonly DataColumn<AccountView>[] => [
  {
    id: 'name',
    header: 'Account',
    compare: (left, right) => compareText(left.account.name, right.account.name),
    cell: ({ account }) => (
      <>
        <Group gap={6} miw={160}>
          <Text inherit fw={560}>
            {account.name}
          </Text>
          {editable ? <EditAccount account={account} /> : null}
        </Group>
        <Text size="xs" c="dimmed">
          {choiceLabel('accounts', 'registration', account.registration)}
          {account.status === 'active' ? '' : ` · ${choiceLabel('accounts', 'status', account.status)}`}
        </Text>
        <Text size="xs" c="dimmed">
          {account.custodian}{' '}
          <span className="tabular">
            {account.numberLast4 === null ? '· no number' : maskedNumber(account.numberLast4)}
          </span>
        </Text>
        <ModelLine target={targets.find(({ accountId }) => accountId === account.id)} />
      </>
    ),
  },
  {
    id: 'parties',
    header: 'Owners and beneficiaries',
    cell: (view) => (
      <>
        <AccountParties view={view} />
        {editable ? <AccountShares account={view.account} /> : null}
      </>
    ),
  },
  {
    id: 'value',
    header: 'Value',
    right: true,
    compare: (left, right) => compareDecimals(left.marketValue, right.marketValue),
    cell: ({ account, counting, marketValue, asOf }) => (
      <>
        {asOf === null ? (
          <Amount value={marketValue} />
        ) : (
          <ExplainedAmount
            title={account.name}
            value={marketValue}
            scope={{ householdId: account.householdId, accountId: account.id }}
          />
        )}
        {counting === 'not_in_totals' ? (
          <Text size="xs" c="dimmed">
            not counted in totals
          </Text>
        ) : null}
        {asOf === null ? null : (
          <Text size="xs" c="dimmed">
            as of {formatDate(asOf)}
          </Text>
        )}
      </>
    ),
  },
]

/** The model that an account is managed to, and whether its classes are within their bands. */
function ModelLine({ target }: { readonly target: TargetView | undefined }) {
  if (target === undefined) return null
  const outside = target.allocation?.outside ?? 0
  return (
    <Group gap={6}>
      <Text size="xs" c="dimmed">
        {target.model}
      </Text>
      {outside === 0 ? null : (
        <Badge size="xs" color="orange">
          {formatCount(outside, 'class', 'classes')} outside band
        </Badge>
      )}
    </Group>
  )
}

interface AccountsSectionProps {
  readonly accounts: readonly AccountView[]
  readonly targets: readonly TargetView[]
  /** Where accounts can be added and changed: the household they are of. */
  readonly householdId?: string | undefined
}

/** The household's accounts, whose they are, and to whom they would go. Numbers show their last four digits only. */
export function AccountsSection({ accounts, targets, householdId }: AccountsSectionProps) {
  const editable = householdId !== undefined
  const columns = useMemo(() => columnsFor(editable, targets), [editable, targets])
  const counted = accounts.filter(({ counting }) => counts(counting))
  return (
    <Section
      title="Accounts"
      note={accounts.length === 0 ? null : accounts.length}
      actions={editable ? <AddAccount householdId={householdId} /> : null}
      flush
    >
      {accounts.length === 0 ? (
        <NothingHere title="No accounts" description="Accounts appear once they are opened or linked at the firm." />
      ) : (
        <DataTable
          label="Accounts"
          columns={columns}
          rows={accounts}
          rowId={({ account }) => account.id}
          initialSort={{ id: 'value', desc: true }}
          footer={[
            'Total',
            '',
            <Amount key="total" value={sumDecimals(counted.map(({ marketValue }) => marketValue))} />,
          ]}
        />
      )}
    </Section>
  )
}
