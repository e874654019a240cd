import { Button, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPencil } from '@tabler/icons-react'
import { useEffect } from 'react'
import { ExportList } from '#renderer/data/export-list.tsx'
import { useFirmWide, useMay } from '#renderer/data/session.ts'
import { formatCount } from '#renderer/ui/money.ts'
import type { OutputOf } from '#shared/ipc/index.ts'
import { ChangeMany } from './change-many.tsx'
import classes from './household-list.module.css'
import { keepMarksOfFound, markAllOrNone, setMarks, useAsked, useHouseholdList } from './store.ts'

/** What can be done with the rows that are marked. */
export function MarkedBar({ found, edition }: Pick<OutputOf<'households.list'>, 'found' | 'edition'>) {
  const { marked } = useHouseholdList()
  const asked = useAsked()
  const firmWide = useFirmWide()
  const isAnyMarked = marked.size > 0
  // Another edition has other households: those that are gone from it cannot stay marked.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    if (isAnyMarked) void keepMarksOfFound(asked)
  }, [isAnyMarked, edition])
  const [changing, { open, close }] = useDisclosure(false)
  const mayWrite = useMay('book.write')
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
            list={{ name: 'households', question: asked, ids }}
            what={`${formatCount(marked.size)} marked ${marked.size === 1 ? 'household' : 'households'}`}
          />
        )}
        {marked.size < found ? (
          <Button size="xs" variant="subtle" onClick={() => void markAllOrNone(found, asked)}>
            Mark all {formatCount(found)}
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
