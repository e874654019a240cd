import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useOpenForDraft } from '#renderer/data/use-asked-draft.ts'
import type { AccountView } from '#shared/ipc/households.ts'
import { SharesEditor } from './shares-editor.tsx'

/** What can be done about whose an account is. */
export function AccountShares({ account }: { readonly account: AccountView['account'] }) {
  const [editing, setEditing] = useState<'owners' | 'beneficiaries' | null>(null)
  const close = () => setEditing(null)
  useOpenForDraft(`account_owners:${account.id}`, () => setEditing('owners'))
  useOpenForDraft(`beneficiaries:${account.id}`, () => setEditing('beneficiaries'))
  return (
    <Group gap={4} ml={-8}>
      <Button
        size="compact-xs"
        variant="subtle"
        aria-label={`Edit owners of ${account.name}`}
        onClick={() => setEditing('owners')}
      >
        Edit owners
      </Button>
      <Button
        size="compact-xs"
        variant="subtle"
        aria-label={`Edit beneficiaries of ${account.name}`}
        onClick={() => setEditing('beneficiaries')}
      >
        Edit beneficiaries
      </Button>
      <SharesEditor account={account} kind="owners" opened={editing === 'owners'} onClose={close} />
      <SharesEditor account={account} kind="beneficiaries" opened={editing === 'beneficiaries'} onClose={close} />
    </Group>
  )
}
