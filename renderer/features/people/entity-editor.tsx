import { RecordEditor } from '#renderer/data/record-editor.tsx'
import { useAskedDraft } from '#renderer/data/use-asked-draft.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import { EditButton } from '#renderer/ui/edit-button.tsx'
import type { HouseholdPage } from '#shared/ipc/households.ts'
import type { CallInput } from '#shared/ipc/index.ts'
import { legalEntities } from '#shared/records/legal-entities.ts'
import type { AddingProps } from './person-editor.tsx'

/** The button beside a legal entity, and the form it opens. */
export function EditEntity({ entity }: { readonly entity: HouseholdPage['entities'][number] }) {
  const asked = useAskedDraft(`entities:${entity.id}`)
  return (
    <EditButton label={`Edit ${entity.name}`} asked={asked}>
      {(opened, close) => (
        <RecordEditor
          title={entity.name}
          record={legalEntities}
          row={entity}
          draft={{ key: `entities:${entity.id}`, householdId: entity.householdId }}
          opened={opened}
          onClose={close}
          onSave={(patch, numbers) =>
            runCommand(
              'people.updateEntity',
              { entityId: entity.id, patch, ...numbers },
              { done: 'Legal entity saved.', quiet: true },
            )
          }
        />
      )}
    </EditButton>
  )
}

/** Adds a trust, company, estate, or plan to the household. */
export function AddEntity({ page, opened, onClose }: AddingProps) {
  const { id: householdId } = page.household
  return (
    <RecordEditor
      title="Add a legal entity"
      record={legalEntities}
      isNew
      draft={{ key: `entities:new:${householdId}`, householdId }}
      opened={opened}
      onClose={onClose}
      onSave={(entity, numbers) => {
        const input = { householdId, entity, ...numbers } as CallInput<'people.addEntity'>
        return runCommand('people.addEntity', input, { done: 'Legal entity added.', quiet: true })
      }}
    />
  )
}
