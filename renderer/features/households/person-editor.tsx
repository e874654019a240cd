import { ActionIcon } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPencil } from '@tabler/icons-react'
import { RecordEditor } from '#renderer/data/record-editor.tsx'
import { runCommand } from '#renderer/data/use-command.ts'
import type { MemberView } from '#shared/ipc/households.ts'
import { persons } from '#shared/records/persons.ts'

/** The button beside a person, and the form it opens. */
export function EditPerson({ person, name }: { readonly person: MemberView['person']; readonly name: string }) {
  const [opened, { open, close }] = useDisclosure(false)
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Edit ${name}`} onClick={open}>
        <IconPencil size={16} stroke={1.6} aria-hidden />
      </ActionIcon>
      <RecordEditor
        title={name}
        record={persons}
        row={person}
        opened={opened}
        onClose={close}
        onSave={(patch) =>
          runCommand('households.updatePerson', { personId: person.id, patch }, { done: `${name} saved.`, quiet: true })
        }
      />
    </>
  )
}
