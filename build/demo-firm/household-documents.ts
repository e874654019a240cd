import { createHash } from 'node:crypto'
import type { Account, ClientDocument, LegalEntity, Meeting, Relationship } from '#shared/records/index.ts'
import { addDays, addMonths, businessDayFrom, instantAt, laterOf } from './calendar.ts'
import { DEMO_FIRM_NAME } from './demo-users.ts'
import { type PaperText, paperTexts } from './document-texts.ts'
import { addRow, type HouseholdContext } from './household-context.ts'
import { fullName, type People } from './household-people.ts'
import type { Profile } from './household-profile.ts'
import { toMailName } from './name-list.ts'
import { type PdfText, pageTexts, writePdf } from './pdf.ts'

/** What a household's papers are written about. */
export interface PaperSubject {
  readonly profile: Profile
  readonly people: People
  readonly accounts: readonly Account[]
  readonly entities: readonly LegalEntity[]
  readonly meetings: readonly Meeting[]
  readonly powerOfAttorney: Relationship | null
}

/**
 * Adds four to eight documents with their content as real PDFs. A few households lack the agreement or never received
 * Form CRS, so that a check has something to find.
 */
export function addDocuments(context: HouseholdContext, subject: PaperSubject): void {
  const { dice } = context
  const needed = subject.profile.status === 'prospect' ? prospectPapers(context) : clientPapers(context, subject)
  const optional = dice.shuffle(optionalPapers(subject))
  const count = Math.max(needed.length, dice.integer(4, 8))
  for (const type of [...needed, ...optional].slice(0, Math.min(count, 8))) addDocument(context, subject, type)
}

type PaperType = ClientDocument['type']

function prospectPapers({ dice }: HouseholdContext): PaperType[] {
  return ['crs', 'privacy_notice', 'correspondence', dice.pick(['tax_return', 'statement'] as const)]
}

function clientPapers({ dice }: HouseholdContext, { entities, powerOfAttorney }: PaperSubject): PaperType[] {
  return [
    ...(dice.chance(0.94) ? (['advisory_agreement'] as const) : []),
    'crs',
    ...(powerOfAttorney === null ? [] : (['poa'] as const)),
    ...(entities.some(({ type }) => type.endsWith('_trust')) ? (['trust_certificate'] as const) : []),
    'statement',
  ]
}

function optionalPapers({ profile, meetings }: PaperSubject): PaperType[] {
  if (profile.status === 'prospect') return []
  return [
    ...(['ips', 'adv_2a', 'adv_2b', 'privacy_notice', 'beneficiary_form', 'government_id', 'w9', 'form_1099'] as const),
    ...([
      'performance_report',
      'risk_questionnaire',
      'account_application',
      'tax_return',
      'estate_plan',
      'invoice',
    ] as const),
    ...(['insurance', 'loa', 'correspondence'] as const),
    ...(profile.wealth > 4_000_000 ? (['k1'] as const) : []),
    ...(meetings.some(({ status }) => status === 'held') ? (['meeting_notes'] as const) : []),
  ]
}

function addDocument(context: HouseholdContext, subject: PaperSubject, type: PaperType): void {
  const { dice } = context
  const text = paperTexts[type] ?? paperTexts.correspondence
  if (text === undefined) throw new Error(`no text for a document of type ${type}`)
  const documentDate = paperDate(context, subject, type)
  const account = text.aboutAccount && subject.accounts.length > 0 ? dice.pick(subject.accounts) : null
  const title = account === null ? text.title : `${text.title}, account ${account.numberLast4 ?? 'applied for'}`
  const paper: PdfText = {
    title,
    createdOn: documentDate,
    lines: paperLines(context, subject, text, documentDate, account),
  }
  const content = writePdf(paper)
  const stamp = { at: instantAt(documentDate, 17 * 60), by: context.adviser.id }
  const document = addRow(
    context,
    'documents',
    {
      ...{ accountId: account?.id ?? null, title, type },
      documentDate,
      signedOn: text.isSigned && dice.chance(0.93) ? documentDate : null,
      deliveredOn: text.isDelivered && dice.chance(0.92) ? documentDate : null,
      disposition: 'active',
    },
    stamp,
  )
  const version = addRow(
    context,
    'document_versions',
    {
      ...{ documentId: document.id, versionNumber: 1, mediaType: 'application/pdf', byteLength: content.byteLength },
      fileName: `${toMailName(text.title).replaceAll('.', '-')}-${documentDate}.pdf`,
      sha256: createHash('sha256').update(content).digest('hex'),
    },
    stamp,
  )
  addRow(context, 'document_contents', { versionId: version.id, chunkNumber: 0, content }, stamp)
  for (const [index, page] of pageTexts(paper).entries()) {
    addRow(context, 'document_pages', { versionId: version.id, pageNumber: index + 1, content: page }, stamp)
  }
  if (type === 'poa' && subject.powerOfAttorney !== null) subject.powerOfAttorney.evidenceDocumentId = document.id
}

function paperDate(
  context: HouseholdContext,
  { profile, meetings, powerOfAttorney }: PaperSubject,
  type: PaperType,
): string {
  const { dice, today } = context
  const since = profile.clientSince ?? addDays(today, -20)
  const end = profile.terminatedOn ?? today
  if (type === 'poa') return powerOfAttorney?.fromDate ?? since
  if (type === 'advisory_agreement' || type === 'account_application') return since
  if (type === 'crs' || type === 'privacy_notice') return since
  const held = meetings.filter(({ status }) => status === 'held')
  if (type === 'meeting_notes' && held.length > 0) return dice.pick(held).startsAt.slice(0, 10)
  if (type === 'statement' || type === 'invoice')
    return addDays(`${addMonths(end, -dice.integer(0, 3)).slice(0, 7)}-01`, -1)
  return laterOf(since, businessDayFrom(addDays(end, -dice.integer(20, 700))))
}

function paperLines(
  context: HouseholdContext,
  { profile, people }: PaperSubject,
  text: PaperText,
  date: string,
  account: Account | null,
): string[] {
  const names = [people.head, people.spouse].filter((person) => person !== null).map(fullName)
  return [
    DEMO_FIRM_NAME,
    `Client: ${names.join(' and ')}`,
    ...(account === null ? [] : [`Account: ${account.name}`, `Custodian: ${account.custodian}`]),
    `Date: ${date}`,
    `Adviser: ${context.adviser.displayName}`,
    '',
    ...text.lines.map((line) => line.replaceAll('{family}', profile.surname)),
    '',
    'Made for demonstration. No real person, account, or security is described here.',
  ]
}
