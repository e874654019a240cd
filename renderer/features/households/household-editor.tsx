import { ActionIcon, Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPencil, IconPlus } from '@tabler/icons-react'
import { useNavigate } from 'react-router'
import { RecordEditor } from '#renderer/data/record-editor.tsx'
import { useSession } from '#renderer/data/session.ts'
import { useOpenForDraft } from '#renderer/data/use-asked-draft.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import { useOffered } from '#renderer/data/use-offered.ts'
import { profileFields } from '#shared/domain/profile.ts'
import type { HouseholdPage } from '#shared/ipc/households.ts'
import type { CallInput } from '#shared/ipc/index.ts'
import { households } from '#shared/records/households.ts'
import { formOf } from '#shared/schema/forms.ts'

/** The client's profile has a form of its own, because it is confirmed as a whole. */
const ofProfile: ReadonlySet<string> = new Set([...profileFields, 'profileConfirmedOn'])
const formFields = Object.keys(households.fields).filter((name) => !ofProfile.has(name))

type Given = Pick<HouseholdPage['household'], 'modelId' | 'feeScheduleId'>

function useHouseholdForm({ modelId, feeScheduleId }: Given, opened: boolean) {
  const models = useOffered('portfolio.models', modelId, opened)
  const schedules = useOffered('portfolio.feeSchedules', feeScheduleId, opened)
  return formOf(households, { fields: formFields, references: { modelId: models, feeScheduleId: schedules } })
}

/** Opens a household; shown to advisers, whose households they are. */
export function NewHousehold() {
  const [opened, { open, close }] = useDisclosure(false)
  useOpenForDraft('households:new', open)
  const navigate = useNavigate()
  const form = useHouseholdForm({ modelId: null, feeScheduleId: null }, opened)
  const isAdviser = useSession(({ status }) => status?.user?.role === 'adviser')
  if (!isAdviser) return null
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
        New household
      </Button>
      <RecordEditor
        title="New household"
        record={form}
        row={{ retailInvestor: true }}
        isNew
        draft={{ key: 'households:new', householdId: null }}
        opened={opened}
        onClose={close}
        onSave={async (household) => {
          const input = { household } as CallInput<'households.add'>
          const result = await runCommand('households.add', input, { done: 'Household saved.', quiet: true })
          if (result.ok) void navigate(`/households/${result.value.householdId}`)
          return result
        }}
      />
    </>
  )
}

/** The button beside a household's name, and the form it opens. */
export function EditHousehold({ household }: { readonly household: HouseholdPage['household'] }) {
  const [opened, { open, close }] = useDisclosure(false)
  const form = useHouseholdForm(household, opened)
  useOpenForDraft(`households:${household.id}`, open)
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Edit the household" onClick={open}>
        <IconPencil size={16} stroke={1.6} aria-hidden />
      </ActionIcon>
      <RecordEditor
        title={household.name}
        record={form}
        row={household}
        draft={{ key: `households:${household.id}`, householdId: household.id }}
        opened={opened}
        onClose={close}
        onSave={(patch) =>
          runCommand(
            'households.update',
            { householdId: household.id, patch },
            { done: 'Household saved.', quiet: true },
          )
        }
      />
    </>
  )
}
