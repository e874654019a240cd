import { ActionIcon, Button, Group, Modal, Stack, Table, Text, Textarea, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowBackUp } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { choiceLabel } from '#renderer/data/labels.ts'
import { useCommand } from '#renderer/data/use-command.ts'
import { Amount } from '#renderer/ui/amount.tsx'
import { DateField } from '#renderer/ui/date-field.tsx'
import { formatDate, NONE, todayDate } from '#renderer/ui/dates.ts'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import { formatQuantity } from '#renderer/ui/money.ts'
import { MOST_REASON, planReversal, reversalDayProblem, whyNotReversible } from '#shared/domain/reversal.ts'
import type { TransactionView } from '#shared/ipc/portfolio.ts'

/** The button beside a transaction that can be taken back, and the dialog it opens. */
export function ReverseTransaction({ transaction, onMade }: Omit<ReversalFormProps, 'onClose'>) {
  const [opened, { open, close }] = useDisclosure(false)
  if (whyNotReversible(transaction) !== null) return null
  const name = `${nameOf(transaction)} of ${formatDate(transaction.tradedOn)}`
  return (
    <>
      <Tooltip label="Reverse…">
        <ActionIcon variant="subtle" aria-label={`Reverse ${name}`} onClick={open}>
          <IconArrowBackUp size={16} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Modal opened={opened} onClose={close} title={`Reverse ${name}`} size="lg">
        {opened ? <ReversalForm transaction={transaction} onMade={onMade} onClose={close} /> : null}
      </Modal>
    </>
  )
}

function nameOf({ type, symbol }: TransactionView): string {
  return `${choiceLabel('transactions', 'type', type)}${symbol === null ? '' : ` ${symbol}`}`
}

interface ReversalFormProps {
  readonly transaction: TransactionView
  readonly onMade: () => void
  readonly onClose: () => void
}

function ReversalForm({ transaction, onMade, onClose }: ReversalFormProps) {
  const { run, busy } = useCommand('portfolio.reverse')
  const [day, setDay] = useState<string | null>(todayDate())
  const [reason, setReason] = useState('')
  const [problems, setProblems] = useState<Problems>({})
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const found = findProblems(transaction, day, reason)
    setProblems(found)
    if (day === null || Object.keys(found).length > 0) return
    const input = { transactionId: transaction.id, tradedOn: day, reason }
    const result = await run(input, { done: 'Reversed. Both rows stay in the history.', quiet: true })
    if (!result.ok) return setProblems({ all: result.error.message })
    onMade()
    onClose()
  }
  return (
    <form onSubmit={(event) => void save(event)} noValidate>
      <Stack gap="md">
        {problems.all === undefined ? null : <ProblemAlert message={problems.all} />}
        <Preview transaction={transaction} day={day ?? todayDate()} />
        <DateField
          label="Booked on"
          clearable={false}
          minDate={transaction.tradedOn}
          maxDate={todayDate()}
          value={day}
          error={problems.day}
          onChange={setDay}
          maw={200}
        />
        <Textarea
          data-autofocus
          label="Why is it taken back?"
          description="Such as “Booked twice by the custodian”. The client’s history and the trail keep it."
          withAsterisk
          autosize
          minRows={2}
          maxLength={MOST_REASON}
          value={reason}
          error={problems.reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Text size="sm" c="dimmed">
          A reversal cannot be undone. Afterwards, the right transaction can be entered beside the one that was taken
          back.
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Reverse
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface Problems {
  readonly all?: string
  readonly day?: string
  readonly reason?: string
}

function findProblems(transaction: TransactionView, day: string | null, reason: string): Problems {
  const dayProblem = day === null ? 'is needed' : reversalDayProblem(day, transaction, todayDate())
  return {
    ...(dayProblem === null ? {} : { day: `The day ${dayProblem}` }),
    ...(reason.trim().length < 3 ? { reason: 'Say why: the trail and the client’s history keep it' } : {}),
  }
}

/** What is there and what will be booked, side by side. */
function Preview({ transaction, day }: { readonly transaction: TransactionView; readonly day: string }) {
  const reversal = planReversal(transaction, { id: '', tradedOn: day, reason: '' })
  const quantity = (value: string | null | undefined) => (value == null ? NONE : formatQuantity(value))
  const rows = [
    ['Date', formatDate(transaction.tradedOn), formatDate(day)],
    ['Type', nameOf(transaction), 'Reversal'],
    ['Quantity', quantity(transaction.quantity), quantity(reversal.quantity)],
    ...(['grossAmount', 'commission', 'fee', 'netAmount'] as const).map((name) => [
      { grossAmount: 'Gross', commission: 'Commission', fee: 'Fee', netAmount: 'Net' }[name],
      <Amount key="was" value={transaction[name]} />,
      <Amount key="becomes" value={reversal[name]} />,
    ]),
  ] as const
  return (
    <Table aria-label="What will be booked" withTableBorder verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{transaction.accountName}</Table.Th>
          <Table.Th scope="col" ta="right">
            Taken back
          </Table.Th>
          <Table.Th scope="col" ta="right">
            Will be booked
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(([label, was, becomes]) => (
          <Table.Tr key={String(label)}>
            <Table.Th scope="row" fw={400}>
              {label}
            </Table.Th>
            <Table.Td ta="right">{was}</Table.Td>
            <Table.Td ta="right">{becomes}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
