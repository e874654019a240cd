import { Spotlight } from '@mantine/spotlight'
import {
  IconBuilding,
  IconCalendarEvent,
  IconChecklist,
  IconFileText,
  IconHome2,
  IconMessage,
  IconNote,
  IconUser,
  IconWallet,
} from '@tabler/icons-react'
import { type ComponentType, Fragment } from 'react'
import { useNavigate } from 'react-router'
import { documentAddress } from '#renderer/data/addresses.ts'
import type { SearchHit } from '#shared/ipc/search.ts'
import classes from './palette-hits.module.css'

export type Icon = ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>

const kinds: Readonly<Record<SearchHit['kind'], { readonly group: string; readonly icon: Icon }>> = {
  household: { group: 'Households', icon: IconHome2 },
  person: { group: 'People', icon: IconUser },
  entity: { group: 'Trusts and companies', icon: IconBuilding },
  account: { group: 'Accounts', icon: IconWallet },
  meeting: { group: 'Meetings', icon: IconCalendarEvent },
  document: { group: 'Documents', icon: IconFileText },
  task: { group: 'Tasks', icon: IconChecklist },
  communication: { group: 'Communications', icon: IconMessage },
  note: { group: 'Notes', icon: IconNote },
}

/** Where a hit is shown: a meeting opens its pack, a document itself, everything else the household it belongs to. */
function addressOf({ kind, id, householdId, page }: SearchHit): string {
  if (kind === 'meeting') return `/meetings/${id}`
  return kind === 'document' ? documentAddress(householdId, id, page) : `/households/${householdId}`
}

/** What a search found, kind by kind in the order given, each an action of the palette. */
export function HitGroups({ hits }: { readonly hits: readonly SearchHit[] }) {
  const groups = Object.entries(Object.groupBy(hits, ({ kind }) => kind)) as [SearchHit['kind'], SearchHit[]][]
  return groups.map(([kind, members]) => (
    <Spotlight.ActionsGroup key={kind} label={kinds[kind].group}>
      {members.map((hit) => (
        <Hit key={hit.id} hit={hit} />
      ))}
    </Spotlight.ActionsGroup>
  ))
}

function Hit({ hit }: { readonly hit: SearchHit }) {
  const navigate = useNavigate()
  const { icon: HitIcon } = kinds[hit.kind]
  return (
    <Spotlight.Action onClick={() => void navigate(addressOf(hit))}>
      <span className={classes.icon}>
        <HitIcon size={18} stroke={1.6} aria-hidden />
      </span>
      <span className={classes.body}>
        <span className={classes.title}>{hit.title}</span>
        {hit.excerpt.length === 0 ? null : <Excerpt parts={hit.excerpt} />}
        <span className={classes.subtitle}>{hit.subtitle}</span>
      </span>
    </Spotlight.Action>
  )
}

function Excerpt({ parts }: { readonly parts: SearchHit['excerpt'] }) {
  return (
    <span className={classes.excerpt}>
      {parts.map(({ text, isMarked }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move.
        <Fragment key={index}>{isMarked ? <mark className={classes.found}>{text}</mark> : text}</Fragment>
      ))}
    </span>
  )
}

/** Says which words were taken for mistyped ones: after exact hits, or in their place. */
export function SimilarHits({
  similar: { spellings, hits },
  instead,
}: {
  readonly similar: { readonly spellings: readonly string[]; readonly hits: readonly SearchHit[] }
  readonly instead: boolean
}) {
  if (hits.length === 0) return null
  return (
    <>
      <p className={classes.similar} role="status">
        {spellings.length === 0 ? (
          'Found within words, or spelt almost so'
        ) : (
          <>
            {instead ? 'Showing results for ' : 'Similar names: '}
            <strong>{spellings.join(', ')}</strong>
          </>
        )}
      </p>
      <HitGroups hits={hits} />
    </>
  )
}
