import { Button, Drawer, Group, Stack, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { DraftNotice, DraftState } from '#renderer/data/draft-notice.tsx'
import { QueryView } from '#renderer/data/query-view.tsx'
import { type CommandResult, runCommand } from '#renderer/data/use-command.ts'
import { useDraft } from '#renderer/data/use-draft.ts'
import { useQuery } from '#renderer/data/use-query.ts'
import { ProblemAlert } from '#renderer/ui/feedback.tsx'
import type { AccountView } from '#shared/ipc/households.ts'
import {
  beneficiaryLines,
  emptyLine,
  findShareProblems,
  ownerLines,
  type ShareGroups,
  shareEqually,
  toBeneficiaries,
  toOwners,
} from './share-form.ts'
import { ShareLines } from './share-lines.tsx'

const kinds = {
  owners: { title: 'Owners', groups: { owners: 'Owners' } },
  beneficiaries: {
    title: 'Beneficiaries',
    groups: { primary: 'Primary beneficiaries', contingent: 'Contingent beneficiaries' },
  },
} as const

interface SharesEditorProps {
  readonly account: AccountView['account']
  readonly kind: keyof typeof kinds
  readonly opened: boolean
  readonly onClose: () => void
}

/** Who owns an account, or who would receive it. Every group makes 100%, which is said while one types. */
export function SharesEditor({ account, kind, opened, onClose }: SharesEditorProps) {
  const { id: accountId, householdId } = account
  const shares = useQuery('accounts.shares', { accountId }, { enabled: opened })
  const parties = useQuery('people.parties', { householdId }, { enabled: opened })
  const choices = (parties.data ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={`${kinds[kind].title} of ${account.name}`}
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {opened ? (
        <QueryView query={shares} rows={4}>
          {({ owners, beneficiaries }) => (
            <SharesForm
              kind={kind}
              stored={kind === 'owners' ? ownerLines(owners) : beneficiaryLines(beneficiaries)}
              parties={choices}
              draft={{ key: `${kind === 'owners' ? 'account_owners' : 'beneficiaries'}:${accountId}`, householdId }}
              onClose={onClose}
              onSave={(groups) => save(accountId, kind, groups)}
            />
          )}
        </QueryView>
      ) : null}
    </Drawer>
  )
}

function save(accountId: string, kind: keyof typeof kinds, groups: ShareGroups): Promise<CommandResult<unknown>> {
  return kind === 'owners'
    ? runCommand('accounts.setOwners', { accountId, shares: toOwners(groups) }, { done: 'Owners saved.', quiet: true })
    : runCommand(
        'accounts.setBeneficiaries',
        { accountId, shares: toBeneficiaries(groups) },
        { done: 'Beneficiaries saved.', quiet: true },
      )
}

interface SharesFormProps {
  readonly kind: keyof typeof kinds
  readonly stored: ShareGroups
  readonly parties: readonly { readonly value: string; readonly label: string }[]
  readonly draft: { readonly key: string; readonly householdId: string }
  readonly onClose: () => void
  readonly onSave: (groups: ShareGroups) => Promise<CommandResult<unknown>>
}

function SharesForm({ kind, parties, onClose, ...input }: SharesFormProps) {
  const form = useSharesForm({ ...input, onClose })
  return (
    <form onSubmit={form.submit} noValidate>
      <Stack gap="md">
        {form.problem === null ? null : <ProblemAlert message={form.problem} />}
        {form.keptAt === null ? null : <DraftNotice keptAt={form.keptAt} onDiscard={form.discard} />}
        {Object.entries(kinds[kind].groups).map(([group, label]) => (
          <Stack key={group} gap="xs">
            <Title order={3} size="h5">
              {label}
            </Title>
            <ShareLines
              label={label}
              lines={form.groups[group] ?? []}
              parties={parties}
              forBeneficiaries={kind === 'beneficiaries'}
              problems={form.problems}
              onChange={(lines) => form.change({ ...form.groups, [group]: lines })}
            />
            <Group gap="xs">
              <Button
                size="xs"
                variant="default"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={() => form.change({ ...form.groups, [group]: [...(form.groups[group] ?? []), emptyLine()] })}
              >
                Add to {label.toLowerCase()}
              </Button>
              <Button
                size="xs"
                variant="subtle"
                disabled={(form.groups[group] ?? []).length < 2}
                onClick={() => form.change({ ...form.groups, [group]: shareEqually(form.groups[group] ?? []) })}
              >
                Share equally
              </Button>
            </Group>
          </Stack>
        ))}
        <DraftState state={form.draftState} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={form.busy}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function useSharesForm({ stored, draft, onClose, onSave }: Omit<SharesFormProps, 'kind' | 'parties'>) {
  const [initial] = useState(stored)
  const [groups, setGroups] = useState(initial)
  const [problems, setProblems] = useState<Record<string, string>>({})
  const [problem, setProblem] = useState<string | null>(null)
  const [keptAt, setKeptAt] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const keeper = useDraft<ShareGroups>(draft.key, draft.householdId)
  const isRestored = useRef(false)
  useEffect(() => {
    if (!keeper.found || isRestored.current) return
    isRestored.current = true
    setGroups(keeper.found.value)
    setKeptAt(keeper.found.keptAt)
  }, [keeper.found])

  const change = (next: ShareGroups) => {
    setGroups(next)
    setProblems({})
    keeper.keep(next)
  }
  const discard = () => {
    keeper.drop()
    setKeptAt(null)
    setGroups(initial)
  }
  const submit = async (event: { preventDefault(): void }) => {
    event.preventDefault()
    const { whole = null, ...ofLines } = findShareProblems(groups)
    setProblems(ofLines)
    setProblem(whole)
    if (whole !== null || Object.keys(ofLines).length > 0) return
    setBusy(true)
    const result = await onSave(groups)
    setBusy(false)
    if (!result.ok) return setProblem(result.error.message)
    keeper.drop()
    onClose()
  }
  return { groups, problems, problem, keptAt, busy, change, discard, submit, draftState: keeper.state }
}
