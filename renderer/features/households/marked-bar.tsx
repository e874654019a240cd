import { Button, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPencil } from '@tabler/icons-react'
import { ExportList } from '#renderer/data/export-list.tsx'
import { useFirmWide, useMay } from '#renderer/data/session.ts'
import { formatCount } from '#renderer/ui/money.ts'
import { ChangeMany } from './change-many.tsx'
import classes from './household-list.module.css'
import { setMarks, useHouseholdList } from './store.ts'

/** What can be done with the rows that are marked. */
export function MarkedBar({ shown }: { readonly shown: readonly string[] }) {
  const { marked, view, search } = useHouseholdList()
  const [changing, { open, close }] = useDisclosure(false)
  const mayWrite = useMay('book.write')
  const firmWide = useFirmWide()
  if (marked.size === 0) return null
  const ids = [...marked]
  return (
    <div className={classes.marked}>
      <Text span size="sm" fw={560} role="status">
        {formatCount(marked.size)} marked
      </Text>
      <Group gap="xs">
        {mayWrite ? (
          <Button size="xs" leftSection={<IconPencil size={14} aria-hidden />} onClick={open}>
            Change…
          </Button>
        ) : null}
        {firmWide ? null : (
          <ExportList
            list={{ name: 'households', question: { ...view, search }, ids }}
            what={`${formatCount(marked.size)} marked ${marked.size === 1 ? 'household' : 'households'}`}
          />
        )}
        {marked.size < shown.length ? (
          <Button size="xs" variant="subtle" onClick={() => setMarks(shown)}>
            Mark all {formatCount(shown.length)}
          </Button>
        ) : null}
        <Button size="xs" variant="subtle" onClick={() => setMarks([])}>
          Unmark
        </Button>
      </Group>
      <ChangeMany ids={ids} opened={changing} onClose={close} />
    </div>
  )
}
