import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Tables that came with the records' rules, by whose they are. */
const householdTables = ['team_members', 'document_versions', 'disclosures']
const firmTables = ['firm_settings', 'retention_policies']
const officeTables = ['compliance_reviews', 'legal_holds', 'legal_hold_items', 'disposals', 'disposal_items']
const newTables = [...householdTables, ...firmTables, ...officeTables]
const onLaptops = [
  ...householdTables.map((table) => [table, 'household_id'] as const),
  ...firmTables.map((table) => [table, 'NULL::uuid'] as const),
]

const mine = `household_id = ANY (ARRAY(SELECT app.my_households()))`
const advised = `household_id = ANY (ARRAY(SELECT app.advised_households()))`

/** Servicing teams, who may see and change the records of the office, and the keeper that sees all on their behalf. */
export class Access1764200002000 implements MigrationInterface {
  name = 'Access1764200002000'

  async up(runner: QueryRunner): Promise<void> {
    await this.createKeeper(runner)
    await this.createTeams(runner)
    await this.createHouseholdPolicies(runner)
    await this.createFirmPolicies(runner)
    await this.createOfficePolicies(runner)
    await this.createLedgers(runner)
    await this.createTriggers(runner)
    await this.createGuards(runner)
    await this.giveToKeeper(runner)
  }

  /**
   * Row-level security is forced, so it binds the tables' owner as well. Functions that must see every row to decide
   * (whose households are mine, is this on hold) therefore belong to a role of their own that nobody can log in as.
   */
  private async createKeeper(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$
      BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'firm_keeper') THEN
          CREATE ROLE firm_keeper NOLOGIN;
        END IF;
      END
      $$`)
    // From version 16 on, a membership says whether it gives rights by itself. The owner of the tables gets them for as
    // long as a migration that makes the keeper's functions runs.
    await runner.query(`
      CREATE FUNCTION app.act_for_keeper(active boolean) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        IF current_setting('server_version_num')::integer >= 160000 THEN
          EXECUTE format('GRANT firm_keeper TO %I WITH INHERIT %s, SET TRUE', current_user, CASE WHEN active THEN 'TRUE' ELSE 'FALSE' END);
        ELSIF active THEN
          EXECUTE format('GRANT firm_keeper TO %I', current_user);
        ELSE
          EXECUTE format('REVOKE firm_keeper FROM %I', current_user);
        END IF;
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION app.act_for_keeper(boolean) FROM PUBLIC`)
    // For the time of a migration that adds references or moves rows: both look at rows with the owner's eyes.
    await runner.query(`
      CREATE FUNCTION app.force_policies(forced boolean) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      DECLARE
        bound regclass;
      BEGIN
        FOR bound IN
          SELECT oid FROM pg_class WHERE relrowsecurity AND NOT relispartition
            AND relnamespace IN ('public'::regnamespace, 'app'::regnamespace, 'sync'::regnamespace)
        LOOP
          EXECUTE format('ALTER TABLE %s %s ROW LEVEL SECURITY', bound, CASE WHEN forced THEN 'FORCE' ELSE 'NO FORCE' END);
        END LOOP;
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION app.force_policies(boolean) FROM PUBLIC`)
    await runner.query(`GRANT USAGE ON SCHEMA public, app, sync, audit TO firm_keeper`)
    await runner.query(`GRANT CREATE ON SCHEMA app, sync, audit TO firm_keeper`)
    await runner.query(`
      DO $$
      DECLARE
        kept regclass;
      BEGIN
        FOR kept IN
          SELECT oid FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relname NOT IN ('schema_migrations', 'epoch')
            AND relnamespace IN ('public'::regnamespace, 'app'::regnamespace, 'sync'::regnamespace)
        LOOP
          EXECUTE format('GRANT SELECT ON %s TO firm_keeper', kept);
          EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', kept);
          EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', kept);
          EXECUTE format('CREATE POLICY keeper_reads ON %s FOR SELECT TO firm_keeper USING (true)', kept);
        END LOOP;
      END
      $$`)
  }

  private async createTeams(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION app.advised_households() RETURNS SETOF uuid
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        SELECT id FROM public.households WHERE advisor_id = (SELECT app.user_id())
      $$`)
    await runner.query(`
      CREATE FUNCTION app.team_households() RETURNS SETOF uuid
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        SELECT household_id FROM public.team_members WHERE user_id = (SELECT app.user_id())
      $$`)
    await runner.query(`
      CREATE OR REPLACE FUNCTION app.my_households() RETURNS SETOF uuid
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        SELECT id FROM public.households WHERE advisor_id = (SELECT app.user_id())
        UNION
        SELECT household_id FROM public.team_members WHERE user_id = (SELECT app.user_id())
      $$`)
    // In this form an adviser's list still walks the index of their own households.
    await runner.query(`DROP POLICY own_book ON public.households`)
    await runner.query(`
      CREATE POLICY own_book ON public.households
      USING (advisor_id = (SELECT app.user_id()) OR id = ANY (ARRAY(SELECT app.team_households())))
      WITH CHECK (advisor_id = (SELECT app.user_id()) OR id = ANY (ARRAY(SELECT app.team_households())))`)
    await runner.query(`
      CREATE FUNCTION sync.log_team_access() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      BEGIN
        IF TG_OP <> 'INSERT' THEN
          INSERT INTO sync.access_log (user_id, household_id, granted) VALUES (OLD.user_id, OLD.household_id, false);
        END IF;
        IF TG_OP <> 'DELETE' THEN
          INSERT INTO sync.access_log (user_id, household_id, granted) VALUES (NEW.user_id, NEW.household_id, true);
        END IF;
        RETURN NULL;
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER d_sync_access AFTER INSERT OR UPDATE OF user_id, household_id OR DELETE ON public.team_members
      FOR EACH ROW EXECUTE FUNCTION sync.log_team_access()`)
  }

  private async createHouseholdPolicies(runner: QueryRunner): Promise<void> {
    await runner.query(`GRANT SELECT ON ${householdTables.map((table) => `public.${table}`).join(', ')} TO firm_member`)
    for (const table of householdTables) {
      await runner.query(`
        CREATE POLICY firm_reads ON public.${table} FOR SELECT
        TO firm_compliance, firm_examiner, firm_operations USING (true)`)
      await runner.query(`
        CREATE POLICY operations_add ON public.${table} FOR INSERT TO firm_operations WITH CHECK (true)`)
    }
    for (const table of ['document_versions', 'disclosures']) {
      await runner.query(`CREATE POLICY own_book ON public.${table} USING (${mine}) WITH CHECK (${mine})`)
      await runner.query(`
        GRANT INSERT ON public.${table} TO firm_adviser, firm_assistant, firm_operations, firm_pooler`)
    }
    // Who is on a team decides who sees the household: its adviser says so, or operations, and no other member.
    await runner.query(`CREATE POLICY own_book ON public.team_members FOR SELECT USING (${mine})`)
    await runner.query(`CREATE POLICY adviser_adds ON public.team_members FOR INSERT WITH CHECK (${advised})`)
    await runner.query(`
      CREATE POLICY adviser_changes ON public.team_members FOR UPDATE USING (${advised}) WITH CHECK (${advised})`)
    await runner.query(`CREATE POLICY adviser_removes ON public.team_members FOR DELETE USING (${advised})`)
    await runner.query(`
      CREATE POLICY operations_change ON public.team_members FOR UPDATE TO firm_operations USING (true) WITH CHECK (true)`)
    await runner.query(`
      CREATE POLICY operations_remove ON public.team_members FOR DELETE TO firm_operations USING (true)`)
    await runner.query(`
      GRANT INSERT, UPDATE, DELETE ON public.team_members TO firm_adviser, firm_operations, firm_pooler`)
  }

  private async createFirmPolicies(runner: QueryRunner): Promise<void> {
    for (const table of firmTables) {
      await runner.query(`GRANT SELECT ON public.${table} TO firm_member`)
      await runner.query(`CREATE POLICY firm_reads ON public.${table} FOR SELECT USING (true)`)
      await this.allowChanges(runner, table, 'firm_compliance', 'compliance')
    }
    await this.allowChanges(runner, 'users', 'firm_administrator', 'administrator')
    // What custodians' files bring is entered by operations. A transaction is never overwritten: only its state moves,
    // from pending to posted, or to reversed by another.
    for (const table of ['securities', 'prices'])
      await this.allowChanges(runner, table, 'firm_operations', 'operations')
    await runner.query(`GRANT INSERT, UPDATE ON public.positions TO firm_operations`)
    await runner.query(`GRANT INSERT, UPDATE (status) ON public.transactions TO firm_operations`)
  }

  private async createOfficePolicies(runner: QueryRunner): Promise<void> {
    for (const table of officeTables) {
      await runner.query(`GRANT SELECT ON public.${table} TO firm_compliance, firm_examiner`)
    }
    for (const table of ['compliance_reviews', 'disposals', 'disposal_items']) {
      await runner.query(`
        CREATE POLICY firm_reads ON public.${table} FOR SELECT TO firm_compliance, firm_examiner USING (true)`)
    }
    // A confidential matter is compliance's alone.
    await runner.query(
      `CREATE POLICY compliance_reads ON public.legal_holds FOR SELECT TO firm_compliance USING (true)`,
    )
    await runner.query(`
      CREATE POLICY examiner_reads ON public.legal_holds FOR SELECT TO firm_examiner USING (NOT is_confidential)`)
    await runner.query(`
      CREATE POLICY compliance_reads ON public.legal_hold_items FOR SELECT TO firm_compliance USING (true)`)
    await runner.query(`
      CREATE POLICY examiner_reads ON public.legal_hold_items FOR SELECT
      TO firm_examiner USING (hold_id IN (SELECT id FROM public.legal_holds))`)
    await this.allowChanges(runner, 'compliance_reviews', 'firm_compliance', 'compliance')
    await this.allowChanges(runner, 'legal_holds', 'firm_compliance', 'compliance')
    await runner.query(`GRANT INSERT ON public.legal_hold_items TO firm_compliance`)
    await runner.query(`
      CREATE POLICY compliance_add ON public.legal_hold_items FOR INSERT TO firm_compliance WITH CHECK (true)`)
  }

  private async allowChanges(runner: QueryRunner, table: string, role: string, name: string): Promise<void> {
    await runner.query(`GRANT INSERT, UPDATE ON public.${table} TO ${role}`)
    await runner.query(`CREATE POLICY ${name}_add ON public.${table} FOR INSERT TO ${role} WITH CHECK (true)`)
    await runner.query(`
      CREATE POLICY ${name}_change ON public.${table} FOR UPDATE TO ${role} USING (true) WITH CHECK (true)`)
  }

  private async createLedgers(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE app.leases (
        id uuid PRIMARY KEY,
        device_id uuid NOT NULL REFERENCES app.devices (id),
        granted_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT expires_after_it_was_granted CHECK (expires_at > granted_at)
      )`)
    await runner.query(`CREATE INDEX ix_leases_device_id ON app.leases (device_id, expires_at)`)
    // Which client's data lay on which laptop, from when until when. It outlives household and person.
    await runner.query(`
      CREATE TABLE app.checkouts (
        id uuid PRIMARY KEY,
        device_id uuid NOT NULL REFERENCES app.devices (id),
        household_id uuid NOT NULL,
        checked_out_at timestamptz(3) NOT NULL DEFAULT now(),
        ended_at timestamptz(3),
        ended_by text CHECK (ended_by IN ('purged', 'wiped', 'revoked', 'lease_ended')),
        proof text,
        CONSTRAINT ends_after_it_began CHECK (ended_at >= checked_out_at),
        CONSTRAINT ended_somehow CHECK ((ended_at IS NULL) = (ended_by IS NULL))
      )`)
    await runner.query(`
      CREATE UNIQUE INDEX one_open_checkout ON app.checkouts (device_id, household_id) WHERE ended_at IS NULL`)
    await runner.query(`CREATE INDEX ix_checkouts_device_id ON app.checkouts (device_id, checked_out_at)`)
    await runner.query(`CREATE INDEX ix_checkouts_household_id ON app.checkouts (household_id, checked_out_at)`)
    for (const table of ['leases', 'checkouts']) {
      await runner.query(`ALTER TABLE app.${table} ENABLE ROW LEVEL SECURITY`)
      await runner.query(`ALTER TABLE app.${table} FORCE ROW LEVEL SECURITY`)
      await runner.query(`GRANT SELECT ON app.${table} TO firm_member, firm_keeper`)
      await runner.query(`CREATE POLICY keeper_reads ON app.${table} FOR SELECT TO firm_keeper USING (true)`)
      await runner.query(`
        CREATE POLICY own_devices ON app.${table} FOR SELECT
        USING (device_id IN (SELECT id FROM app.devices WHERE user_id = (SELECT app.user_id())))`)
      await runner.query(`
        CREATE POLICY firm_reads ON app.${table} FOR SELECT
        TO firm_compliance, firm_examiner, firm_administrator USING (true)`)
    }
  }

  private async createTriggers(runner: QueryRunner): Promise<void> {
    for (const table of newTables) {
      await runner.query(`
        CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.${table}
        FOR EACH ROW EXECUTE FUNCTION app.stamp_row()`)
      await runner.query(`
        CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.${table}
        FOR EACH ROW EXECUTE FUNCTION audit.record_row()`)
    }
    for (const [table, household] of onLaptops) {
      for (const [event, transition, rows] of [
        ['insert', 'NEW TABLE AS new_rows', `SELECT id, ${household} FROM new_rows`],
        [
          'update',
          'OLD TABLE AS old_rows NEW TABLE AS new_rows',
          `SELECT id, ${household} FROM old_rows UNION SELECT id, ${household} FROM new_rows`,
        ],
        ['delete', 'OLD TABLE AS old_rows', `SELECT id, ${household} FROM old_rows`],
      ]) {
        await runner.query(`
          CREATE FUNCTION sync.log_${table}_${event}() RETURNS trigger
          LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
          BEGIN
            INSERT INTO sync.change_log (table_name, row_id, household_id)
            SELECT '${table}', changed.* FROM (${rows}) AS changed;
            RETURN NULL;
          END
          $$`)
        await runner.query(`
          CREATE TRIGGER c_sync_${event} AFTER ${event} ON public.${table} REFERENCING ${transition}
          FOR EACH STATEMENT EXECUTE FUNCTION sync.log_${table}_${event}()`)
      }
    }
  }

  private async createGuards(runner: QueryRunner): Promise<void> {
    // Policies say which row may be changed, not which field: an assistant may change a household, but giving it to
    // another adviser is operations' affair.
    await runner.query(`
      CREATE FUNCTION app.guard_adviser() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        IF (SELECT role FROM public.users WHERE id = NEW.advisor_id) <> 'adviser' THEN
          RAISE EXCEPTION 'the adviser of a household must be a user with the role adviser' USING ERRCODE = '23514';
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.advisor_id <> OLD.advisor_id AND NOT pg_has_role(current_user, 'firm_operations', 'USAGE')
           AND NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
          RAISE EXCEPTION 'only operations may give a household to another adviser' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER b_guard_adviser BEFORE INSERT OR UPDATE OF advisor_id ON public.households
      FOR EACH ROW EXECUTE FUNCTION app.guard_adviser()`)
    // Refused to everybody: what is filed is filed, and what is signed is signed.
    await runner.query(`
      CREATE FUNCTION app.refuse_change() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        RAISE EXCEPTION '% of % is refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = '42501';
      END
      $$`)
    for (const table of ['document_versions', 'document_contents']) {
      await runner.query(`
        CREATE TRIGGER b_refuse_change BEFORE UPDATE ON public.${table}
        FOR EACH ROW EXECUTE FUNCTION app.refuse_change('a filed version never changes; file another')`)
    }
    await runner.query(`
      CREATE TRIGGER b_refuse_change BEFORE UPDATE ON public.compliance_reviews
      FOR EACH ROW WHEN (OLD.status = 'signed_off')
      EXECUTE FUNCTION app.refuse_change('a signed review is final; begin another')`)
  }

  private async giveToKeeper(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT app.act_for_keeper(true)`)
    for (const name of ['user_id', 'my_households', 'advised_households', 'team_households']) {
      await runner.query(`ALTER FUNCTION app.${name}() OWNER TO firm_keeper`)
    }
    await runner.query(`SELECT app.act_for_keeper(false)`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`SELECT app.act_for_keeper(true)`)
    await runner.query(`
      DO $$
      BEGIN
        EXECUTE format('ALTER FUNCTION app.user_id() OWNER TO %I', current_user);
        EXECUTE format('ALTER FUNCTION app.my_households() OWNER TO %I', current_user);
      END
      $$`)
    await this.dropGuards(runner)
    for (const table of newTables) {
      await runner.query(`DROP TRIGGER a_stamp ON public.${table}`)
      await runner.query(`DROP TRIGGER b_audit ON public.${table}`)
    }
    for (const [table] of onLaptops) {
      for (const event of ['insert', 'update', 'delete']) {
        await runner.query(`DROP TRIGGER c_sync_${event} ON public.${table}`)
        await runner.query(`DROP FUNCTION sync.log_${table}_${event}()`)
      }
    }
    await runner.query(`DROP TABLE app.checkouts`)
    await runner.query(`DROP TABLE app.leases`)
    await this.dropPolicies(runner)
    await this.dropTeams(runner)
    await runner.query(`SELECT app.act_for_keeper(false)`)
    await this.dropKeeper(runner)
  }

  private async dropGuards(runner: QueryRunner): Promise<void> {
    for (const table of ['document_versions', 'document_contents', 'compliance_reviews']) {
      await runner.query(`DROP TRIGGER b_refuse_change ON public.${table}`)
    }
    await runner.query(`DROP FUNCTION app.refuse_change()`)
    await runner.query(`DROP TRIGGER b_guard_adviser ON public.households`)
    await runner.query(`DROP FUNCTION app.guard_adviser()`)
  }

  private async dropPolicies(runner: QueryRunner): Promise<void> {
    // The new tables are dropped by the migration that made them, and their policies with them.
    for (const [table, role, name] of [
      ['users', 'firm_administrator', 'administrator'],
      ['securities', 'firm_operations', 'operations'],
      ['prices', 'firm_operations', 'operations'],
    ]) {
      await runner.query(`DROP POLICY ${name}_add ON public.${table}`)
      await runner.query(`DROP POLICY ${name}_change ON public.${table}`)
      await runner.query(`REVOKE INSERT, UPDATE ON public.${table} FROM ${role}`)
    }
    await runner.query(`REVOKE INSERT, UPDATE ON public.positions FROM firm_operations`)
    await runner.query(`REVOKE INSERT, UPDATE (status) ON public.transactions FROM firm_operations`)
    await runner.query(`
      DO $$
      DECLARE
        policy record;
      BEGIN
        FOR policy IN SELECT * FROM pg_policies WHERE schemaname = 'public' AND tablename = ANY ('{${newTables.join(',')}}') LOOP
          EXECUTE format('DROP POLICY %I ON public.%I', policy.policyname, policy.tablename);
          EXECUTE format('REVOKE ALL ON public.%I FROM firm_member, firm_adviser, firm_assistant, firm_compliance,
            firm_examiner, firm_operations, firm_pooler', policy.tablename);
          EXECUTE format('ALTER TABLE public.%I NO FORCE ROW LEVEL SECURITY', policy.tablename);
          EXECUTE format('ALTER TABLE public.%I DISABLE ROW LEVEL SECURITY', policy.tablename);
        END LOOP;
      END
      $$`)
  }

  private async dropTeams(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER d_sync_access ON public.team_members`)
    await runner.query(`DROP FUNCTION sync.log_team_access()`)
    await runner.query(`DROP POLICY own_book ON public.households`)
    await runner.query(`
      CREATE POLICY own_book ON public.households
      USING (advisor_id = (SELECT app.user_id())) WITH CHECK (advisor_id = (SELECT app.user_id()))`)
    await runner.query(`
      CREATE OR REPLACE FUNCTION app.my_households() RETURNS SETOF uuid
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        SELECT id FROM public.households WHERE advisor_id = (SELECT app.user_id())
      $$`)
    await runner.query(`DROP FUNCTION app.team_households()`)
    await runner.query(`DROP FUNCTION app.advised_households()`)
  }

  private async dropKeeper(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$
      DECLARE
        policy record;
      BEGIN
        FOR policy IN SELECT * FROM pg_policies WHERE policyname = 'keeper_reads' LOOP
          EXECUTE format('DROP POLICY keeper_reads ON %I.%I', policy.schemaname, policy.tablename);
        END LOOP;
      END
      $$`)
    await runner.query(`DROP FUNCTION app.force_policies(boolean)`)
    await runner.query(`DROP FUNCTION app.act_for_keeper(boolean)`)
    await runner.query(`REVOKE ALL ON ALL TABLES IN SCHEMA public, app, sync FROM firm_keeper`)
    await runner.query(`REVOKE ALL ON SCHEMA public, app, sync, audit FROM firm_keeper`)
  }
}
