import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Tables that belong to a household through `household_id`, as they were when this migration was written. */
const householdTables = [
  'persons',
  'household_members',
  'entities',
  'accounts',
  'account_owners',
  'beneficiaries',
  'meetings',
  'tasks',
  'meeting_notes',
  'positions',
  'communications',
  'documents',
  'relationships',
  'document_contents',
  'transactions',
]
const firmTables = ['users', 'securities', 'prices']
const changedByPeople = [
  'households',
  'persons',
  'household_members',
  'entities',
  'accounts',
  'account_owners',
  'beneficiaries',
  'meetings',
  'tasks',
  'documents',
  'relationships',
]
const onlyAdded = ['meeting_notes', 'communications', 'document_contents']
const everyTable = ['households', ...householdTables, ...firmTables]

/** Who somebody is, which households are theirs, and the policies that follow. */
export class Identity1764000001000 implements MigrationInterface {
  name = 'Identity1764000001000'

  async up(runner: QueryRunner): Promise<void> {
    await this.createIdentity(runner)
    await this.createDevices(runner)
    await this.createPolicies(runner)
    await this.createVersions(runner)
  }

  private async createIdentity(runner: QueryRunner): Promise<void> {
    // A personal login is who it is, whatever it sets; only a pooler login may speak for the person it serves.
    await runner.query(`
      CREATE FUNCTION app.user_id() RETURNS uuid
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        SELECT CASE
          WHEN pg_has_role(session_user, 'firm_pooler', 'MEMBER')
            THEN nullif(current_setting('app.current_user_id', true), '')::uuid
          ELSE (SELECT id FROM public.users WHERE login = session_user AND active)
        END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.my_households() RETURNS SETOF uuid
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        SELECT id FROM public.households WHERE advisor_id = (SELECT app.user_id())
      $$`)
    // Makes or refreshes the personal login of somebody in \`users\`. Only for whoever may create roles.
    await runner.query(`
      CREATE FUNCTION app.ensure_login(login_name text, login_password text) RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
      DECLARE
        group_role text;
        former_role text;
      BEGIN
        SELECT 'firm_' || role INTO STRICT group_role FROM public.users WHERE login = login_name;
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login_name) THEN
          EXECUTE format('CREATE ROLE %I LOGIN', login_name);
        END IF;
        EXECUTE format('ALTER ROLE %I PASSWORD %L CONNECTION LIMIT 12', login_name, login_password);
        FOR former_role IN
          SELECT granted.rolname FROM pg_auth_members
          JOIN pg_roles AS granted ON granted.oid = roleid JOIN pg_roles AS holder ON holder.oid = member
          WHERE holder.rolname = login_name AND granted.rolname LIKE 'firm\\_%' AND granted.rolname <> group_role
        LOOP
          EXECUTE format('REVOKE %I FROM %I', former_role, login_name);
        END LOOP;
        EXECUTE format('GRANT %I TO %I', group_role, login_name);
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION app.ensure_login(text, text) FROM PUBLIC`)
  }

  private async createDevices(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE app.devices (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES public.users (id),
        name text NOT NULL,
        app_version text NOT NULL,
        registered_at timestamptz(3) NOT NULL DEFAULT now(),
        last_seen_at timestamptz(3) NOT NULL DEFAULT now(),
        revoked_at timestamptz(3),
        last_sequence bigint NOT NULL DEFAULT 0,
        last_hash text NOT NULL DEFAULT repeat('0', 64)
      )`)
    await runner.query(`CREATE INDEX ix_devices_user_id ON app.devices (user_id)`)
    await runner.query(`ALTER TABLE app.devices ENABLE ROW LEVEL SECURITY`)
    await runner.query(`ALTER TABLE app.devices FORCE ROW LEVEL SECURITY`)
    await runner.query(`
      CREATE POLICY own_devices ON app.devices USING (user_id = (SELECT app.user_id()))`)
    await runner.query(`
      CREATE POLICY firm_devices ON app.devices FOR SELECT
      TO firm_compliance, firm_examiner, firm_administrator USING (true)`)
    await runner.query(`GRANT SELECT ON app.devices TO firm_member`)
    await runner.query(`
      CREATE FUNCTION app.register_device(device uuid, device_name text, version text) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        owner uuid;
        revoked timestamptz;
      BEGIN
        INSERT INTO app.devices (id, user_id, name, app_version)
        VALUES (device, app.user_id(), device_name, version)
        ON CONFLICT (id) DO NOTHING;
        UPDATE app.devices SET last_seen_at = now(), app_version = version
        WHERE id = device AND user_id = app.user_id()
        RETURNING user_id, revoked_at INTO owner, revoked;
        IF owner IS NULL THEN
          RAISE EXCEPTION 'this device is registered to somebody else' USING ERRCODE = '42501';
        END IF;
        IF revoked IS NOT NULL THEN
          RAISE EXCEPTION 'this device was revoked' USING ERRCODE = '42501';
        END IF;
      END
      $$`)
  }

  private async createPolicies(runner: QueryRunner): Promise<void> {
    for (const table of everyTable) {
      await runner.query(`ALTER TABLE public.${table} ENABLE ROW LEVEL SECURITY`)
      await runner.query(`ALTER TABLE public.${table} FORCE ROW LEVEL SECURITY`)
      await runner.query(`GRANT SELECT ON public.${table} TO firm_member`)
    }
    for (const table of firmTables) {
      await runner.query(`CREATE POLICY firm_reads ON public.${table} FOR SELECT USING (true)`)
    }
    // In these forms the planner answers the function once and walks an index; EXISTS over an access table does not.
    await this.createHouseholdPolicies(runner, 'households', `advisor_id = (SELECT app.user_id())`)
    for (const table of householdTables) {
      await this.createHouseholdPolicies(runner, table, `household_id = ANY (ARRAY(SELECT app.my_households()))`)
    }
    for (const table of changedByPeople) {
      await runner.query(`
        GRANT INSERT, UPDATE ON public.${table}
        TO firm_adviser, firm_assistant, firm_operations, firm_pooler`)
    }
    for (const table of onlyAdded) {
      await runner.query(`
        GRANT INSERT ON public.${table} TO firm_adviser, firm_assistant, firm_operations, firm_pooler`)
    }
    await runner.query(`GRANT SELECT ON public.schema_migrations TO firm_member`)
  }

  private async createHouseholdPolicies(runner: QueryRunner, table: string, mine: string): Promise<void> {
    // No TO clause: a pooler login and the tables' owner are bound as well.
    await runner.query(`CREATE POLICY own_book ON public.${table} USING (${mine}) WITH CHECK (${mine})`)
    await runner.query(`
      CREATE POLICY firm_reads ON public.${table} FOR SELECT
      TO firm_compliance, firm_examiner, firm_operations USING (true)`)
    await runner.query(`
      CREATE POLICY operations_add ON public.${table} FOR INSERT TO firm_operations WITH CHECK (true)`)
    await runner.query(`
      CREATE POLICY operations_change ON public.${table} FOR UPDATE
      TO firm_operations USING (true) WITH CHECK (true)`)
  }

  private async createVersions(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION app.stamp_row() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
      BEGIN
        IF TG_OP = 'INSERT' THEN
          NEW.version := 1;
          NEW.created_at := now();
          NEW.created_by := app.user_id();
        ELSE
          NEW.id := OLD.id;
          NEW.version := OLD.version + 1;
          NEW.created_at := OLD.created_at;
          NEW.created_by := OLD.created_by;
        END IF;
        NEW.updated_at := now();
        NEW.updated_by := app.user_id();
        RETURN NEW;
      END
      $$`)
    for (const table of everyTable) {
      await runner.query(`
        CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.${table}
        FOR EACH ROW EXECUTE FUNCTION app.stamp_row()`)
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`REVOKE SELECT ON public.schema_migrations FROM firm_member`)
    for (const table of everyTable) {
      await runner.query(`DROP TRIGGER a_stamp ON public.${table}`)
      for (const policy of ['own_book', 'firm_reads', 'operations_add', 'operations_change']) {
        await runner.query(`DROP POLICY IF EXISTS ${policy} ON public.${table}`)
      }
      await runner.query(`ALTER TABLE public.${table} NO FORCE ROW LEVEL SECURITY`)
      await runner.query(`ALTER TABLE public.${table} DISABLE ROW LEVEL SECURITY`)
      await runner.query(`
        REVOKE ALL ON public.${table}
        FROM firm_member, firm_adviser, firm_assistant, firm_operations, firm_pooler`)
    }
    await runner.query(`DROP FUNCTION app.stamp_row()`)
    await runner.query(`DROP FUNCTION app.register_device(uuid, text, text)`)
    await runner.query(`DROP TABLE app.devices`)
    await runner.query(`DROP FUNCTION app.ensure_login(text, text)`)
    await runner.query(`DROP FUNCTION app.my_households()`)
    await runner.query(`DROP FUNCTION app.user_id()`)
  }
}
