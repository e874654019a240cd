import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Whose trail is taken: the former condition, and the present one. */
const admission = [
  'revoked_at IS NULL FOR UPDATE',
  '(revoked_at IS NULL OR wipe_ordered_at IS NOT NULL AND wiped_at IS NULL) FOR UPDATE',
] as const

/**
 * Which client's data is on which laptop, from when until when; until when a laptop may be offline; and the order to wipe
 * one, with its receipt.
 */
export class DeviceLedger1764300001000 implements MigrationInterface {
  name = 'DeviceLedger1764300001000'

  async up(runner: QueryRunner): Promise<void> {
    await this.addColumns(runner)
    for (const table of ['leases', 'checkouts']) {
      await runner.query(`CREATE POLICY by_its_owner ON app.${table} TO CURRENT_USER USING (true) WITH CHECK (true)`)
    }
    await this.createLedger(runner)
    await this.createLease(runner)
    await this.createReading(runner)
    await this.createOrders(runner)
    await this.rewriteTrail(runner, admission[0], admission[1])
  }

  private async addColumns(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE firm_settings
        ADD COLUMN lease_days integer,
        ADD COLUMN wipe_after_days integer,
        ADD CONSTRAINT ck_firm_settings_lease_days CHECK (lease_days >= 1 AND lease_days <= 90),
        ADD CONSTRAINT ck_firm_settings_wipe_after_days CHECK (wipe_after_days >= 1 AND wipe_after_days <= 365)`)
    await runner.query(`SELECT audit.watch('public.firm_settings')`)
    await runner.query(`
      ALTER TABLE app.devices
        ADD COLUMN revoked_by uuid REFERENCES public.users (id),
        ADD COLUMN revoked_because text,
        ADD COLUMN wipe_ordered_at timestamptz(3),
        ADD COLUMN wipe_envelope text,
        ADD COLUMN wipe_challenge_hash text CHECK (wipe_challenge_hash ~ '^[0-9a-f]{64}$'),
        ADD COLUMN wiped_at timestamptz(3),
        ADD COLUMN wipe_receipt jsonb,
        ADD CONSTRAINT wiped_by_order CHECK (wiped_at IS NULL OR wipe_ordered_at IS NOT NULL),
        ADD CONSTRAINT ordered_of_a_revoked_device CHECK (wipe_ordered_at IS NULL OR revoked_at IS NOT NULL)`)
    await runner.query(`CREATE INDEX ix_devices_revoked_by ON app.devices (revoked_by)`)
  }

  private async createLedger(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION app.require_own_device(device uuid) RETURNS void
      LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
      BEGIN
        PERFORM FROM app.devices WHERE id = device AND user_id = app.user_id() AND revoked_at IS NULL;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'this device is not registered to you, or was revoked' USING ERRCODE = '42501';
        END IF;
      END
      $$`)
    // Before anything is handed over, so that the ledger never says less than is true. Without a list, the whole book.
    await runner.query(`
      CREATE FUNCTION app.check_out(device uuid, households uuid[] DEFAULT NULL) RETURNS bigint
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        opened bigint;
      BEGIN
        PERFORM app.require_own_device(device);
        INSERT INTO app.checkouts (id, device_id, household_id)
        SELECT gen_random_uuid(), device, mine FROM (SELECT DISTINCT unnest(app.my_household_ids()) AS mine) AS book
        WHERE households IS NULL OR mine = ANY (households)
        ON CONFLICT (device_id, household_id) WHERE ended_at IS NULL DO NOTHING;
        GET DIAGNOSTICS opened = ROW_COUNT;
        RETURN opened;
      END
      $$`)
    // What the laptop says it holds is what the ledger shows as held: neither a lost answer nor a restore keeps them apart.
    await runner.query(`
      CREATE FUNCTION app.settle_checkouts(device uuid, held uuid[]) RETURNS bigint
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        ended bigint;
      BEGIN
        PERFORM app.require_own_device(device);
        -- The laptop's trail up to this link has its receipts.
        UPDATE app.checkouts SET ended_at = now(), ended_by = 'purged',
          proof = (SELECT 'trail ' || last_sequence || ' ' || last_hash FROM app.devices WHERE id = device)
        WHERE device_id = device AND ended_at IS NULL AND NOT household_id = ANY (held);
        GET DIAGNOSTICS ended = ROW_COUNT;
        INSERT INTO app.checkouts (id, device_id, household_id)
        SELECT gen_random_uuid(), device, household FROM (SELECT DISTINCT unnest(held) AS household) AS said
        ON CONFLICT (device_id, household_id) WHERE ended_at IS NULL DO NOTHING;
        RETURN ended;
      END
      $$`)
  }

  private async createLease(runner: QueryRunner): Promise<void> {
    // One row for each stretch of time in which the lease never ran out.
    await runner.query(`
      CREATE FUNCTION app.renew_lease(device uuid, held_digest text) RETURNS jsonb
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        days integer := coalesce((SELECT lease_days FROM public.firm_settings), 14);
        wipe_days integer := coalesce((SELECT wipe_after_days FROM public.firm_settings), 76);
        known text;
      BEGIN
        PERFORM app.require_own_device(device);
        UPDATE app.devices SET last_seen_at = now() WHERE id = device;
        UPDATE app.leases SET expires_at = now() + make_interval(days => days)
        WHERE device_id = device AND expires_at >= now();
        IF NOT FOUND THEN
          INSERT INTO app.leases (id, device_id, expires_at)
          VALUES (gen_random_uuid(), device, now() + make_interval(days => days));
        END IF;
        SELECT encode(sha256(convert_to(coalesce(string_agg(household_id::text, ',' ORDER BY household_id), ''), 'UTF8')), 'hex')
        INTO known FROM app.checkouts WHERE device_id = device AND ended_at IS NULL;
        RETURN jsonb_build_object(
          'grantedAt', audit.instant_text(now()),
          'expiresAt', audit.instant_text(now() + make_interval(days => days)),
          'wipeAt', audit.instant_text(now() + make_interval(days => days + wipe_days)),
          'settled', known = held_digest);
      END
      $$`)
  }

  private async createReading(runner: QueryRunner): Promise<void> {
    // Who asked is in the trail: the answer says where clients' data was.
    await runner.query(`
      CREATE FUNCTION app.checkouts_on(wanted text, day date)
      RETURNS TABLE (device_id uuid, device_name text, login text, household_id uuid, checked_out_at timestamptz,
        ended_at timestamptz, ended_by text, proof text)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      #variable_conflict use_column
      BEGIN
        PERFORM audit.record_event('compliance', 'read', 'checkouts', NULL, NULL, NULL,
          format('Clients on the laptop %s on %s', wanted, day));
        RETURN QUERY
          SELECT devices.id, devices.name, users.login, held.household_id, held.checked_out_at::timestamptz,
            held.ended_at::timestamptz, held.ended_by, held.proof
          FROM app.devices JOIN public.users ON users.id = devices.user_id
          JOIN app.checkouts AS held ON held.device_id = devices.id
          WHERE (devices.id::text = lower(wanted) OR devices.name = wanted)
            AND held.checked_out_at < (day + 1)::timestamp AT TIME ZONE 'UTC'
            AND (held.ended_at IS NULL OR held.ended_at >= day::timestamp AT TIME ZONE 'UTC')
          ORDER BY devices.name, devices.id, held.household_id, held.checked_out_at;
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION app.checkouts_on(text, date) FROM PUBLIC`)
    await runner.query(`
      GRANT EXECUTE ON FUNCTION app.checkouts_on(text, date) TO firm_compliance, firm_examiner, firm_administrator`)
  }

  private async createOrders(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION app.revoke_device(device uuid, why text, wipe boolean, envelope text, challenge_hash text) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      BEGIN
        PERFORM app.require_person();
        IF coalesce(btrim(why), '') = '' THEN
          RAISE EXCEPTION 'Say why the device is revoked; the trail keeps it.' USING ERRCODE = 'AW006';
        END IF;
        UPDATE app.devices SET
          revoked_at = coalesce(revoked_at, now()), revoked_by = coalesce(revoked_by, app.user_id()), revoked_because = why,
          wipe_ordered_at = CASE WHEN wipe THEN coalesce(wipe_ordered_at, now()) ELSE wipe_ordered_at END,
          wipe_envelope = CASE WHEN wipe THEN envelope ELSE wipe_envelope END,
          wipe_challenge_hash = CASE WHEN wipe THEN challenge_hash ELSE wipe_challenge_hash END
        WHERE id = device AND wiped_at IS NULL;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'There is no such device, or it was wiped before.' USING ERRCODE = 'AW006';
        END IF;
        PERFORM audit.record_event('authorization', 'permission_change', 'devices', device, NULL,
          jsonb_build_object('revoked', jsonb_build_array(NULL, true), 'wipe', jsonb_build_array(NULL, wipe)), why);
      END
      $$`)
    // Only whoever holds the device's identity can open the envelope and so know what the hash is of.
    await runner.query(`
      CREATE FUNCTION app.acknowledge_wipe(device uuid, receipt jsonb, challenge text) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE
        ordered record;
        proven boolean;
        seal text;
      BEGIN
        SELECT * INTO ordered FROM app.devices
        WHERE id = device AND user_id = app.user_id() AND wipe_ordered_at IS NOT NULL FOR UPDATE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'no wipe was ordered of this device' USING ERRCODE = '42501';
        END IF;
        IF ordered.wiped_at IS NOT NULL THEN
          RETURN;
        END IF;
        proven := coalesce(encode(sha256(convert_to(challenge, 'UTF8')), 'hex') = ordered.wipe_challenge_hash, false);
        IF ordered.wipe_challenge_hash IS NOT NULL AND NOT proven THEN
          RAISE EXCEPTION 'the receipt does not come from the device that was to be wiped' USING ERRCODE = '42501';
        END IF;
        seal := encode(sha256(convert_to(coalesce(challenge, '') || receipt::text, 'UTF8')), 'hex');
        UPDATE app.devices SET wiped_at = now(), wipe_receipt = receipt || jsonb_build_object('proven', proven, 'seal', seal)
        WHERE id = device;
        UPDATE app.checkouts SET ended_at = now(), ended_by = 'wiped', proof = seal
        WHERE device_id = device AND ended_at IS NULL;
        PERFORM audit.record_event('sync', 'wipe', 'devices', device, NULL,
          jsonb_build_object('receipt', jsonb_build_array(NULL, receipt), 'proven', jsonb_build_array(NULL, proven)),
          'Wiped by order: ' || ordered.revoked_because);
      END
      $$`)
    await runner.query(`REVOKE ALL ON FUNCTION app.revoke_device(uuid, text, boolean, text, text) FROM PUBLIC`)
    await runner.query(`
      GRANT EXECUTE ON FUNCTION app.revoke_device(uuid, text, boolean, text, text) TO firm_administrator, firm_compliance`)
  }

  /** A device that is to be wiped still hands its trail over: what was done on it is no less true. */
  private async rewriteTrail(runner: QueryRunner, former: string, present: string): Promise<void> {
    await runner.query(`
      DO $body$
      BEGIN
        EXECUTE replace(pg_get_functiondef('audit.append_laptop_events(uuid, jsonb)'::regprocedure), '${former}', '${present}');
      END
      $body$`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await this.rewriteTrail(runner, admission[1], admission[0])
    for (const signature of [
      'acknowledge_wipe(uuid, jsonb, text)',
      'revoke_device(uuid, text, boolean, text, text)',
      'checkouts_on(text, date)',
      'renew_lease(uuid, text)',
      'settle_checkouts(uuid, uuid[])',
      'check_out(uuid, uuid[])',
      'require_own_device(uuid)',
    ]) {
      await runner.query(`DROP FUNCTION app.${signature}`)
    }
    for (const table of ['leases', 'checkouts']) await runner.query(`DROP POLICY by_its_owner ON app.${table}`)
    await runner.query(`
      ALTER TABLE app.devices
        DROP CONSTRAINT wiped_by_order, DROP CONSTRAINT ordered_of_a_revoked_device, DROP COLUMN wipe_receipt,
        DROP COLUMN wiped_at, DROP COLUMN wipe_challenge_hash, DROP COLUMN wipe_envelope, DROP COLUMN wipe_ordered_at,
        DROP COLUMN revoked_because, DROP COLUMN revoked_by`)
    await runner.query(`ALTER TABLE firm_settings DROP COLUMN wipe_after_days, DROP COLUMN lease_days`)
    await runner.query(`SELECT audit.watch('public.firm_settings')`)
  }
}
