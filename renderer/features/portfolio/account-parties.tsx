import { Badge } from '@mantine/core'
import { choiceLabel } from '#renderer/data/labels.ts'
import { formatShare } from '#renderer/ui/money.ts'
import { passesByDesignation } from '#shared/domain/client-checks.ts'
import type { AccountView } from '#shared/ipc/households.ts'
import classes from './parties.module.css'

type Party = AccountView['owners'][number]

/** Who owns an account and to whom it would go; says so where it has to name somebody and does not. */
export function AccountParties({ view: { account, owners, beneficiaries } }: { readonly view: AccountView }) {
  const byClass = Object.entries(Object.groupBy(beneficiaries, (beneficiary) => beneficiary.class))
  const hasPrimary = beneficiaries.some((beneficiary) => beneficiary.class === 'primary')
  const missing = account.status !== 'closed' && passesByDesignation(account.registration) && !hasPrimary
  return (
    <dl className={classes.parties}>
      <Parties label={owners.length === 1 ? 'Owner' : 'Owners'} parties={owners} />
      {missing ? (
        <>
          <dt>Primary</dt>
          <dd>
            <Badge size="sm" color="orange">
              None named
            </Badge>
          </dd>
        </>
      ) : null}
      {byClass.map(([name, parties = []]) => (
        <Parties key={name} label={choiceLabel('beneficiaries', 'class', name)} parties={parties} />
      ))}
    </dl>
  )
}

function Parties({ label, parties }: { readonly label: string; readonly parties: readonly Party[] }) {
  return (
    <>
      <dt>{label}</dt>
      {parties.map(({ name, percent }) => (
        <dd key={name}>
          <span>{name}</span>
          <span className={classes.percent}>{parties.length === 1 ? null : formatShare(percent)}</span>
        </dd>
      ))}
    </>
  )
}
