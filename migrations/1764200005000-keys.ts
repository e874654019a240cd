import type { MigrationInterface, QueryRunner } from 'typeorm'

const recipientForm = `'^age1[02-9ac-hj-np-z]{58}$'`
const envelopeForm = `envelope LIKE '-----BEGIN AGE ENCRYPTED FILE-----%' AND length(envelope) <= 4096`

/**
 * Data keys: which there are, whose device holds which, and how a rotation ends. The keys themselves are here as age
 * ciphertext alone; nothing in this database can open a sealed value.
 */
export class Keys1764200005000 implements MigrationInterface {
  name = 'Keys1764200005000'

  async up(runner: QueryRunner): Promise<void> {
    await this.createTables(runner)
    await this.createPolicies(runner)
    await this.createTrail(runner)
    await this.createLooks(runner)
    await this.createGuards(runner)
    await this.createAdministration(runner)
    await this.createRotation(runner)
    await this.createDeviceRecipients(runner)
  }

  private async createTables(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE app.data_keys (
        id text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{1,64}$'),
        purpose text NOT NULL CHECK (purpose IN ('field', 'blind')),
        state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'retiring', 'retired')),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid REFERENCES public.users (id),
        retired_at timestamptz(3),
        CHECK ((state = 'retired') = (retired_at IS NOT NULL))
      )`)
    await runner.query(`
      CREATE UNIQUE INDEX one_active_key_per_purpose ON app.data_keys (purpose) WHERE state = 'active'`)
    await runner.query(`CREATE INDEX ix_data_keys_created_by ON app.data_keys (created_by)`)
    // One row for each device that was given a key; what was taken away stays, with the moment.
    await runner.query(`
      CREATE TABLE app.key_grants (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        key_id text NOT NULL REFERENCES app.data_keys (id),
        device_id uuid NOT NULL REFERENCES app.devices (id),
        recipient text NOT NULL CHECK (recipient ~ ${recipientForm}),
        envelope text NOT NULL CHECK (${envelopeForm}),
        proof text NOT NULL,
        granted_at timestamptz(3) NOT NULL DEFAULT now(),
        granted_by uuid REFERENCES public.users (id),
        revoked_at timestamptz(3),
        revoked_by uuid REFERENCES public.users (id)
      )`)
    await runner.query(`
      CREATE UNIQUE INDEX one_live_grant_per_device ON app.key_grants (key_id, device_id) WHERE revoked_at IS NULL`)
    await runner.query(`CREATE INDEX ix_key_grants_key_id ON app.key_grants (key_id)`)
    await runner.query(`CREATE INDEX ix_key_grants_device_id ON app.key_grants (device_id)`)
    await runner.query(`CREATE INDEX ix_key_grants_granted_by ON app.key_grants (granted_by)`)
    await runner.query(`CREATE INDEX ix_key_grants_revoked_by ON app.key_grants (revoked_by)`)
    await runner.query(`
      CREATE TABLE app.key_recoveries (
        key_id text NOT NULL REFERENCES app.data_keys (id),
        recipient text NOT NULL CHECK (recipient ~ ${recipientForm}),
        envelope text NOT NULL CHECK (${envelopeForm}),
        proof text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        PRIMARY KEY (key_id, recipient)
      )`)
    await runner.query(`ALTER TABLE app.devices ADD COLUMN age_recipient text CHECK (age_recipient ~ ${recipientForm})`)
  }

  private async createPolicies(runner: QueryRunner): Promise<void> {
    for (const table of ['data_keys', 'key_grants', 'key_recoveries']) {
      await runner.query(`ALTER TABLE app.${table} ENABLE ROW LEVEL SECURITY`)
      await runner.query(`ALTER TABLE app.${table} FORCE ROW LEVEL SECURITY`)
    }
    // The functions below run as the tables' owner, whom forced policies bind as well.
    for (const table of ['data_keys', 'key_grants', 'key_recoveries', 'devices']) {
      await runner.query(`CREATE POLICY by_its_owner ON app.${table} TO CURRENT_USER USING (true) WITH CHECK (true)`)
    }
    // Which keys there are is no secret; who may change their state is the guard's to say.
    await runner.query(`CREATE POLICY firm_reads ON app.data_keys FOR SELECT USING (true)`)
    await runner.query(`
      CREATE POLICY operations_retire ON app.data_keys FOR UPDATE TO firm_operations USING (true) WITH CHECK (true)`)
    await runner.query(`GRANT SELECT ON app.data_keys TO firm_member`)
    await runner.query(`GRANT UPDATE (state, retired_at) ON app.data_keys TO firm_operations`)
    await runner.query(`
      CREATE POLICY own_grants ON app.key_grants FOR SELECT
      USING (device_id IN (SELECT id FROM app.devices WHERE user_id = (SELECT app.user_id())))`)
    await runner.query(`
      CREATE POLICY firm_grants ON app.key_grants FOR SELECT
      TO firm_administrator, firm_operations, firm_compliance, firm_examiner USING (true)`)
    // Not the envelope: a device gets its own from app.my_key_grants, and nobody else has a use for it.
    await runner.query(`
      GRANT SELECT (id, key_id, device_id, recipient, proof, granted_at, granted_by, revoked_at, revoked_by)
      ON app.key_grants TO firm_member`)
    await runner.query(`
      CREATE POLICY firm_recoveries ON app.key_recoveries FOR SELECT TO firm_administrator, firm_operations USING (true)`)
    await runner.query(`GRANT SELECT ON app.key_recoveries TO firm_administrator, firm_operations`)
    // Who turns a key over must know which devices are still welcome.
    await runner.query(`CREATE POLICY operations_devices ON app.devices FOR SELECT TO firm_operations USING (true)`)
  }

  private async createTrail(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION app.record_key_event() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        old_row jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END;
        new_row jsonb := to_jsonb(NEW);
        is_grant boolean := TG_TABLE_NAME = 'key_grants';
        changed jsonb;
      BEGIN
        SELECT jsonb_object_agg(key, jsonb_build_array(old_row -> key, new_row -> key)) INTO changed
        FROM jsonb_object_keys(new_row) AS key
        WHERE key NOT IN ('envelope', 'proof')
          AND (key IN ('key_id', 'device_id') OR (TG_TABLE_NAME = 'data_keys' AND key = 'id')
               OR coalesce(old_row -> key, 'null') <> new_row -> key);
        PERFORM audit.record_event(
          CASE WHEN is_grant THEN 'authorization' ELSE 'admin' END,
          CASE WHEN is_grant THEN 'permission_change' WHEN TG_OP = 'INSERT' THEN 'create' ELSE 'update' END,
          TG_TABLE_NAME, CASE WHEN is_grant THEN (new_row ->> 'id')::uuid END, NULL, changed, NULL);
        RETURN NULL;
      END
      $$`)
    for (const table of ['data_keys', 'key_grants', 'key_recoveries']) {
      await runner.query(`
        CREATE TRIGGER b_audit AFTER INSERT OR UPDATE ON app.${table}
        FOR EACH ROW EXECUTE FUNCTION app.record_key_event()`)
    }
  }

  private async createLooks(runner: QueryRunner): Promise<void> {
    // Derived from the catalogue, so that a column added later is covered by the day it is there.
    await runner.query(`
      CREATE FUNCTION app.encrypted_columns()
      RETURNS TABLE (table_name text, column_name text, blind_column text)
      LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
        SELECT c.relname::text, sealed.attname::text, blind.attname::text
        FROM pg_class AS c
        JOIN pg_attribute AS sealed ON sealed.attrelid = c.oid AND sealed.attnum > 0 AND NOT sealed.attisdropped
          AND sealed.attname LIKE '%\\_encrypted'
        LEFT JOIN pg_attribute AS blind ON blind.attrelid = c.oid AND NOT blind.attisdropped
          AND blind.attname = regexp_replace(sealed.attname, '_encrypted$', '_blind_index')
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        ORDER BY 1, 2
      $$`)
    // As the caller sees the rows; whoever does not see the whole firm would count too few, and is refused.
    await runner.query(`
      CREATE FUNCTION app.envelopes_per_key()
      RETURNS TABLE (table_name text, column_name text, key_id text, envelopes bigint)
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
      DECLARE
        place record;
      BEGIN
        IF NOT (pg_has_role(current_user, 'firm_operations', 'USAGE')
                OR pg_has_role(current_user, 'firm_compliance', 'USAGE')
                OR pg_has_role(current_user, 'firm_examiner', 'USAGE')) THEN
          RAISE EXCEPTION 'only a login that sees the whole firm can count its envelopes' USING ERRCODE = '42501';
        END IF;
        FOR place IN SELECT * FROM app.encrypted_columns() LOOP
          RETURN QUERY EXECUTE format(
            'SELECT %L, %L, split_part(%I, ''.'', 2), count(*) FROM public.%I WHERE %I IS NOT NULL GROUP BY 3',
            place.table_name, place.column_name, place.column_name, place.table_name, place.column_name);
          CONTINUE WHEN place.blind_column IS NULL;
          RETURN QUERY EXECUTE format(
            'SELECT %L, %L, split_part(%I, ''.'', 1), count(*) FROM public.%I WHERE %I IS NOT NULL GROUP BY 3',
            place.table_name, place.blind_column, place.blind_column, place.table_name, place.blind_column);
        END LOOP;
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.my_key_grants(device uuid)
      RETURNS TABLE (key_id text, purpose text, state text, envelope text)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        SELECT data_key.id, data_key.purpose, data_key.state, held.envelope
        FROM app.devices AS mine
        JOIN app.key_grants AS held ON held.device_id = mine.id AND held.recipient = mine.age_recipient
        JOIN app.data_keys AS data_key ON data_key.id = held.key_id
        WHERE mine.id = device AND mine.user_id = app.user_id() AND mine.revoked_at IS NULL
          AND held.revoked_at IS NULL AND NOT pg_has_role(session_user, 'firm_pooler', 'MEMBER')
        ORDER BY data_key.created_at, data_key.id
      $$`)
  }

  private async createGuards(runner: QueryRunner): Promise<void> {
    // FOR SHARE makes a writer and the key's retirement wait for each other, so that neither misses the other.
    await runner.query(`
      CREATE FUNCTION app.check_sealed_values() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        old_row jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END;
        sealed record;
        key_name text;
        wanted text;
      BEGIN
        FOR sealed IN
          SELECT key, value FROM jsonb_each_text(to_jsonb(NEW))
          WHERE (key LIKE '%\\_encrypted' OR key LIKE '%\\_blind\\_index') AND value IS DISTINCT FROM old_row ->> key
        LOOP
          CONTINUE WHEN sealed.value IS NULL;
          key_name := NULL;
          wanted := CASE WHEN sealed.key LIKE '%\\_encrypted' THEN 'field' ELSE 'blind' END;
          IF wanted = 'field' AND sealed.value ~ '^v1[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$' THEN
            key_name := split_part(sealed.value, '.', 2);
          ELSIF wanted = 'blind' AND sealed.value ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22}$' THEN
            key_name := split_part(sealed.value, '.', 1);
          END IF;
          PERFORM FROM app.data_keys
          WHERE id = key_name AND purpose = wanted AND state <> 'retired' FOR SHARE;
          IF NOT FOUND THEN
            RAISE EXCEPTION '%.% must be sealed under a key of this firm that is not retired', TG_TABLE_NAME, sealed.key
              USING ERRCODE = '23514', CONSTRAINT = 'sealed_under_a_live_key';
          END IF;
        END LOOP;
        RETURN NEW;
      END
      $$`)
    // Called again by a migration that gives another table its first encrypted column. Without OF and WHEN, so that
    // a column can be dropped without the trigger.
    await runner.query(`
      CREATE FUNCTION app.guard_encrypted_columns() RETURNS void
      LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
      DECLARE
        place record;
      BEGIN
        FOR place IN SELECT DISTINCT table_name FROM app.encrypted_columns() LOOP
          EXECUTE format(
            'CREATE OR REPLACE TRIGGER a_sealed BEFORE INSERT OR UPDATE ON public.%I
             FOR EACH ROW EXECUTE FUNCTION app.check_sealed_values()', place.table_name);
        END LOOP;
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION app.guard_encrypted_columns() FROM PUBLIC`)
    await runner.query(`SELECT app.guard_encrypted_columns()`)
    await runner.query(`
      CREATE FUNCTION app.check_key_state() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
      BEGIN
        IF (NEW.id, NEW.purpose, NEW.created_at, NEW.created_by)
           IS DISTINCT FROM (OLD.id, OLD.purpose, OLD.created_at, OLD.created_by) THEN
          RAISE EXCEPTION 'of a key only its state changes' USING ERRCODE = '42501';
        END IF;
        IF OLD.state = 'active' AND NEW.state = 'retiring'
           AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
          RETURN NEW;
        END IF;
        IF NOT (OLD.state = 'retiring' AND NEW.state = 'retired') THEN
          RAISE EXCEPTION 'a key goes from active by a rotation to retiring, and from there to retired'
            USING ERRCODE = '42501';
        END IF;
        IF NOT pg_has_role(current_user, 'firm_operations', 'USAGE') THEN
          RAISE EXCEPTION 'only operations, who see the whole firm, can retire a key' USING ERRCODE = '42501';
        END IF;
        -- An older snapshot would not show what was written since.
        IF current_setting('transaction_isolation') <> 'read committed' THEN
          RAISE EXCEPTION 'retire a key in a transaction that is read committed' USING ERRCODE = '25001';
        END IF;
        IF EXISTS (SELECT FROM app.envelopes_per_key() WHERE key_id = OLD.id) THEN
          RAISE EXCEPTION 'key % still seals values: finish the rotation first', OLD.id USING ERRCODE = '55006';
        END IF;
        RETURN NEW;
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER a_state BEFORE UPDATE ON app.data_keys
      FOR EACH ROW EXECUTE FUNCTION app.check_key_state()`)
  }

  private async createAdministration(runner: QueryRunner): Promise<void> {
    // Somebody who left may still have a login for a while; what they do has no author and is refused.
    await runner.query(`
      CREATE FUNCTION app.require_person() RETURNS void
      LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
      BEGIN
        IF app.user_id() IS NULL AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
          RAISE EXCEPTION 'this login belongs to nobody in the firm' USING ERRCODE = '42501';
        END IF;
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.add_key(new_key text, key_purpose text, recoveries jsonb) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      BEGIN
        IF coalesce(jsonb_array_length(recoveries), 0) = 0 THEN
          RAISE EXCEPTION 'a key needs somebody who can recover it' USING ERRCODE = '23514';
        END IF;
        INSERT INTO app.data_keys (id, purpose, created_by) VALUES (new_key, key_purpose, app.user_id());
        INSERT INTO app.key_recoveries (key_id, recipient, envelope, proof)
        SELECT new_key, recovery ->> 'recipient', recovery ->> 'envelope', recovery ->> 'proof'
        FROM jsonb_array_elements(recoveries) AS recovery;
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.create_key(new_key text, key_purpose text, recoveries jsonb) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      BEGIN
        PERFORM app.require_person();
        PERFORM app.add_key(new_key, key_purpose, recoveries);
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.grant_key(
        granted_key text, device uuid, wrapped_for text, wrapped text, key_proof text) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      BEGIN
        PERFORM app.require_person();
        PERFORM FROM app.devices WHERE id = device AND revoked_at IS NULL AND age_recipient = wrapped_for FOR SHARE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'this device is not registered with that recipient, or was revoked' USING ERRCODE = '42501';
        END IF;
        INSERT INTO app.key_grants (key_id, device_id, recipient, envelope, proof, granted_by)
        SELECT id, device, wrapped_for, wrapped, key_proof, app.user_id()
        FROM app.data_keys WHERE id = granted_key AND state <> 'retired'
        ON CONFLICT (key_id, device_id) WHERE revoked_at IS NULL DO NOTHING;
        RETURN FOUND;
      END
      $$`)
    await runner.query(`
      CREATE FUNCTION app.revoke_key_grants(device uuid) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        taken integer;
      BEGIN
        PERFORM app.require_person();
        UPDATE app.key_grants SET revoked_at = now(), revoked_by = app.user_id()
        WHERE device_id = device AND revoked_at IS NULL;
        GET DIAGNOSTICS taken = ROW_COUNT;
        RETURN taken;
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION app.add_key(text, text, jsonb) FROM PUBLIC`)
    for (const signature of [
      'create_key(text, text, jsonb)',
      'grant_key(text, uuid, text, text, text)',
      'revoke_key_grants(uuid)',
    ]) {
      await runner.query(`REVOKE ALL ON FUNCTION app.${signature} FROM PUBLIC`)
      await runner.query(`GRANT EXECUTE ON FUNCTION app.${signature} TO firm_administrator`)
    }
  }

  private async createRotation(runner: QueryRunner): Promise<void> {
    // A rotation gives nobody anything new: the same recoveries, and no device that did not hold the old key.
    await runner.query(`
      CREATE FUNCTION app.rotate_key(new_key text, key_purpose text, recoveries jsonb, grants jsonb) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        old_key text;
        given integer;
      BEGIN
        PERFORM app.require_person();
        UPDATE app.data_keys SET state = 'retiring' WHERE purpose = key_purpose AND state = 'active'
        RETURNING id INTO old_key;
        IF old_key IS NULL THEN
          RAISE EXCEPTION 'there is no active key of purpose % to rotate', key_purpose USING ERRCODE = '55000';
        END IF;
        IF EXISTS (
          SELECT recovery ->> 'recipient' FROM jsonb_array_elements(recoveries) AS recovery
          EXCEPT SELECT recipient FROM app.key_recoveries WHERE key_id = old_key) THEN
          RAISE EXCEPTION 'a rotation adds nobody who can recover the key' USING ERRCODE = '42501';
        END IF;
        PERFORM app.add_key(new_key, key_purpose, recoveries);
        INSERT INTO app.key_grants (key_id, device_id, recipient, envelope, proof, granted_by)
        SELECT new_key, held.device_id, held.recipient, wanted ->> 'envelope', wanted ->> 'proof', app.user_id()
        FROM jsonb_array_elements(grants) AS wanted
        JOIN app.key_grants AS held ON held.key_id = old_key AND held.revoked_at IS NULL
          AND held.device_id = (wanted ->> 'deviceId')::uuid AND held.recipient = wanted ->> 'recipient'
        JOIN app.devices AS holder ON holder.id = held.device_id AND holder.revoked_at IS NULL;
        GET DIAGNOSTICS given = ROW_COUNT;
        IF given <> jsonb_array_length(grants) THEN
          RAISE EXCEPTION 'a rotation gives a key to no device that did not hold the old one' USING ERRCODE = '42501';
        END IF;
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION app.rotate_key(text, text, jsonb, jsonb) FROM PUBLIC`)
    await runner.query(`GRANT EXECUTE ON FUNCTION app.rotate_key(text, text, jsonb, jsonb) TO firm_operations`)
  }

  private async createDeviceRecipients(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION app.register_device(uuid, text, text)`)
    await runner.query(`
      CREATE FUNCTION app.register_device(
        device uuid, device_name text, version text, recipient text DEFAULT NULL) RETURNS void
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
        IF recipient IS NOT NULL AND pg_has_role(session_user, 'firm_pooler', 'MEMBER') THEN
          RAISE EXCEPTION 'a pooler cannot name the recipient of somebody''s keys' USING ERRCODE = '42501';
        END IF;
        UPDATE app.devices SET age_recipient = recipient
        WHERE id = device AND recipient IS NOT NULL AND age_recipient IS DISTINCT FROM recipient;
      END
      $$`)
    // Grants end with the device, and with the key pair they were wrapped for.
    await runner.query(`
      CREATE FUNCTION app.follow_device() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      BEGIN
        IF TG_OP = 'UPDATE' AND (NEW.revoked_at IS NOT NULL OR NEW.age_recipient IS DISTINCT FROM OLD.age_recipient) THEN
          UPDATE app.key_grants SET revoked_at = now(), revoked_by = app.user_id()
          WHERE device_id = NEW.id AND revoked_at IS NULL;
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.age_recipient IS DISTINCT FROM OLD.age_recipient THEN
          PERFORM audit.record_event('authorization', 'update', 'devices', NEW.id, NULL,
            jsonb_build_object('age_recipient', jsonb_build_array(OLD.age_recipient, NEW.age_recipient)), NULL);
        END IF;
        RETURN NULL;
      END
      $$`)
    await runner.query(`
      CREATE TRIGGER c_keys AFTER UPDATE OF revoked_at, age_recipient ON app.devices
      FOR EACH ROW EXECUTE FUNCTION app.follow_device()`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TRIGGER c_keys ON app.devices`)
    await runner.query(`DROP FUNCTION app.follow_device()`)
    await runner.query(`DROP FUNCTION app.register_device(uuid, text, text, text)`)
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
    await runner.query(`DROP FUNCTION app.rotate_key(text, text, jsonb, jsonb)`)
    await runner.query(`DROP FUNCTION app.revoke_key_grants(uuid)`)
    await runner.query(`DROP FUNCTION app.grant_key(text, uuid, text, text, text)`)
    await runner.query(`DROP FUNCTION app.create_key(text, text, jsonb)`)
    await runner.query(`DROP FUNCTION app.add_key(text, text, jsonb)`)
    await runner.query(`DROP FUNCTION app.require_person()`)
    await runner.query(`DROP FUNCTION app.guard_encrypted_columns()`)
    await runner.query(`DROP FUNCTION app.check_sealed_values() CASCADE`)
    await runner.query(`DROP FUNCTION app.my_key_grants(uuid)`)
    await runner.query(`DROP TABLE app.key_recoveries`)
    await runner.query(`DROP TABLE app.key_grants`)
    await runner.query(`DROP TABLE app.data_keys`)
    await runner.query(`DROP FUNCTION app.check_key_state()`)
    await runner.query(`DROP FUNCTION app.record_key_event()`)
    await runner.query(`DROP FUNCTION app.envelopes_per_key()`)
    await runner.query(`DROP FUNCTION app.encrypted_columns()`)
    await runner.query(`DROP POLICY operations_devices ON app.devices`)
    await runner.query(`DROP POLICY by_its_owner ON app.devices`)
    await runner.query(`ALTER TABLE app.devices DROP COLUMN age_recipient`)
  }
}
