import type { MigrationInterface, QueryRunner } from 'typeorm'

const auditedTables = [
  'users',
  'households',
  'persons',
  'household_members',
  'entities',
  'accounts',
  'account_owners',
  'beneficiaries',
  'meetings',
  'tasks',
  'meeting_notes',
  'securities',
  'positions',
  'communications',
  'documents',
  'relationships',
  'document_contents',
  'prices',
  'transactions',
]

/** The trail: partitioned by month of recording, written by triggers and by laptops, changed by nobody. */
export class Audit1764000002000 implements MigrationInterface {
  name = 'Audit1764000002000'

  async up(runner: QueryRunner): Promise<void> {
    await this.createTable(runner)
    await this.createPartitions(runner)
    await this.createRowTriggers(runner)
    await this.createLaptopChain(runner)
  }

  private async createTable(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE public.audit_events (
        id uuid NOT NULL,
        sequence bigint GENERATED ALWAYS AS IDENTITY,
        occurred_at timestamptz(3) NOT NULL,
        recorded_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        origin text NOT NULL CHECK (origin IN ('server', 'laptop')),
        device_id uuid,
        device_sequence bigint,
        actor_id uuid,
        actor_login text NOT NULL,
        app_version text,
        transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
        type text NOT NULL,
        action text NOT NULL,
        table_name text,
        row_id uuid,
        household_id uuid,
        changes jsonb,
        reason text,
        payload text,
        previous_hash text,
        hash text NOT NULL,
        PRIMARY KEY (recorded_at, id)
      ) PARTITION BY RANGE (recorded_at)`)
    await runner.query(`CREATE INDEX ix_audit_events_row ON public.audit_events (table_name, row_id, recorded_at)`)
    await runner.query(`CREATE INDEX ix_audit_events_household ON public.audit_events (household_id, recorded_at)`)
    await runner.query(`CREATE INDEX ix_audit_events_actor ON public.audit_events (actor_id, recorded_at)`)
    await runner.query(`CREATE INDEX ix_audit_events_device ON public.audit_events (device_id, device_sequence)`)
    await runner.query(`ALTER TABLE public.audit_events ENABLE ROW LEVEL SECURITY`)
    await runner.query(`ALTER TABLE public.audit_events FORCE ROW LEVEL SECURITY`)
    await runner.query(`GRANT SELECT ON public.audit_events TO firm_member`)
    // Nobody is granted INSERT: only the functions below write, as the tables' owner.
    await runner.query(`CREATE POLICY trail_written ON public.audit_events FOR INSERT WITH CHECK (true)`)
    await runner.query(`
      CREATE POLICY own_trail ON public.audit_events FOR SELECT USING (actor_id = (SELECT app.user_id()))`)
    await runner.query(`
      CREATE POLICY firm_trail ON public.audit_events FOR SELECT
      TO firm_compliance, firm_examiner, firm_administrator USING (true)`)
    await runner.query(`
      CREATE FUNCTION audit.refuse_change() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        RAISE EXCEPTION 'the audit trail is append-only: % is refused', TG_OP USING ERRCODE = '42501';
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON public.audit_events
      FOR EACH ROW EXECUTE FUNCTION audit.refuse_change()`)
    await runner.query(`
      CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.audit_events
      FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()`)
  }

  private async createPartitions(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE audit.events_default PARTITION OF public.audit_events DEFAULT`)
    await runner.query(`
      CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.events_default
      FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()`)
    // Anyone's start-up may call it. A month whose events already fell into the default partition is left there.
    await runner.query(`
      CREATE FUNCTION audit.ensure_partitions(months_ahead integer DEFAULT 3) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        month timestamptz;
        partition_name text;
        made integer := 0;
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('audit.ensure_partitions'));
        FOR step IN 0..least(greatest(months_ahead, 0), 24) LOOP
          month := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + make_interval(months => step);
          partition_name := 'events_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
          CONTINUE WHEN to_regclass('audit.' || partition_name) IS NOT NULL;
          CONTINUE WHEN EXISTS (
            SELECT FROM audit.events_default WHERE recorded_at >= month AND recorded_at < month + interval '1 month');
          EXECUTE format(
            'CREATE TABLE audit.%I PARTITION OF public.audit_events FOR VALUES FROM (%L) TO (%L)',
            partition_name, month, month + interval '1 month');
          EXECUTE format(
            'CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.%I
             FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', partition_name);
          made := made + 1;
        END LOOP;
        RETURN made;
      END
      $$`)
    await runner.query(`SELECT audit.ensure_partitions()`)
  }

  private async createRowTriggers(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit.changed_fields(old_row jsonb, new_row jsonb) RETURNS jsonb
      LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
        SELECT jsonb_object_agg(key, jsonb_build_array(old_row -> key, new_row -> key))
        FROM jsonb_object_keys(coalesce(new_row, old_row)) AS key
        WHERE key NOT IN ('id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'content')
          AND (old_row -> key) IS DISTINCT FROM (new_row -> key)
      $$`)
    await runner.query(`
      CREATE FUNCTION audit.record_row() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
        new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
        subject jsonb := coalesce(new_row, old_row);
        changed jsonb := audit.changed_fields(old_row, new_row);
        action text := CASE TG_OP WHEN 'INSERT' THEN 'create' WHEN 'UPDATE' THEN 'update' ELSE 'delete' END;
        event_id uuid := gen_random_uuid();
        household uuid := CASE WHEN TG_TABLE_NAME = 'households' THEN (subject ->> 'id')::uuid
                               ELSE (subject ->> 'household_id')::uuid END;
        actor uuid := app.user_id();
        at timestamptz(3) := clock_timestamp();
      BEGIN
        INSERT INTO public.audit_events (
          id, occurred_at, recorded_at, origin, device_id, actor_id, actor_login, type, action, table_name, row_id,
          household_id, changes, hash)
        VALUES (
          event_id, at, at, 'server', nullif(current_setting('app.device_id', true), '')::uuid, actor, session_user,
          'data', action, TG_TABLE_NAME, (subject ->> 'id')::uuid, household, changed,
          encode(sha256(convert_to(concat_ws('|', event_id, at, actor, session_user, action, TG_TABLE_NAME,
            subject ->> 'id', changed::text), 'UTF8')), 'hex'));
        RETURN NULL;
      END
      $$`)
    for (const table of auditedTables) {
      await runner.query(`
        CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.${table}
        FOR EACH ROW EXECUTE FUNCTION audit.record_row()`)
    }
  }

  private async createLaptopChain(runner: QueryRunner): Promise<void> {
    // events: [{payload, previousHash, hash}, …] in order. A repeated event must be the very same one.
    await runner.query(`
      CREATE FUNCTION audit.append_laptop_events(device uuid, events jsonb) RETURNS bigint
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        chain record;
        event jsonb;
        body jsonb;
        position bigint;
      BEGIN
        SELECT last_sequence, last_hash INTO chain FROM app.devices
        WHERE id = device AND user_id = app.user_id() AND revoked_at IS NULL FOR UPDATE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'this device is not registered to you' USING ERRCODE = '42501';
        END IF;
        FOR event IN SELECT value FROM jsonb_array_elements(events) LOOP
          body := (event ->> 'payload')::jsonb;
          position := (body ->> 'sequence')::bigint;
          IF position <= chain.last_sequence THEN
            IF NOT EXISTS (SELECT FROM public.audit_events
                           WHERE device_id = device AND device_sequence = position AND hash = event ->> 'hash') THEN
              RAISE EXCEPTION 'event % of this laptop was changed after it was sent', position USING ERRCODE = 'AW001';
            END IF;
            CONTINUE;
          END IF;
          IF position <> chain.last_sequence + 1 OR event ->> 'previousHash' <> chain.last_hash THEN
            RAISE EXCEPTION 'the laptop''s trail is cut before event %', position USING ERRCODE = 'AW001';
          END IF;
          IF encode(sha256(convert_to(chain.last_hash || (event ->> 'payload'), 'UTF8')), 'hex') <> event ->> 'hash'
             OR (body ->> 'actorId')::uuid IS DISTINCT FROM app.user_id() OR (body ->> 'deviceId')::uuid <> device THEN
            RAISE EXCEPTION 'event % of this laptop does not match its hash or its author', position
              USING ERRCODE = 'AW001';
          END IF;
          INSERT INTO public.audit_events (
            id, occurred_at, origin, device_id, device_sequence, actor_id, actor_login, app_version, type, action,
            table_name, row_id, household_id, changes, reason, payload, previous_hash, hash)
          VALUES (
            (body ->> 'id')::uuid, (body ->> 'occurredAt')::timestamptz, 'laptop', device, position,
            (body ->> 'actorId')::uuid, session_user, body ->> 'appVersion', body ->> 'type', body ->> 'action',
            body ->> 'table', (body ->> 'rowId')::uuid, (body ->> 'householdId')::uuid, nullif(body -> 'changes', 'null'),
            body ->> 'reason', event ->> 'payload', event ->> 'previousHash', event ->> 'hash');
          chain.last_sequence := position;
          chain.last_hash := event ->> 'hash';
        END LOOP;
        UPDATE app.devices SET last_sequence = chain.last_sequence, last_hash = chain.last_hash, last_seen_at = now()
        WHERE id = device;
        RETURN chain.last_sequence;
      END
      $$`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION audit.append_laptop_events(uuid, jsonb)`)
    for (const table of auditedTables) await runner.query(`DROP TRIGGER b_audit ON public.${table}`)
    await runner.query(`DROP FUNCTION audit.record_row()`)
    await runner.query(`DROP FUNCTION audit.changed_fields(jsonb, jsonb)`)
    await runner.query(`DROP FUNCTION audit.ensure_partitions(integer)`)
    await runner.query(`DROP TABLE public.audit_events`)
    await runner.query(`DROP FUNCTION audit.refuse_change()`)
  }
}
