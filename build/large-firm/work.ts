import { type FirmSize, idOf, LARGE_FIRM_TODAY, pick } from './helpers.ts'

const NTH = 'large_firm.nth_household(n)'
const SUBJECTS = [
  'Annual review',
  'Quarterly review',
  'Retirement plan',
  'Estate questions',
  'Rebalancing',
  'New account',
]
const TASKS = [
  'Send the form',
  'Call about the transfer',
  'Update the beneficiary',
  'Prepare the review',
  'File the letter',
]
const TITLES = [
  'Advisory agreement',
  'Form CRS',
  'Statement',
  'Investment policy statement',
  'Tax return',
  'Trust certificate',
]

/** Statements for what is done with clients, by table. In the order of time, which mixes the households. */
export function workStatements(size: FirmSize): Readonly<Record<string, string>> {
  return {
    meetings: meetings(size),
    meeting_notes: `
      INSERT INTO public.meeting_notes (id, household_id, meeting_id, kind, body, written_at)
      SELECT ${idOf('note', 'n')}, ${idOf('household', NTH)}, ${idOf('meeting', 'n')}, 'note',
        'Talked about ' || lower(${pick(SUBJECTS, 'n', 30)}) || ', matter ' || n,
        TIMESTAMPTZ '2024-07-01 10:30Z' + n * INTERVAL '1 second'
      FROM generate_series(1::bigint, ${size.households / 2}) AS n`,
    tasks: tasks(size),
    communications: communications(size),
    documents: documents(size),
    document_versions: `
      INSERT INTO public.document_versions (id, household_id, document_id, version_number, file_name, media_type,
        byte_length, sha256)
      SELECT ${idOf('version', 'n')}, ${idOf('household', NTH)}, ${idOf('document', 'n')}, 1, 'document.pdf',
        'application/pdf', 40000 + n % 9000, repeat(md5(n::text), 2)
      FROM generate_series(1::bigint, ${size.households}) AS n`,
  }
}

/** One meeting for every household: the first half held, the others planned or cancelled. */
function meetings({ households }: FirmSize): string {
  return `
    INSERT INTO public.meetings (id, household_id, subject, kind, status, starts_at, ends_at, held_at)
    SELECT ${idOf('meeting', 'n')}, ${idOf('household', NTH)}, ${pick(SUBJECTS, 'n', 30)}, 'review', status, starts_at,
      starts_at + INTERVAL '1 hour', CASE status WHEN 'held' THEN starts_at END
    FROM (
      SELECT n, CASE WHEN n <= ${households / 2} THEN 'held' WHEN large_firm.dice(n, 40) < 0.05 THEN 'cancelled' ELSE 'planned' END AS status,
        TIMESTAMPTZ '${LARGE_FIRM_TODAY} 15:00Z' + (n * 730 / ${households} - 365) * INTERVAL '1 day' AS starts_at
      FROM generate_series(1::bigint, ${households}) AS n
    ) AS each_one`
}

/** Two in five are open; the adviser of the household owns them. */
function tasks({ households }: FirmSize): string {
  return `
    INSERT INTO public.tasks (id, household_id, title, owner_id, priority, status, due_on, completed_at)
    SELECT ${idOf('task', 'n')}, ${idOf('household', NTH)}, ${pick(TASKS, 'n', 31)} || ' ' || n,
      large_firm.adviser_of(${NTH}), ${pick(['low', 'normal', 'high'], 'n', 32)},
      status,
      DATE '2025-07-01' + (n * 500 / ${households})::integer,
      CASE status WHEN 'done' THEN TIMESTAMPTZ '2026-06-01 12:00Z' END
    FROM (
      SELECT n, CASE WHEN large_firm.dice(n, 41) < 0.4 THEN 'open' ELSE 'done' END AS status
      FROM generate_series(1::bigint, ${households}) AS n
    ) AS each_one`
}

function communications({ communications: count }: FirmSize): string {
  return `
    INSERT INTO public.communications (id, household_id, channel, direction, occurred_at, participants, subject, body,
      category, off_channel, capture, supervision)
    SELECT ${idOf('communication', 'n')}, ${idOf('household', NTH)}, ${pick(['email', 'phone', 'letter'], 'n', 33)},
      ${pick(['inbound', 'outbound'], 'n', 34)},
      TIMESTAMPTZ '2024-07-01 09:00Z' + n * (INTERVAL '63072000 seconds' / ${count}), 'The client and the adviser',
      ${pick(SUBJECTS, 'n', 35)} || ' ' || n, 'A few sentences about what was asked and what was answered.', 'general',
      false, 'manual', 'unsampled'
    FROM generate_series(1::bigint, ${count}) AS n`
}

function documents({ households }: FirmSize): string {
  return `
    INSERT INTO public.documents (id, household_id, title, type, document_date, disposition)
    SELECT ${idOf('document', 'n')}, ${idOf('household', NTH)}, ${pick(TITLES, 'n', 36)} || ' ' || n, 'statement',
      DATE '2020-01-01' + (n * 2300 / ${households})::integer, 'active'
    FROM generate_series(1::bigint, ${households}) AS n`
}
