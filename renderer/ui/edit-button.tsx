import { ActionIcon } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPencil } from '@tabler/icons-react'
import type { ReactNode } from 'react'

interface EditButtonProps {
  /** What a screen reader says: `Edit Ada Clark`. */
  readonly label: string
  /** The form. */
  readonly children: (opened: boolean, close: () => void) => ReactNode
}

/** A pencil beside what it edits. */
export function EditButton({ label, children }: EditButtonProps) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={open}>
        <IconPencil size={16} stroke={1.6} aria-hidden />
      </ActionIcon>
      {children(opened, close)}
    </>
  )
}
