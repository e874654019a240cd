import { Button, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconTableExport } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import { formatCount } from '#renderer/ui/money.ts'
import { sayDone } from '#renderer/ui/toast.tsx'
import type { CallInput } from '#shared/ipc/index.ts'
import { useMay } from './session.ts'
import { useCommand } from './use-command.ts'

interface ExportListProps {
  readonly list: CallInput<'lists.exportCsv'>['list']
  /** What leaves, as the dialog says it: `12 households`. */
  readonly what: string
  readonly size?: 'xs' | 'sm'
}

/** Saves a list as CSV, once a person has said what for. Shown only to those who may export. */
export function ExportList({ list, what, size = 'xs' }: ExportListProps) {
  const [opened, { open, close }] = useDisclosure(false)
  if (!useMay('book.export')) return null
  return (
    <>
      <Button
        size={size}
        variant="default"
        leftSection={<IconTableExport size={15} stroke={1.7} aria-hidden />}
        onClick={open}
      >
        Export…
      </Button>
      <Modal opened={opened} onClose={close} title="Export as CSV" size="sm">
        {opened ? <ExportForm list={list} what={what} onClose={close} /> : null}
      </Modal>
    </>
  )
}

function ExportForm({ list, what, onClose }: Omit<ExportListProps, 'size'> & { readonly onClose: () => void }) {
  const { run, busy } = useCommand('lists.exportCsv')
  const [purpose, setPurpose] = useState('')
  const [missing, setMissing] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (purpose.trim().length < 3) return setMissing('Say what the list is for: the trail keeps it.')
    setProblem(null)
    const result = await run({ list, purpose }, { quiet: true })
    if (!result.ok) return setProblem(result.error.message)
    if (result.value.path === null) return
    sayDone(`${formatCount(result.value.rows)} rows saved to ${result.value.path}`)
    onClose()
  }
  return (
    <form onSubmit={(event) => void save(event)} noValidate>
      <Stack gap="md">
        <Text size="sm">
          {what} will be written to a file that is not encrypted. The trail says which list, how many rows, and what
          for.
        </Text>
        {problem === null ? null : <ProblemAlert message={problem} />}
        <TextInput
          data-autofocus
          label="What is it for?"
          placeholder="Review of the quarter, for the partners"
          maxLength={300}
          value={purpose}
          error={missing}
          onChange={(event) => {
            setPurpose(event.currentTarget.value)
            setMissing(null)
          }}
        />
        <Button type="submit" loading={busy} style={{ alignSelf: 'flex-end' }}>
          Choose where to save
        </Button>
      </Stack>
    </form>
  )
}
