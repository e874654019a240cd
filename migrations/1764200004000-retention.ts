import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Every record in the order a first sync brings them: class of its retention, whose book it belongs to, and the column
 * that dates a row. A copy, as of this migration, of what the records say; a test holds the two equal.
 */
const classes: readonly (readonly [table: string, retention: string, scope: string, datedBy: string])[] = [
  ['users', 'staff', 'firm', 'created_at'],
  ['households', 'client', 'household', 'created_at'],
  ['team_members', 'reference', 'household', 'created_at'],
  ['persons', 'client', 'household', 'created_at'],
  ['household_members', 'client', 'household', 'created_at'],
  ['entities', 'client', 'household', 'created_at'],
  ['accounts', 'client', 'household', 'created_at'],
  ['account_owners', 'client', 'household', 'created_at'],
  ['beneficiaries', 'client', 'household', 'created_at'],
  ['meetings', 'communication', 'household', 'starts_at'],
  ['tasks', 'client', 'household', 'created_at'],
  ['meeting_notes', 'communication', 'household', 'written_at'],
  ['securities', 'reference', 'firm', 'created_at'],
  ['positions', 'transaction', 'household', 'as_of'],
  ['communications', 'communication', 'household', 'occurred_at'],
  ['documents', 'client', 'household', 'document_date'],
  ['document_versions', 'client', 'household', 'created_at'],
  ['relationships', 'client', 'household', 'created_at'],
  ['disclosures', 'client', 'household', 'delivered_on'],
  ['document_contents', 'client', 'household', 'created_at'],
  ['prices', 'reference', 'firm', 'created_at'],
  ['transactions', 'transaction', 'household', 'traded_on'],
  ['firm_settings', 'reference', 'firm', 'created_at'],
  ['retention_policies', 'reference', 'firm', 'created_at'],
  ['compliance_reviews', 'compliance', 'office', 'created_at'],
  ['legal_holds', 'compliance', 'office', 'created_at'],
  ['legal_hold_items', 'compliance', 'office', 'created_at'],
  ['disposals', 'compliance', 'office', 'created_at'],
  ['disposal_items', 'compliance', 'office', 'created_at'],
]

const defaults = [
  {
    class: 'client',
    trigger: 'termination',
    years: 6,
    basis:
      '17 CFR 275.204-2(e)(1): the rule asks for five years from the end of the fiscal year of the last entry. Six years from the end of the relationship are the firm’s choice: longer than the rule while nothing is entered afterwards; where entries follow, choose the last entry as the event.',
  },
  {
    class: 'transaction',
    trigger: 'record_date',
    years: 6,
    basis:
      '17 CFR 275.204-2(e)(1): the rule asks for five years from the end of the fiscal year of the last entry. Six years from the record’s own date are never shorter for a record entered in that fiscal year. Records that support performance run from its last use (275.204-2(a)(16)).',
  },
  {
    class: 'communication',
    trigger: 'record_date',
    years: 6,
    basis:
      '17 CFR 275.204-2(a)(7) and (e)(1): the rule asks for five years from the end of the fiscal year. Six years from the record’s own date are never shorter. Those that support performance run from its last use (275.204-2(a)(16)).',
  },
  {
    class: 'audit',
    trigger: 'record_date',
    years: 7,
    basis:
      'Firm policy: no rule for advisers names seven years; it is the requested default. The trail of a record is kept at least as long as the record.',
  },
]

/** What the keeper must own, because it sees every row in order to decide. */
const keepersFunctions = ['app.explain_row(text, uuid)', 'audit.years_kept()']
const internals = ['policy_of(text)', 'retention_sql(text, text, boolean)', 'entries_sql(text)']

/** How long each row is kept, by which rule, from which event on, in a sentence. */
export class Retention1764200004000 implements MigrationInterface {
  name = 'Retention1764200004000'

  async up(runner: QueryRunner): Promise<void> {
    await this.createClasses(runner)
    await this.createDates(runner)
    await this.createPolicies(runner)
    await this.createEvents(runner)
    await this.createRetention(runner)
    await this.createSentence(runner)
    await this.createExplanation(runner)
    await this.createTrailHooks(runner)
    await this.giveAway(runner)
  }

  private async createClasses(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE app.record_classes (
        table_name text PRIMARY KEY,
        retention_class text NOT NULL CHECK (retention_class IN
          ('client', 'transaction', 'communication', 'reference', 'staff', 'compliance')),
        scope text NOT NULL CHECK (scope IN ('household', 'firm', 'user', 'office')),
        dated_by text NOT NULL,
        place integer NOT NULL UNIQUE
      )`)
    const rows = classes.map((row, place) => `('${row.join(`', '`)}', ${place})`)
    await runner.query(`
      INSERT INTO app.record_classes (table_name, retention_class, scope, dated_by, place) VALUES
        ${rows.join(',\n        ')}`)
    await runner.query(`ALTER TABLE app.record_classes ENABLE ROW LEVEL SECURITY`)
    await runner.query(`ALTER TABLE app.record_classes FORCE ROW LEVEL SECURITY`)
    await runner.query(`CREATE POLICY firm_reads ON app.record_classes FOR SELECT USING (true)`)
    await runner.query(`GRANT SELECT ON app.record_classes TO firm_member, firm_keeper`)
  }

  private async createDates(runner: QueryRunner): Promise<void> {
    // A day is over when it is over everywhere on earth, so that no clock's zone ends a retention early.
    await runner.query(`
      CREATE FUNCTION app.today() RETURNS date
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$ SELECT (now() AT TIME ZONE 'Etc/GMT+12')::date $$`)
    // Without a fixed search path, so that the planner puts their one expression in the caller's place.
    await runner.query(`
      CREATE FUNCTION app.fiscal_year_end(day date, month integer) RETURNS date
      LANGUAGE sql IMMUTABLE AS $$
        SELECT (pg_catalog.make_date(extract(year FROM day)::integer, month, 1)
          + CASE WHEN extract(month FROM day) > month THEN interval '13 months' ELSE interval '1 month' END
          - interval '1 day')::date
      $$`)
    // The last day on which the row is kept. A fiscal year's end stays a month's end: 28 February and one year is the
    // 29th in a leap year.
    await runner.query(`
      CREATE FUNCTION app.retain_until(day date, years integer, from_fiscal_year_end boolean, month integer) RETURNS date
      LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE
          WHEN from_fiscal_year_end THEN (date_trunc('month', app.fiscal_year_end(day, month)::timestamp)
            + pg_catalog.make_interval(years => years, months => 1) - interval '1 day')::date
          ELSE (day + pg_catalog.make_interval(years => years))::date END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.has_column(table_name text, column_name text) RETURNS boolean
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT EXISTS (SELECT FROM pg_attribute
                       WHERE attrelid = to_regclass(format('public.%I', table_name)) AND attname = column_name
                         AND attnum > 0 AND NOT attisdropped)
      $$`)
    // The day that dates a row called \`source\`. An instant's day is that of UTC: never before the day in the Americas.
    await runner.query(`
      CREATE FUNCTION app.date_sql(table_name text, source text) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT format(CASE WHEN atttypid = 'date'::regtype
          THEN 'coalesce(%1$s.%2$I, (%1$s.created_at AT TIME ZONE ''UTC'')::date)'
          ELSE 'coalesce((%1$s.%2$I AT TIME ZONE ''UTC'')::date, (%1$s.created_at AT TIME ZONE ''UTC'')::date)' END,
          source, dated_by)
        FROM app.record_classes AS class
        JOIN pg_attribute ON attrelid = to_regclass(format('public.%I', class.table_name)) AND attname = dated_by
        WHERE class.table_name = date_sql.table_name
      $$`)
  }

  private async createPolicies(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE public.retention_policies ADD CONSTRAINT one_policy_in_force
      EXCLUDE USING gist (record_class WITH =, daterange(in_force_from, ended_on, '[]') WITH &&)`)
    // Certificates name the policy, so what it says stays as it was: a policy is ended, and another one added.
    await runner.query(`
      CREATE FUNCTION app.guard_policy() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        IF to_jsonb(NEW) - '{ended_on,version,updated_at,updated_by}'::text[]
           <> to_jsonb(OLD) - '{ended_on,version,updated_at,updated_by}'::text[] THEN
          RAISE EXCEPTION 'a retention policy is never rewritten: set ended_on and add another' USING ERRCODE = 'AW006';
        END IF;
        RETURN NEW;
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER b_guard_policy BEFORE UPDATE ON public.retention_policies
      FOR EACH ROW EXECUTE FUNCTION app.guard_policy()`)
    // Policies bind the tables' owner, and what a migration brings is in the history of migrations, not in the trail.
    for (const table of ['retention_policies', 'firm_settings']) {
      await runner.query(`ALTER TABLE public.${table} NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER`)
    }
    const rows = defaults.map(
      (policy, index) => `
        ('01930000-0000-7000-8000-00000000c00${index + 1}', '${policy.class}', '${policy.trigger}', ${policy.years}, false,
          ${policy.class !== 'audit'}, DATE '2000-01-01', '${policy.basis}')`,
    )
    await runner.query(`
      INSERT INTO public.retention_policies (
        id, record_class, trigger, years, from_fiscal_year_end, performance_support, in_force_from, basis)
      VALUES ${rows.join(',')}`)
    await runner.query(`
      INSERT INTO public.firm_settings (id, firm_name, fiscal_year_end_month)
      SELECT '01930000-0000-7000-8000-00000000c000', 'The firm', 12
      WHERE NOT EXISTS (SELECT FROM public.firm_settings)`)
    for (const table of ['retention_policies', 'firm_settings']) {
      await runner.query(`ALTER TABLE public.${table} FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER`)
    }
    await runner.query(`
      CREATE FUNCTION app.policy_of(class text) RETURNS public.retention_policies
      LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
        SELECT * FROM public.retention_policies
        WHERE record_class = class AND daterange(in_force_from, ended_on, '[]') @> app.today()
      $$`)
  }

  private async createEvents(runner: QueryRunner): Promise<void> {
    // Every kept row of every household with the day of its last entry: the day that dates it, or its last change.
    await runner.query(`
      CREATE FUNCTION app.entries_sql(condition text) RETURNS text
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT string_agg(format(
          'SELECT %1$s AS household_id, max(greatest(%2$s, (e.updated_at AT TIME ZONE ''UTC'')::date)) AS entry
           FROM public.%3$I AS e WHERE %4$s GROUP BY 1',
          household, app.date_sql(table_name, 'e'), table_name, replace(condition, 'household', household)),
          ' UNION ALL ' ORDER BY place)
        FROM (SELECT *, CASE table_name WHEN 'households' THEN 'e.id' ELSE 'e.household_id' END AS household
              FROM app.record_classes
              WHERE scope = 'household' AND retention_class <> 'reference') AS kept
      $$`)
  }

  private async createRetention(runner: QueryRunner): Promise<void> {
    // A query of the retention of a table's rows, called t, that meet the condition: id, household_id, base_event (what
    // the policy waits for), event and event_date (what the date was counted from in the end), retain_until. Whatever is
    // longer wins; without the policy's event there is no date.
    await runner.query(`
      CREATE FUNCTION app.retention_sql(subject_table text, condition text, one_row boolean) RETURNS text
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
      DECLARE
        policy public.retention_policies := app.policy_of(
          (SELECT retention_class FROM app.record_classes WHERE table_name = subject_table));
        firm public.firm_settings;
        household text := CASE subject_table WHEN 'households' THEN 't.id' ELSE 't.household_id' END;
        document text := CASE WHEN subject_table = 'documents' THEN 't'
          WHEN subject_table IN ('document_versions', 'document_contents') THEN 'd' END;
        account text := CASE WHEN subject_table = 'accounts' THEN 't.id' WHEN document = 'd' THEN 'd.account_id'
          WHEN app.has_column(subject_table, 'account_id') THEN 't.account_id' END;
        joins text := format('JOIN public.households AS h ON h.id = %s ', household)
          || CASE subject_table
            WHEN 'document_versions' THEN 'JOIN public.documents AS d ON d.id = t.document_id '
            WHEN 'document_contents' THEN 'JOIN public.document_versions AS v ON v.id = t.version_id
              JOIN public.documents AS d ON d.id = v.document_id '
            ELSE '' END
          || CASE WHEN account IS NULL THEN '' ELSE format('LEFT JOIN public.accounts AS a ON a.id = %s ', account) END;
        ended text := 'CASE WHEN h.status = ''terminated'' THEN h.terminated_on END';
        own text := CASE document WHEN 'd' THEN format('greatest(%s, %s)', app.date_sql(subject_table, 't'),
          app.date_sql('documents', 'd')) ELSE app.date_sql(subject_table, 't') END;
        base_event text := quote_literal(policy.trigger);
        base text;
        superseded text := 'NULL::date';
        used text := 'NULL::date';
      BEGIN
        SELECT * INTO STRICT firm FROM public.firm_settings;
        CASE policy.trigger
          WHEN 'termination' THEN base := ended;
          WHEN 'account_closed' THEN
            base := CASE WHEN account IS NULL THEN ended ELSE
              format('CASE WHEN %s IS NULL THEN %s WHEN a.status = ''closed'' THEN a.closed_on END', account, ended) END;
            base_event := CASE WHEN account IS NULL THEN '''termination''' ELSE
              format('CASE WHEN %s IS NULL THEN ''termination'' ELSE ''account_closed'' END', account) END;
          WHEN 'record_date' THEN base := own;
          WHEN 'last_entry' THEN
            base := 'l.entry';
            joins := joins || CASE
              WHEN one_row THEN format('CROSS JOIN LATERAL (SELECT max(entry) AS entry FROM (%s) AS entries) AS l ',
                app.entries_sql('household = h.id'))
              ELSE format('JOIN (SELECT household_id, max(entry) AS entry FROM (%s) AS entries GROUP BY 1) AS l
                ON l.household_id = h.id ', app.entries_sql('true')) END;
          WHEN 'superseded' THEN
            base := coalesce(document || '.superseded_on', ended);
            base_event := CASE WHEN document IS NULL THEN '''termination''' ELSE base_event END;
          WHEN 'enterprise_end' THEN base := format('%L::date', firm.enterprise_ended_on);
          ELSE base := 'NULL::date';
        END CASE;
        IF document IS NOT NULL AND policy.trigger <> 'superseded' THEN
          superseded := document || '.superseded_on';
        END IF;
        IF policy.performance_support AND subject_table IN ('positions', 'transactions') THEN
          used := 'a.performance_last_used_on';
        ELSIF policy.performance_support AND (document IS NOT NULL OR subject_table = 'communications') THEN
          used := CASE WHEN document IS NULL THEN 'CASE WHEN t.category = ''performance'' THEN u.used_on END'
            ELSE format('CASE WHEN %s.type IN (''performance_report'', ''advertisement'') THEN u.used_on END', document) END;
          joins := joins || 'CROSS JOIN LATERAL (SELECT max(performance_last_used_on) AS used_on FROM public.accounts
            WHERE household_id = h.id) AS u ';
        END IF;
        RETURN format($sql$
          SELECT id, household_id, base_event,
            CASE WHEN longest IS NULL OR base_until = longest THEN base_event
                 WHEN superseded_until = longest THEN 'superseded' ELSE 'performance' END AS event,
            CASE WHEN longest IS NULL THEN base_on WHEN base_until = longest THEN base_on
                 WHEN superseded_until = longest THEN superseded_on ELSE used_on END AS event_date,
            longest AS retain_until
          FROM (
            SELECT *, CASE WHEN base_until IS NOT NULL THEN greatest(base_until, superseded_until, used_until) END AS longest
            FROM (
              SELECT *, app.retain_until(base_on, %1$s, %2$L, %3$s) AS base_until,
                app.retain_until(superseded_on, %1$s, %2$L, %3$s) AS superseded_until,
                app.retain_until(used_on, %1$s, true, %3$s) AS used_until
              FROM (SELECT t.id, %4$s AS household_id, %5$s AS base_event, %6$s AS base_on, %7$s AS superseded_on,
                      %8$s AS used_on
                    FROM public.%9$I AS t %10$s WHERE %11$s) AS events) AS dates) AS kept$sql$,
          coalesce(policy.years::text, 'NULL::integer'), coalesce(policy.from_fiscal_year_end, false),
          firm.fiscal_year_end_month, household, coalesce(base_event, 'NULL'), base, superseded, used, subject_table, joins,
          condition);
      END
      $$`)
  }

  private async createSentence(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION app.retention_sentence(
        policy public.retention_policies, base_event text, event text, event_date date, kept_until date) RETURNS text
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
      DECLARE
        month integer := (SELECT fiscal_year_end_month FROM public.firm_settings);
        fiscal boolean := policy.from_fiscal_year_end OR event = 'performance';
        moment text := to_char(event_date, 'YYYY-MM-DD') || CASE WHEN fiscal
          THEN to_char(app.fiscal_year_end(event_date, month), '" (fiscal year to "YYYY-MM-DD")"') ELSE '' END;
      BEGIN
        IF policy.id IS NULL THEN
          RETURN 'Kept until further notice: no policy for this class of records is in force.';
        END IF;
        RETURN format('%s: %s are kept %s after %s%s (%s)%s.',
          CASE WHEN kept_until IS NULL THEN 'Kept until further notice'
            ELSE to_char(kept_until, CASE WHEN kept_until < app.today() THEN '"Was kept until "YYYY-MM-DD'
              ELSE '"Kept until "YYYY-MM-DD' END) END,
          CASE policy.record_class WHEN 'client' THEN 'client records' WHEN 'transaction' THEN 'transactions and positions'
            ELSE 'communications and meetings' END,
          CASE policy.years WHEN 1 THEN 'one year' ELSE policy.years || ' years' END,
          CASE WHEN policy.from_fiscal_year_end THEN 'the end of the fiscal year of ' ELSE '' END,
          CASE base_event WHEN 'termination' THEN 'the end of the relationship'
            WHEN 'account_closed' THEN 'the closing of the account' WHEN 'record_date' THEN 'the date of the record'
            WHEN 'last_entry' THEN 'the household’s last entry' WHEN 'superseded' THEN 'the day the document was superseded'
            ELSE 'the end of the firm' END,
          split_part(policy.basis, ': ', 1),
          CASE WHEN event_date IS NULL THEN ', which has not come yet'
            WHEN event = base_event THEN ', which was on ' || moment
            WHEN event = 'superseded' THEN ', and this one longer because its document was superseded on ' || moment
            ELSE ', and this one longer because the performance was last used on ' || moment END);
      END
      $$`)
  }

  private async createExplanation(runner: QueryRunner): Promise<void> {
    const result = `TABLE (
        policy_id uuid, record_class text, years integer, trigger text, basis text, event text, event_date date,
        retain_until date, held_by text[], is_needed boolean, explanation text)`
    // Sees every row, so it asks whether the caller may: the same that row-level security would answer.
    await runner.query(`
      CREATE FUNCTION app.explain_row(subject_table text, subject_id uuid) RETURNS ${result}
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      #variable_conflict use_column
      DECLARE
        class app.record_classes;
        policy public.retention_policies;
        answer record;
        holds text[];
        kept boolean;
      BEGIN
        SELECT * INTO class FROM app.record_classes WHERE table_name = subject_table;
        IF NOT app.may_ask_about($1, $2) THEN
          RETURN;
        END IF;
        holds := ARRAY(SELECT matter FROM app.holds_on($1, $2) ORDER BY matter);
        IF class.retention_class IN ('client', 'transaction', 'communication') THEN
          policy := app.policy_of(class.retention_class);
          EXECUTE app.retention_sql(subject_table, 't.id = $1', true) INTO answer USING subject_id;
          IF answer.id IS NULL THEN
            RETURN;
          END IF;
          kept := coalesce(answer.retain_until >= app.today(), true);
          explanation := app.retention_sentence(policy, answer.base_event, answer.event, answer.event_date, answer.retain_until);
          event := answer.event;
          event_date := answer.event_date;
          retain_until := answer.retain_until;
        ELSE
          kept := class.retention_class <> 'reference';
          explanation := CASE class.retention_class WHEN 'reference' THEN 'No rule keeps it: this is reference data.'
            WHEN 'staff' THEN 'Never deleted: who worked for the firm stays known.'
            ELSE 'Never deleted: this is a record of compliance.' END;
        END IF;
        IF cardinality(holds) > 0 THEN
          explanation := rtrim(explanation, '.') || '; it is on hold (' || array_to_string(holds, '; ')
            || '), so it stays until every hold is released.';
        END IF;
        RETURN QUERY SELECT policy.id, class.retention_class, policy.years, policy.trigger, policy.basis, event, event_date,
          retain_until, holds, kept OR cardinality(holds) > 0, explanation;
      END
      $$`)
    // How long a row is kept, and why. One row; none for a row that the caller does not see.
    await runner.query(`
      CREATE FUNCTION app.retention_of(subject_table text, subject_id uuid) RETURNS ${result}
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
      DECLARE
        seen boolean;
      BEGIN
        IF NOT EXISTS (SELECT FROM app.record_classes AS class WHERE class.table_name = $1) THEN
          RAISE EXCEPTION 'there is no kind of record called %', $1 USING ERRCODE = 'AW006';
        END IF;
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE id = $1)', $1) INTO seen USING $2;
        IF seen THEN
          RETURN QUERY SELECT * FROM app.explain_row($1, $2);
        END IF;
      END
      $$`)
  }

  private async createTrailHooks(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION audit.years_kept() RETURNS integer
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
        SELECT coalesce((app.policy_of('audit')).years, 7)
      $$`)
    await runner.query(`SELECT app.act_for_keeper(true)`)
    // A record's trail is kept as long as the record, which may be longer than the trail's own years.
    await runner.query(`
      CREATE OR REPLACE FUNCTION audit.subject_is_needed(table_name text, row_id uuid) RETURNS boolean
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        class app.record_classes;
        present boolean;
        until date;
      BEGIN
        SELECT * INTO class FROM app.record_classes AS known WHERE known.table_name = $1;
        IF NOT FOUND THEN
          RETURN false;
        END IF;
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE id = $1)', $1) INTO present USING row_id;
        IF NOT present THEN
          RETURN false;
        ELSIF class.retention_class IN ('staff', 'compliance') OR app.is_held($1, $2) THEN
          RETURN true;
        ELSIF class.retention_class = 'reference' THEN
          RETURN false;
        END IF;
        EXECUTE format('SELECT retain_until FROM (%s) AS kept', app.retention_sql($1, 't.id = $1', true))
        INTO until USING row_id;
        RETURN coalesce(until >= app.today(), true);
      END
      $$`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }

  private async giveAway(runner: QueryRunner): Promise<void> {
    for (const name of internals) await runner.query(`REVOKE ALL ON FUNCTION app.${name} FROM PUBLIC`)
    for (const name of ['policy_of(text)', 'retention_sql(text, text, boolean)', 'entries_sql(text)']) {
      await runner.query(`GRANT EXECUTE ON FUNCTION app.${name} TO firm_keeper`)
    }
    await runner.query(`SELECT app.act_for_keeper(true)`)
    for (const name of keepersFunctions) await runner.query(`ALTER FUNCTION ${name} OWNER TO firm_keeper`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await this.takeBack(runner)
    await this.restoreTrailHooks(runner)
    for (const name of [
      'retention_of(text, uuid)',
      'explain_row(text, uuid)',
      'retention_sentence(public.retention_policies, text, text, date, date)',
      'retention_sql(text, text, boolean)',
      'entries_sql(text)',
      'date_sql(text, text)',
      'has_column(text, text)',
      'retain_until(date, integer, boolean, integer)',
      'fiscal_year_end(date, integer)',
      'policy_of(text)',
      'today()',
    ]) {
      await runner.query(`DROP FUNCTION app.${name}`)
    }
    await runner.query(`DROP TRIGGER b_guard_policy ON public.retention_policies`)
    await runner.query(`DROP FUNCTION app.guard_policy()`)
    await runner.query(`ALTER TABLE public.retention_policies DROP CONSTRAINT one_policy_in_force`)
    for (const table of ['retention_policies', 'firm_settings']) {
      await runner.query(`ALTER TABLE public.${table} NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER`)
      await runner.query(`DELETE FROM public.${table} WHERE id::text LIKE '01930000-0000-7000-8000-00000000c00%'`)
      await runner.query(`ALTER TABLE public.${table} FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER`)
    }
    await runner.query(`DROP TABLE app.record_classes`)
  }

  private async takeBack(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT app.act_for_keeper(true)`)
    for (const name of keepersFunctions) {
      await runner.query(`
        DO $$ BEGIN EXECUTE format('ALTER FUNCTION ${name} OWNER TO %I', current_user); END $$`)
    }
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }

  private async restoreTrailHooks(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION audit.years_kept() RETURNS integer
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$ SELECT 7 $$`)
    await runner.query(`SELECT app.act_for_keeper(true)`)
    await runner.query(`
      CREATE OR REPLACE FUNCTION audit.subject_is_needed(table_name text, row_id uuid) RETURNS boolean
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        subject regclass := to_regclass('public.' || quote_ident(table_name));
        present boolean;
      BEGIN
        IF subject IS NULL THEN
          RETURN false;
        END IF;
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE id = $1)', subject) INTO present USING row_id;
        RETURN present;
      END
      $$`)
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }
}
