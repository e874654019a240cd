import { ActionIcon, Text, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconFilePencil } from '@tabler/icons-react'
import { RecordEditor } from '#renderer/data/record-editor.tsx'
import { runCommand } from '#renderer/data/use-command.ts'
import { formatDate } from '#renderer/ui/dates.ts'
import type { AccountView } from '#shared/ipc/households.ts'
import type { CallInput } from '#shared/ipc/index.ts'
import type { TransactionView } from '#shared/ipc/portfolio.ts'
import { transactions } from '#shared/records/transactions.ts'
import { formOf } from '#shared/schema/forms.ts'

const fields = [
  ...(['accountId', 'type', 'tradedOn', 'settledOn', 'quantity', 'price', 'grossAmount', 'commission', 'fee'] as const),
  ...(['netAmount', 'taxYear', 'description'] as const),
]

interface EnterRightProps {
  readonly transaction: TransactionView
  readonly accounts: readonly AccountView[]
  readonly onMade: () => void
}

/** The button beside a transaction that was reversed, and the form for the one that should have been booked. */
export function EnterRight({ transaction, accounts, onMade }: EnterRightProps) {
  const [opened, { open, close }] = useDisclosure(false)
  if (transaction.status !== 'reversed') return null
  const choices = Object.fromEntries(accounts.map(({ account }) => [account.id, account.name]))
  const day = formatDate(transaction.tradedOn)
  return (
    <>
      <Tooltip label="Enter the right one…">
        <ActionIcon variant="subtle" aria-label={`Enter the right one for what was reversed of ${day}`} onClick={open}>
          <IconFilePencil size={16} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <RecordEditor
        title="Enter the right transaction"
        record={formOf(transactions, { fields, references: { accountId: choices } })}
        row={Object.fromEntries(fields.map((name) => [name, transaction[name]]))}
        isNew
        draft={{ key: `transactions:right:${transaction.id}`, householdId: transaction.householdId }}
        opened={opened}
        onClose={close}
        onSave={async (values) => {
          const input = { reversedId: transaction.id, transaction: values } as CallInput<'portfolio.enterRight'>
          const result = await runCommand('portfolio.enterRight', input, { done: 'Transaction booked.', quiet: true })
          if (result.ok) onMade()
          return result
        }}
      >
        <Text size="sm" c="dimmed" mb="sm">
          In place of what was booked on {day} and taken back. The security stays.
        </Text>
      </RecordEditor>
    </>
  )
}
