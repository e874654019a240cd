import { type FirmSize, idOf, LARGE_FIRM_TODAY, pick, zipf } from './helpers.ts'
import { FIRST_NAMES, SURNAMES } from './names.ts'

const MAIL_HOSTS = ['mail.example', 'post.example', 'inbox.example', 'example.net', 'example.org', 'home.example']
const ASSISTANTS_PER_ADVISER = 10

/** Statements for everybody and what they belong to, by table. @param prefix begins every login's name. */
export function peopleStatements(size: FirmSize, prefix: string): Readonly<Record<string, string>> {
  return {
    users: users(size, prefix),
    households: households(size),
    team_members: teamMembers(size),
    persons: persons(size),
    household_members: householdMembers(size),
    entities: entities(size),
    relationships: relationships(size),
  }
}

function users({ advisers }: FirmSize, prefix: string): string {
  return `
    INSERT INTO public.users (id, login, display_name, role, active)
    SELECT ${idOf('user', 'n')}, '${prefix}' || role || '.' || place, initcap(role) || ' ' || place, role, true
    FROM (
      SELECT n, 'adviser' AS role, n AS place FROM generate_series(1::bigint, ${advisers}) AS n
      UNION ALL SELECT ${advisers} + n, 'assistant', n
        FROM generate_series(1::bigint, greatest(2, ${advisers} / ${ASSISTANTS_PER_ADVISER})) AS n
      UNION ALL SELECT 900000 + n, 'compliance', n FROM generate_series(1::bigint, 5) AS n
      UNION ALL SELECT 910000 + n, 'operations', n FROM generate_series(1::bigint, 5) AS n
    ) AS everybody`
}

/** Assistant n serves all households of adviser n. */
function teamMembers({ households, advisers }: FirmSize): string {
  return `
    INSERT INTO public.team_members (id, household_id, user_id, role)
    SELECT ${idOf('team', 'h')}, ${idOf('household', 'h')}, assistant.id, 'assistant'
    FROM generate_series(1::bigint, ${households}) AS h
    JOIN (
      SELECT ${idOf('user', 'n')} AS adviser_id, ${idOf('user', `${advisers} + n`)} AS id
      FROM generate_series(1::bigint, greatest(2, ${advisers} / ${ASSISTANTS_PER_ADVISER})) AS n
    ) AS assistant ON assistant.adviser_id = large_firm.adviser_of(h)`
}

function households({ households: count }: FirmSize): string {
  return `
    INSERT INTO public.households (id, name, type, status, advisor_id, primary_person_id, service_tier, review_cadence,
      next_review_on, client_since, terminated_on, retail_investor, objective, risk_tolerance, tax_bracket)
    SELECT ${idOf('household', 'h')}, surname.name || ', ' || first_name.name,
      CASE h % 2 WHEN 1 THEN 'couple' ELSE 'family' END, status, large_firm.adviser_of(h),
      ${idOf('person', 'large_firm.head_of(h)')}, ${pick(['platinum', 'gold', 'silver', 'bronze'], 'h', 2)},
      ${pick(['quarterly', 'semiannual', 'annual'], 'h', 3)},
      DATE '${LARGE_FIRM_TODAY}' + floor(large_firm.dice(h, 4) * 400)::integer - 30,
      DATE '2005-01-03' + (h * 7000 / ${count})::integer,
      CASE status WHEN 'terminated' THEN DATE '${LARGE_FIRM_TODAY}' - 30 END, true, 'growth', 'moderate', 24
    FROM (SELECT h, ${pick(['active', 'active', 'active', 'active', 'active', 'active', 'prospect', 'terminated'], 'h', 5)} AS status
      FROM generate_series(1::bigint, ${count}) AS h) AS each_one
    JOIN large_firm.surnames AS surname ON surname.n = ${zipf(SURNAMES, 'h', 6)}
    JOIN large_firm.first_names AS first_name ON first_name.n = ${zipf(FIRST_NAMES, 'large_firm.head_of(h)', 7)}
    ORDER BY h`
}

/** The heads have numbers that identify them: shaped like ciphertext, with nothing inside. */
function persons({ persons: count }: FirmSize): string {
  return `
    INSERT INTO public.persons (id, household_id, first_name, last_name, born_on, ssn_encrypted, ssn_last4,
      ssn_blind_index, citizenship, tax_residency, marital_status, email, phone, city, state, postal_code,
      politically_exposed, broker_affiliated, accredited_investor, qualified_client, vulnerable_client, email_consent)
    SELECT ${idOf('person', 'p')}, ${idOf('household', 'large_firm.household_of(p)')}, first_name.name, surname.name,
      DATE '1935-01-01' + floor(large_firm.dice(p, 8) * 27000)::integer,
      'v1.k.' || left(digest, 16) || '.' || left(digest, 22), CASE WHEN digest IS NOT NULL THEN lpad((p % 10000)::text, 4, '0') END,
      'k.' || left(digest, 22),
      'US', 'US', CASE WHEN (p - 1) % 5 = 4 THEN 'single' ELSE 'married' END,
      CASE WHEN large_firm.dice(p, 9) < 0.7
        THEN first_name.mail_name || '.' || surname.mail_name || '@' || ${pick(MAIL_HOSTS, 'p', 10)} END,
      '+1 555 01' || lpad((p % 100)::text, 2, '0'), ${pick(['Springfield', 'Riverside', 'Fairview', 'Salem'], 'p', 11)},
      ${pick(['MA', 'NY', 'CA', 'TX', 'WA'], 'p', 12)}, '00000', false, false, false, false, false, true
    FROM (
      SELECT p, CASE WHEN (p - 1) % 5 IN (0, 2) THEN md5(p::text) END AS digest, ${zipf(FIRST_NAMES, 'p', 7)} AS first_place,
        CASE WHEN (p - 1) % 5 IN (1, 3) AND large_firm.dice(p, 13) < 0.15 THEN ${zipf(SURNAMES, 'p + 1000000000', 6)}
          ELSE ${zipf(SURNAMES, 'large_firm.household_of(p)', 6)} END AS last_place
      FROM generate_series(1::bigint, ${count}) AS p
    ) AS each_one
    JOIN large_firm.surnames AS surname ON surname.n = last_place
    JOIN large_firm.first_names AS first_name ON first_name.n = first_place
    ORDER BY p`
}

function householdMembers({ persons: count }: FirmSize): string {
  return `
    INSERT INTO public.household_members (id, household_id, person_id, role, from_date, to_date, is_primary, in_roll_up)
    SELECT ${idOf('member', 'p')}, ${idOf('household', 'large_firm.household_of(p)')}, ${idOf('person', 'p')},
      (ARRAY['head', 'spouse', 'head', 'spouse', 'child'])[(1 + (p - 1) % 5)::integer], DATE '2005-01-03',
      CASE WHEN (p - 1) % 5 = 4 AND large_firm.dice(p, 14) < 0.1 THEN DATE '2024-12-31' END, true, true
    FROM generate_series(1::bigint, ${count}) AS p`
}

/** One household in ten has a trust. */
function entities({ households: count }: FirmSize): string {
  return `
    INSERT INTO public.entities (id, household_id, name, type, formation_state)
    SELECT ${idOf('entity', 'h')}, ${idOf('household', 'h')}, surname.name || ' Family Trust', 'revocable_trust', 'DE'
    FROM generate_series(10::bigint, ${count}, 10) AS h
    JOIN large_firm.surnames AS surname ON surname.n = ${zipf(SURNAMES, 'h', 6)}
    ORDER BY h`
}

function relationships({ households: count }: FirmSize): string {
  return `
    INSERT INTO public.relationships (id, household_id, from_person_id, to_entity_id, role)
    SELECT ${idOf('relationship', 'h')}, ${idOf('household', 'h')}, ${idOf('person', 'large_firm.head_of(h)')},
      ${idOf('entity', 'h')}, 'trustee'
    FROM generate_series(10::bigint, ${count}, 10) AS h`
}
