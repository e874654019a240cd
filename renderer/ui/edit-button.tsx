import { ActionIcon } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPencil } from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'

interface EditButtonProps {
  /** What a screen reader says: `Edit Ada Clark`. */
  readonly label: string
  /** True where the form is asked for without the button. */
  readonly asked?: boolean
  /** The form. */
  readonly children: (opened: boolean, close: () => void) => ReactNode
}

/** A pencil beside what it edits. */
export function EditButton({ label, asked = false, children }: EditButtonProps) {
  const [opened, { open, close }] = useDisclosure(false)
  useEffect(() => {
    if (asked) open()
  }, [asked, open])
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={open}>
        <IconPencil size={16} stroke={1.6} aria-hidden />
      </ActionIcon>
      {children(opened, close)}
    </>
  )
}
