import { Paper } from '@mantine/core'
import { IconBuildingBank } from '@tabler/icons-react'
import { NothingHere } from '#renderer/ui/feedback.tsx'
import { seesWholeFirm } from '#shared/domain/permissions.ts'
import { choiceLabel } from './labels.ts'
import { useSession } from './session.ts'

/** Whether an empty list means that no book is kept here for this person, rather than that nothing is in it yet. */
export function useHasNoBook(): boolean {
  return useSession(
    ({ status }) => status?.user != null && status.user.role !== 'adviser' && !seesWholeFirm(status.user.role),
  )
}

/** For people whose work is done on the firm's database: says why nothing of a client is on this laptop. */
export function NoBook() {
  const role = useSession(({ status }) => status?.user?.role ?? null)
  return (
    <Paper>
      <NothingHere
        icon={<IconBuildingBank size={32} stroke={1.4} aria-hidden />}
        title="There is no book for you on this laptop"
        description={`A book holds the households of one adviser. Your role (${choiceLabel('users', 'role', role)}) works on the firm’s database, so no client data is kept here for you.`}
      />
    </Paper>
  )
}
