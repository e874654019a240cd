import { Button, Menu } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useOpenForDraft } from '#renderer/data/use-asked-draft.ts'
import type { HouseholdPage } from '#shared/ipc/households.ts'
import { AddEntity } from './entity-editor.tsx'
import { JoinHousehold } from './membership-editor.tsx'
import { AddPerson } from './person-editor.tsx'
import { AddRelationship } from './relationship-editor.tsx'

type Adding = 'person' | 'entity' | 'membership' | 'relationship'

/** Everything that can be added to a household's people. */
export function AddMenu({ page }: { readonly page: HouseholdPage }) {
  const [adding, setAdding] = useState<Adding | null>(null)
  const { id } = page.household
  useOpenForDraft(`persons:new:${id}`, () => setAdding('person'))
  useOpenForDraft(`household_members:new:${id}`, () => setAdding('membership'))
  useOpenForDraft(`entities:new:${id}`, () => setAdding('entity'))
  useOpenForDraft(`relationships:new:${id}`, () => setAdding('relationship'))
  const form = (kind: Adding) => ({ page, opened: adding === kind, onClose: () => setAdding(null) })
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />}>
            Add
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAdding('person')}>Person</Menu.Item>
          <Menu.Item onClick={() => setAdding('membership')}>Person who is in the book already</Menu.Item>
          <Menu.Item onClick={() => setAdding('entity')}>Trust, company, or other entity</Menu.Item>
          <Menu.Item onClick={() => setAdding('relationship')}>Relationship</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <AddPerson {...form('person')} />
      <JoinHousehold {...form('membership')} />
      <AddEntity {...form('entity')} />
      <AddRelationship {...form('relationship')} />
    </>
  )
}
