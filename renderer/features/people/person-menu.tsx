import { ActionIcon, Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconDots } from '@tabler/icons-react'
import type { MemberView } from '#shared/ipc/households.ts'
import { MergePersons } from './merge-persons.tsx'

interface PersonMenuProps {
  readonly person: MemberView['person']
  readonly name: string
  /** Whose page it is; a person may be kept with another. */
  readonly householdId: string
}

/** What can be done with a person beside editing them. */
export function PersonMenu({ person, name, householdId }: PersonMenuProps) {
  const [merging, { open, close }] = useDisclosure(false)
  return (
    <>
      <Menu position="bottom-start" width={240}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`More for ${name}`}>
            <IconDots size={16} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={open}>Merge with another record…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <MergePersons person={{ id: person.id, name, householdId }} otherId={null} opened={merging} onClose={close} />
    </>
  )
}
