import { Text } from '@mantine/core'
import { choiceLabel } from '#renderer/data/labels.ts'
import { Amount } from '#renderer/ui/amount.tsx'
import { compareDecimals, compareText, sumDecimals } from '#renderer/ui/compare.ts'
import { type DataColumn, DataTable } from '#renderer/ui/data-table.tsx'
import { formatDate } from '#renderer/ui/dates.ts'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { formatShare } from '#renderer/ui/money.ts'
import { Section } from '#renderer/ui/section.tsx'
import type { AccountView } from '#shared/ipc/households.ts'

const columns: readonly DataColumn<AccountView>[] = [
  {
    id: 'name',
    header: 'Account',
    compare: (left, right) => compareText(left.account.name, right.account.name),
    cell: ({ account }) => (
      <>
        <Text inherit fw={560} miw={130}>
          {account.name}
        </Text>
        <Text size="xs" c="dimmed">
          {choiceLabel('accounts', 'registration', account.registration)}
          {account.status === 'active' ? '' : ` · ${choiceLabel('accounts', 'status', account.status)}`}
        </Text>
      </>
    ),
  },
  {
    id: 'custodian',
    header: 'Custodian',
    compare: (left, right) => compareText(left.account.custodian, right.account.custodian),
    cell: ({ account }) => (
      <>
        {account.custodian}
        <Text size="xs" c="dimmed" className="tabular">
          {account.numberLast4 === null ? 'no number' : `••••${account.numberLast4}`}
        </Text>
      </>
    ),
  },
  { id: 'owners', header: 'Owners', cell: ({ owners }) => ownersText(owners) },
  {
    id: 'value',
    header: 'Value',
    right: true,
    compare: (left, right) => compareDecimals(left.marketValue, right.marketValue),
    cell: ({ marketValue }) => <Amount value={marketValue} />,
  },
  {
    id: 'asOf',
    header: 'As of',
    cell: ({ asOf }) => (
      <Text span inherit c="dimmed" className="tabular">
        {formatDate(asOf)}
      </Text>
    ),
  },
]

/** The household's accounts. Numbers show their last four digits only. */
export function AccountsSection({ accounts }: { readonly accounts: readonly AccountView[] }) {
  return (
    <Section title="Accounts" note={accounts.length === 0 ? null : accounts.length} flush>
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
            '',
            <Amount key="total" value={sumDecimals(accounts.map(({ marketValue }) => marketValue))} />,
            '',
          ]}
        />
      )}
    </Section>
  )
}

function ownersText(owners: AccountView['owners']): string {
  if (owners.length === 1) return owners[0]?.name ?? ''
  return owners.map(({ name, percent }) => `${name} ${formatShare(percent)}`).join(', ')
}
