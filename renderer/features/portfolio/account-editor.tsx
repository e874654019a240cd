import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { RecordEditor } from '#renderer/data/record-editor.tsx'
import { useAskedDraft, useOpenForDraft } from '#renderer/data/use-asked-draft.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import { useOffered } from '#renderer/data/use-offered.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { EditButton } from '#renderer/ui/edit-button.tsx'
import type { AccountView } from '#shared/ipc/households.ts'
import type { CallInput } from '#shared/ipc/index.ts'
import { accounts } from '#shared/records/accounts.ts'
import { formOf, joinForms, partOf, partyForm } from '#shared/schema/forms.ts'

type Given = Pick<AccountView['account'], 'modelId' | 'feeScheduleId'>

function useAccountForm({ modelId, feeScheduleId }: Given, opened: boolean) {
  const models = useOffered('portfolio.models', modelId, opened)
  const schedules = useOffered('portfolio.feeSchedules', feeScheduleId, opened)
  return formOf(accounts, { references: { modelId: models, feeScheduleId: schedules } })
}

/** Opens an account in the household. */
export function AddAccount({ householdId }: { readonly householdId: string }) {
  const [opened, { open, close }] = useDisclosure(false)
  useOpenForDraft(`accounts:new:${householdId}`, open)
  const parties = useQuery('people.parties', { householdId }, { enabled: opened })
  const form = useAccountForm({ modelId: null, feeScheduleId: null }, opened)
  const choices = Object.fromEntries((parties.data ?? []).map(({ id, name }) => [id, name]))
  return (
    <>
      <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={open}>
        Add account
      </Button>
      <RecordEditor
        title="Add an account"
        record={joinForms(partyForm('ownerId', 'Owner', choices), form)}
        isNew
        draft={{ key: `accounts:new:${householdId}`, householdId }}
        opened={opened}
        onClose={close}
        onSave={({ ownerId, ...values }, numbers) => {
          const input = {
            householdId,
            ownerId,
            account: partOf(form, values),
            ...numbers,
          } as CallInput<'accounts.add'>
          return runCommand('accounts.add', input, { done: 'Account added.', quiet: true })
        }}
      />
    </>
  )
}

/** The button beside an account, and the form it opens. */
export function EditAccount({ account }: { readonly account: AccountView['account'] }) {
  const asked = useAskedDraft(`accounts:${account.id}`)
  return (
    <EditButton label={`Edit the account ${account.name}`} asked={asked}>
      {(opened, close) => <AccountForm account={account} opened={opened} onClose={close} />}
    </EditButton>
  )
}

interface AccountFormProps {
  readonly account: AccountView['account']
  readonly opened: boolean
  readonly onClose: () => void
}

function AccountForm({ account, opened, onClose }: AccountFormProps) {
  return (
    <RecordEditor
      title={account.name}
      record={useAccountForm(account, opened)}
      row={account}
      draft={{ key: `accounts:${account.id}`, householdId: account.householdId }}
      opened={opened}
      onClose={onClose}
      onSave={(patch, numbers) =>
        runCommand(
          'accounts.update',
          { accountId: account.id, patch, ...numbers },
          { done: 'Account saved.', quiet: true },
        )
      }
    />
  )
}
