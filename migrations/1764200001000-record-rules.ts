import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Forced policies bind the tables' owner, to whom rows would be hidden that references and moves must see. */
const forcePolicies = (word: 'FORCE' | 'NO FORCE') => `
  DO $$
  DECLARE
    bound regclass;
  BEGIN
    FOR bound IN SELECT oid FROM pg_class WHERE relrowsecurity AND NOT relispartition
                 AND relnamespace = 'public'::regnamespace LOOP
      EXECUTE format('ALTER TABLE %s ${word} ROW LEVEL SECURITY', bound);
    END LOOP;
  END
  $$`

/**
 * Rules between the fields of a row, what texts and numbers may hold, search columns, and the records that offices,
 * teams, retention, and versions of documents need; as generated from `shared/records`. By hand: what was filed of a
 * document moves to its first version.
 */
export class RecordRules1764200001000 implements MigrationInterface {
  name = 'RecordRules1764200001000'

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(forcePolicies('NO FORCE'))
    await queryRunner.query(`
      ALTER TABLE document_contents DROP CONSTRAINT fk_document_contents_document_id
    `)
    await queryRunner.query(`
      ALTER TABLE document_contents DROP CONSTRAINT uq_document_contents_document_id_chunk_number
    `)
    await queryRunner.query(`
      ALTER TABLE document_contents RENAME COLUMN document_id TO version_id
    `)
    await queryRunner.query(`
      CREATE TABLE team_members (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        user_id uuid NOT NULL,
        role text NOT NULL,
        CONSTRAINT uq_team_members_household_id_user_id UNIQUE (household_id, user_id),
        CONSTRAINT ck_team_members_role CHECK (role IN ('associate', 'planner', 'portfolio_manager', 'assistant',
          'operations')),
        CONSTRAINT pk_team_members PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_team_members_user_id_household_id ON team_members (user_id, household_id)
    `)
    await queryRunner.query(`
      CREATE TABLE document_versions (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        document_id uuid NOT NULL,
        version_number integer NOT NULL,
        file_name text NOT NULL,
        media_type text NOT NULL,
        byte_length integer NOT NULL,
        sha256 text NOT NULL,
        CONSTRAINT uq_document_versions_document_id_version_number UNIQUE (document_id, version_number),
        CONSTRAINT ck_document_versions_version_number CHECK (version_number >= 1),
        CONSTRAINT ck_document_versions_file_name CHECK (char_length(file_name) <= 255),
        CONSTRAINT ck_document_versions_media_type CHECK (char_length(media_type) <= 120),
        CONSTRAINT ck_document_versions_byte_length CHECK (byte_length >= 0),
        CONSTRAINT ck_document_versions_sha256 CHECK (char_length(sha256) <= 64 AND sha256 ~ '^[0-9a-f]{64}$'),
        CONSTRAINT pk_document_versions PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_document_versions_household_id ON document_versions (household_id)
    `)
    await queryRunner.query(`
      CREATE TABLE disclosures (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid NOT NULL,
        person_id uuid,
        kind text NOT NULL,
        edition text NOT NULL,
        document_id uuid,
        delivered_on date NOT NULL,
        method text NOT NULL,
        acknowledged_on date,
        CONSTRAINT ck_disclosures_kind CHECK (kind IN ('adv_2a', 'adv_2b', 'crs', 'privacy_notice')),
        CONSTRAINT ck_disclosures_edition CHECK (char_length(edition) <= 60),
        CONSTRAINT ck_disclosures_method CHECK (method IN ('email', 'portal', 'letter', 'in_person')),
        CONSTRAINT ck_disclosures_delivered_on_until_acknowledged_on CHECK (delivered_on <= acknowledged_on),
        CONSTRAINT pk_disclosures PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_disclosures_household_id_kind_delivered_on ON disclosures (household_id, kind, delivered_on)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_disclosures_person_id ON disclosures (person_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_disclosures_document_id ON disclosures (document_id)
    `)
    await queryRunner.query(`
      CREATE TABLE firm_settings (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        firm_name text NOT NULL,
        fiscal_year_end_month integer NOT NULL,
        enterprise_ended_on date,
        CONSTRAINT ck_firm_settings_firm_name CHECK (char_length(firm_name) <= 200),
        CONSTRAINT ck_firm_settings_fiscal_year_end_month CHECK (fiscal_year_end_month >= 1 AND fiscal_year_end_month <= 12),
        CONSTRAINT pk_firm_settings PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE TABLE retention_policies (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        record_class text NOT NULL,
        trigger text NOT NULL,
        years integer NOT NULL,
        from_fiscal_year_end boolean NOT NULL,
        performance_support boolean NOT NULL,
        basis text NOT NULL,
        in_force_from date NOT NULL,
        ended_on date,
        CONSTRAINT ck_retention_policies_record_class CHECK (record_class IN ('client', 'transaction',
          'communication', 'audit')),
        CONSTRAINT ck_retention_policies_trigger CHECK (trigger IN ('termination', 'account_closed', 'record_date',
          'last_entry', 'superseded', 'enterprise_end')),
        CONSTRAINT ck_retention_policies_years CHECK (years >= 1 AND years <= 100),
        CONSTRAINT ck_retention_policies_basis CHECK (char_length(basis) <= 1000),
        CONSTRAINT ck_retention_policies_in_force_from_until_ended_on CHECK (in_force_from <= ended_on),
        CONSTRAINT pk_retention_policies PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_retention_policies_record_class_in_force_from ON retention_policies (record_class, in_force_from)
    `)
    await queryRunner.query(`
      CREATE TABLE compliance_reviews (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        household_id uuid,
        account_id uuid,
        type text NOT NULL,
        status text NOT NULL,
        outcome text,
        period_start date,
        period_end date,
        due_on date,
        scope_text text,
        sample text,
        method text,
        findings text,
        severity text,
        remediation text,
        remediation_owner_id uuid,
        remediation_due_on date,
        remediation_closed_on date,
        reviewer_id uuid NOT NULL,
        approver_id uuid,
        signed_at timestamptz(3),
        CONSTRAINT ck_compliance_reviews_type CHECK (type IN ('annual_program', 'new_account', 'periodic_account',
          'best_interest', 'fee_billing', 'trade_surveillance', 'best_execution', 'communications', 'marketing',
          'personal_trading', 'gifts', 'outside_business', 'political_contributions', 'complaint', 'custody',
          'cybersecurity', 'vendor', 'bcp', 'disclosure_delivery', 'rmd', 'vulnerable_client')),
        CONSTRAINT ck_compliance_reviews_status CHECK (status IN ('planned', 'in_progress', 'in_approval',
          'signed_off', 'cancelled')),
        CONSTRAINT ck_compliance_reviews_outcome CHECK (outcome IN ('pass', 'observation', 'exception',
          'deficiency', 'escalated', 'not_applicable')),
        CONSTRAINT ck_compliance_reviews_scope_text CHECK (char_length(scope_text) <= 4000),
        CONSTRAINT ck_compliance_reviews_sample CHECK (char_length(sample) <= 4000),
        CONSTRAINT ck_compliance_reviews_method CHECK (char_length(method) <= 4000),
        CONSTRAINT ck_compliance_reviews_findings CHECK (char_length(findings) <= 20000),
        CONSTRAINT ck_compliance_reviews_severity CHECK (severity IN ('low', 'medium', 'high', 'critical')),
        CONSTRAINT ck_compliance_reviews_remediation CHECK (char_length(remediation) <= 20000),
        CONSTRAINT ck_compliance_reviews_period_start_until_period_end CHECK (period_start <= period_end),
        CONSTRAINT ck_compliance_reviews_reviewer_id_not_approver_id CHECK (reviewer_id <> approver_id),
        CONSTRAINT ck_compliance_reviews_status_signed_off_outcome CHECK (status <> 'signed_off' OR outcome IS NOT NULL),
        CONSTRAINT ck_compliance_reviews_status_signed_off_approver_id CHECK (status <> 'signed_off' OR approver_id IS NOT NULL),
        CONSTRAINT ck_compliance_reviews_status_signed_off_signed_at CHECK (status <> 'signed_off' OR signed_at IS NOT NULL),
        CONSTRAINT pk_compliance_reviews PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_compliance_reviews_household_id ON compliance_reviews (household_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_compliance_reviews_account_id ON compliance_reviews (account_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_compliance_reviews_status_due_on ON compliance_reviews (status, due_on)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_compliance_reviews_remediation_owner_id ON compliance_reviews (remediation_owner_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_compliance_reviews_reviewer_id ON compliance_reviews (reviewer_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_compliance_reviews_approver_id ON compliance_reviews (approver_id)
    `)
    await queryRunner.query(`
      CREATE TABLE legal_holds (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        matter text NOT NULL,
        kind text NOT NULL,
        scope_text text,
        issuer text NOT NULL,
        issued_on date NOT NULL,
        reason text NOT NULL,
        is_confidential boolean NOT NULL,
        released_at timestamptz(3),
        release_reason text,
        CONSTRAINT ck_legal_holds_matter CHECK (char_length(matter) <= 300),
        CONSTRAINT ck_legal_holds_kind CHECK (kind IN ('litigation', 'exam', 'investigation', 'complaint')),
        CONSTRAINT ck_legal_holds_scope_text CHECK (char_length(scope_text) <= 4000),
        CONSTRAINT ck_legal_holds_issuer CHECK (char_length(issuer) <= 200),
        CONSTRAINT ck_legal_holds_reason CHECK (char_length(reason) <= 4000),
        CONSTRAINT ck_legal_holds_release_reason CHECK (char_length(release_reason) <= 4000),
        CONSTRAINT pk_legal_holds PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_legal_holds_released_at ON legal_holds (released_at)
    `)
    await queryRunner.query(`
      CREATE TABLE legal_hold_items (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        hold_id uuid NOT NULL,
        subject_table text NOT NULL,
        subject_id uuid NOT NULL,
        CONSTRAINT uq_legal_hold_items_hold_id_subject_table_subject_id UNIQUE (hold_id, subject_table, subject_id),
        CONSTRAINT ck_legal_hold_items_subject_table CHECK (char_length(subject_table) <= 63 AND subject_table ~ '^[a-z][a-z_]{1,62}$'),
        CONSTRAINT pk_legal_hold_items PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_legal_hold_items_subject_id ON legal_hold_items (subject_id)
    `)
    await queryRunner.query(`
      CREATE TABLE disposals (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        reason text NOT NULL,
        status text NOT NULL,
        proposed_by uuid NOT NULL,
        proposed_at timestamptz(3) NOT NULL,
        approved_by uuid,
        approved_at timestamptz(3),
        executed_at timestamptz(3),
        CONSTRAINT ck_disposals_reason CHECK (char_length(reason) <= 4000),
        CONSTRAINT ck_disposals_status CHECK (status IN ('proposed', 'approved', 'executed', 'cancelled')),
        CONSTRAINT ck_disposals_proposed_at_until_approved_at CHECK (proposed_at <= approved_at),
        CONSTRAINT ck_disposals_approved_at_until_executed_at CHECK (approved_at <= executed_at),
        CONSTRAINT ck_disposals_proposed_by_not_approved_by CHECK (proposed_by <> approved_by),
        CONSTRAINT ck_disposals_status_approved_approved_by CHECK (status <> 'approved' OR approved_by IS NOT NULL),
        CONSTRAINT ck_disposals_status_approved_approved_at CHECK (status <> 'approved' OR approved_at IS NOT NULL),
        CONSTRAINT ck_disposals_status_executed_approved_by CHECK (status <> 'executed' OR approved_by IS NOT NULL),
        CONSTRAINT ck_disposals_status_executed_executed_at CHECK (status <> 'executed' OR executed_at IS NOT NULL),
        CONSTRAINT pk_disposals PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_disposals_status ON disposals (status)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_disposals_proposed_by ON disposals (proposed_by)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_disposals_approved_by ON disposals (approved_by)
    `)
    await queryRunner.query(`
      CREATE TABLE disposal_items (
        id uuid NOT NULL,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        created_by uuid,
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_by uuid,
        disposal_id uuid NOT NULL,
        subject_table text NOT NULL,
        subject_id uuid NOT NULL,
        subject_household_id uuid,
        policy_id uuid NOT NULL,
        explanation text NOT NULL,
        retain_until date NOT NULL,
        row_sha256 text,
        disposed_at timestamptz(3),
        CONSTRAINT uq_disposal_items_disposal_id_subject_table_subject_id UNIQUE (disposal_id, subject_table, subject_id),
        CONSTRAINT ck_disposal_items_subject_table CHECK (char_length(subject_table) <= 63 AND subject_table ~ '^[a-z][a-z_]{1,62}$'),
        CONSTRAINT ck_disposal_items_explanation CHECK (char_length(explanation) <= 1000),
        CONSTRAINT ck_disposal_items_row_sha256 CHECK (char_length(row_sha256) <= 64 AND row_sha256 ~ '^[0-9a-f]{64}$'),
        CONSTRAINT pk_disposal_items PRIMARY KEY (id)
      )
    `)
    await queryRunner.query(`
      CREATE INDEX ix_disposal_items_subject_id ON disposal_items (subject_id)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_disposal_items_policy_id ON disposal_items (policy_id)
    `)
    // The first version takes its document's id, so that the contents, renamed above, belong to it already.
    await queryRunner.query(`
      INSERT INTO document_versions (id, created_at, created_by, updated_at, updated_by, household_id, document_id,
        version_number, file_name, media_type, byte_length, sha256)
      SELECT id, created_at, created_by, created_at, created_by, household_id, id,
        1, file_name, media_type, byte_length, lower(sha256)
      FROM documents
    `)
    await queryRunner.query(`
      ALTER TABLE documents DROP COLUMN byte_length
    `)
    await queryRunner.query(`
      ALTER TABLE documents DROP COLUMN file_name
    `)
    await queryRunner.query(`
      ALTER TABLE documents DROP COLUMN media_type
    `)
    await queryRunner.query(`
      ALTER TABLE documents DROP COLUMN sha256
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD ssn_blind_index text
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD tax_id_encrypted text
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD tax_id_last4 text
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD tax_id_blind_index text
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD id_number_blind_index text
    `)
    await queryRunner.query(`
      ALTER TABLE entities ADD ein_blind_index text
    `)
    await queryRunner.query(`
      ALTER TABLE accounts ADD number_blind_index text
    `)
    await queryRunner.query(`
      ALTER TABLE accounts ADD performance_last_used_on date
    `)
    await queryRunner.query(`
      ALTER TABLE account_owners ADD ended_on date
    `)
    await queryRunner.query(`
      ALTER TABLE beneficiaries ADD ended_on date
    `)
    await queryRunner.query(`
      ALTER TABLE communications ADD message_id text
    `)
    await queryRunner.query(`
      ALTER TABLE communications ADD thread_id text
    `)
    await queryRunner.query(`
      ALTER TABLE documents ADD superseded_on date
    `)
    await queryRunner.query(`
      ALTER TABLE transactions ADD recommended_by uuid
    `)
    await queryRunner.query(`
      ALTER TABLE transactions ADD placed_by uuid
    `)
    await queryRunner.query(`
      ALTER TABLE transactions ADD is_discretionary boolean
    `)
    await queryRunner.query(`
      ALTER TABLE transactions ADD broker text
    `)
    await queryRunner.query(`
      ALTER TABLE transactions ADD affirmed_at timestamptz(3)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_households_name ON households (name)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_households_advisor_id_next_review_on_active ON households (advisor_id, next_review_on) WHERE status IN ('prospect', 'onboarding', 'active', 'inactive', 'estate')
    `)
    await queryRunner.query(`
      CREATE INDEX ix_persons_ssn_blind_index ON persons (ssn_blind_index)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_persons_tax_id_blind_index ON persons (tax_id_blind_index)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_persons_id_number_blind_index ON persons (id_number_blind_index)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_entities_ein_blind_index ON entities (ein_blind_index)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_accounts_number_blind_index ON accounts (number_blind_index)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_accounts_household_id_active ON accounts (household_id) WHERE status IN ('prospective', 'pending', 'transferring_in', 'active', 'restricted', 'transferring_out')
    `)
    await queryRunner.query(`
      CREATE INDEX ix_tasks_owner_id_due_on_active ON tasks (owner_id, due_on) WHERE status IN ('open')
    `)
    await queryRunner.query(`
      CREATE INDEX ix_transactions_recommended_by ON transactions (recommended_by)
    `)
    await queryRunner.query(`
      CREATE INDEX ix_transactions_placed_by ON transactions (placed_by)
    `)
    await queryRunner.query(`
      ALTER TABLE users ADD CONSTRAINT ck_users_login CHECK (char_length(login) <= 63)
    `)
    await queryRunner.query(`
      ALTER TABLE users ADD CONSTRAINT ck_users_display_name CHECK (char_length(display_name) <= 200)
    `)
    await queryRunner.query(`
      ALTER TABLE users ADD CONSTRAINT ck_users_title CHECK (char_length(title) <= 200)
    `)
    await queryRunner.query(`
      ALTER TABLE users ADD CONSTRAINT ck_users_email CHECK (char_length(email) <= 320)
    `)
    await queryRunner.query(`
      ALTER TABLE households ADD CONSTRAINT ck_households_name CHECK (char_length(name) <= 200)
    `)
    await queryRunner.query(`
      ALTER TABLE households ADD CONSTRAINT ck_households_termination_reason CHECK (char_length(termination_reason) <= 500)
    `)
    await queryRunner.query(`
      ALTER TABLE households ADD CONSTRAINT ck_households_tax_bracket CHECK (tax_bracket >= 0 AND tax_bracket <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE households ADD CONSTRAINT ck_households_client_since_until_terminated_on CHECK (client_since <= terminated_on)
    `)
    await queryRunner.query(`
      ALTER TABLE households ADD CONSTRAINT ck_households_status_terminated_terminated_on CHECK (status <> 'terminated' OR terminated_on IS NOT NULL)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_first_name CHECK (char_length(first_name) <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_middle_name CHECK (char_length(middle_name) <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_last_name CHECK (char_length(last_name) <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_preferred_name CHECK (char_length(preferred_name) <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_ssn_encrypted CHECK (char_length(ssn_encrypted) <= 4096 AND ssn_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$')
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_ssn_last4 CHECK (char_length(ssn_last4) <= 4 AND ssn_last4 ~ '^[0-9A-Za-z]{4}$')
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_ssn_blind_index CHECK (ssn_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$')
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_tax_id_encrypted CHECK (char_length(tax_id_encrypted) <= 4096 AND tax_id_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$')
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_tax_id_last4 CHECK (char_length(tax_id_last4) <= 4 AND tax_id_last4 ~ '^[0-9A-Za-z]{4}$')
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_tax_id_blind_index CHECK (tax_id_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$')
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_citizenship CHECK (char_length(citizenship) <= 2 AND citizenship ~ '^[A-Z]{2}$')
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_tax_residency CHECK (char_length(tax_residency) <= 2 AND tax_residency ~ '^[A-Z]{2}$')
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_employer CHECK (char_length(employer) <= 200)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_email CHECK (char_length(email) <= 320)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_phone CHECK (char_length(phone) <= 40)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_address_line CHECK (char_length(address_line) <= 200)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_city CHECK (char_length(city) <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_state CHECK (char_length(state) <= 2 AND state ~ '^[A-Z]{2}$')
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_postal_code CHECK (char_length(postal_code) <= 10)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_id_number_encrypted CHECK (char_length(id_number_encrypted) <= 4096 AND id_number_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$')
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_id_number_blind_index CHECK (id_number_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$')
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_control_person_ticker CHECK (char_length(control_person_ticker) <= 12)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD CONSTRAINT ck_persons_born_on_until_died_on CHECK (born_on <= died_on)
    `)
    await queryRunner.query(`
      ALTER TABLE household_members ADD CONSTRAINT ck_household_members_from_date_until_to_date CHECK (from_date <= to_date)
    `)
    await queryRunner.query(`
      ALTER TABLE entities ADD CONSTRAINT ck_entities_name CHECK (char_length(name) <= 200)
    `)
    await queryRunner.query(`
      ALTER TABLE entities ADD CONSTRAINT ck_entities_ein_encrypted CHECK (char_length(ein_encrypted) <= 4096 AND ein_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$')
    `)
    await queryRunner.query(`
      ALTER TABLE entities ADD CONSTRAINT ck_entities_ein_last4 CHECK (char_length(ein_last4) <= 4 AND ein_last4 ~ '^[0-9A-Za-z]{4}$')
    `)
    await queryRunner.query(`
      ALTER TABLE entities ADD CONSTRAINT ck_entities_ein_blind_index CHECK (ein_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$')
    `)
    await queryRunner.query(`
      ALTER TABLE entities ADD CONSTRAINT ck_entities_formation_state CHECK (char_length(formation_state) <= 2 AND formation_state ~ '^[A-Z]{2}$')
    `)
    await queryRunner.query(`
      ALTER TABLE entities ADD CONSTRAINT ck_entities_situs CHECK (char_length(situs) <= 2 AND situs ~ '^[A-Z]{2}$')
    `)
    await queryRunner.query(`
      ALTER TABLE accounts ADD CONSTRAINT ck_accounts_name CHECK (char_length(name) <= 200)
    `)
    await queryRunner.query(`
      ALTER TABLE accounts ADD CONSTRAINT ck_accounts_custodian CHECK (char_length(custodian) <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE accounts ADD CONSTRAINT ck_accounts_number_encrypted CHECK (char_length(number_encrypted) <= 4096 AND number_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$')
    `)
    await queryRunner.query(`
      ALTER TABLE accounts ADD CONSTRAINT ck_accounts_number_last4 CHECK (char_length(number_last4) <= 4 AND number_last4 ~ '^[0-9A-Za-z]{4}$')
    `)
    await queryRunner.query(`
      ALTER TABLE accounts ADD CONSTRAINT ck_accounts_number_blind_index CHECK (number_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$')
    `)
    await queryRunner.query(`
      ALTER TABLE accounts ADD CONSTRAINT ck_accounts_model CHECK (char_length(model) <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE accounts ADD CONSTRAINT ck_accounts_benchmark CHECK (char_length(benchmark) <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE accounts ADD CONSTRAINT ck_accounts_opened_on_until_closed_on CHECK (opened_on <= closed_on)
    `)
    await queryRunner.query(`
      ALTER TABLE accounts ADD CONSTRAINT ck_accounts_status_closed_closed_on CHECK (status <> 'closed' OR closed_on IS NOT NULL)
    `)
    await queryRunner.query(`
      ALTER TABLE account_owners ADD CONSTRAINT ck_account_owners_percent CHECK (percent >= 0 AND percent <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE account_owners ADD CONSTRAINT ck_account_owners_one_of_person_id_entity_id CHECK (num_nonnulls(person_id, entity_id) = 1)
    `)
    await queryRunner.query(`
      ALTER TABLE beneficiaries ADD CONSTRAINT ck_beneficiaries_name CHECK (char_length(name) <= 200)
    `)
    await queryRunner.query(`
      ALTER TABLE beneficiaries ADD CONSTRAINT ck_beneficiaries_percent CHECK (percent >= 0 AND percent <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE beneficiaries ADD CONSTRAINT ck_beneficiaries_one_of_person_id_entity_id_name CHECK (num_nonnulls(person_id, entity_id, name) = 1)
    `)
    await queryRunner.query(`
      ALTER TABLE meetings ADD CONSTRAINT ck_meetings_subject CHECK (char_length(subject) <= 200)
    `)
    await queryRunner.query(`
      ALTER TABLE meetings ADD CONSTRAINT ck_meetings_location CHECK (char_length(location) <= 200)
    `)
    await queryRunner.query(`
      ALTER TABLE meetings ADD CONSTRAINT ck_meetings_attendees CHECK (char_length(attendees) <= 500)
    `)
    await queryRunner.query(`
      ALTER TABLE meetings ADD CONSTRAINT ck_meetings_agenda CHECK (char_length(agenda) <= 4000)
    `)
    await queryRunner.query(`
      ALTER TABLE meetings ADD CONSTRAINT ck_meetings_starts_at_until_ends_at CHECK (starts_at <= ends_at)
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_title CHECK (char_length(title) <= 300)
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_details CHECK (char_length(details) <= 4000)
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_status_done_completed_at CHECK (status <> 'done' OR completed_at IS NOT NULL)
    `)
    await queryRunner.query(`
      ALTER TABLE meeting_notes ADD CONSTRAINT ck_meeting_notes_body CHECK (char_length(body) <= 20000)
    `)
    await queryRunner.query(`
      ALTER TABLE meeting_notes ADD CONSTRAINT ck_meeting_notes_basis CHECK (char_length(basis) <= 4000)
    `)
    await queryRunner.query(`
      ALTER TABLE securities ADD CONSTRAINT ck_securities_symbol CHECK (char_length(symbol) <= 20)
    `)
    await queryRunner.query(`
      ALTER TABLE securities ADD CONSTRAINT ck_securities_name CHECK (char_length(name) <= 200)
    `)
    await queryRunner.query(`
      ALTER TABLE securities ADD CONSTRAINT ck_securities_cusip CHECK (char_length(cusip) <= 9)
    `)
    await queryRunner.query(`
      ALTER TABLE securities ADD CONSTRAINT ck_securities_isin CHECK (char_length(isin) <= 12)
    `)
    await queryRunner.query(`
      ALTER TABLE securities ADD CONSTRAINT ck_securities_figi CHECK (char_length(figi) <= 12)
    `)
    await queryRunner.query(`
      ALTER TABLE securities ADD CONSTRAINT ck_securities_sector CHECK (char_length(sector) <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE securities ADD CONSTRAINT ck_securities_coupon CHECK (coupon >= 0)
    `)
    await queryRunner.query(`
      ALTER TABLE securities ADD CONSTRAINT ck_securities_expense_ratio CHECK (expense_ratio >= 0)
    `)
    await queryRunner.query(`
      ALTER TABLE positions ADD CONSTRAINT ck_positions_price CHECK (price >= 0)
    `)
    await queryRunner.query(`
      ALTER TABLE communications ADD CONSTRAINT ck_communications_participants CHECK (char_length(participants) <= 500)
    `)
    await queryRunner.query(`
      ALTER TABLE communications ADD CONSTRAINT ck_communications_subject CHECK (char_length(subject) <= 300)
    `)
    await queryRunner.query(`
      ALTER TABLE communications ADD CONSTRAINT ck_communications_body CHECK (char_length(body) <= 100000)
    `)
    await queryRunner.query(`
      ALTER TABLE communications ADD CONSTRAINT ck_communications_message_id CHECK (char_length(message_id) <= 500)
    `)
    await queryRunner.query(`
      ALTER TABLE communications ADD CONSTRAINT ck_communications_thread_id CHECK (char_length(thread_id) <= 500)
    `)
    await queryRunner.query(`
      ALTER TABLE documents ADD CONSTRAINT ck_documents_title CHECK (char_length(title) <= 300)
    `)
    await queryRunner.query(`
      ALTER TABLE relationships ADD CONSTRAINT ck_relationships_percent CHECK (percent >= 0 AND percent <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE relationships ADD CONSTRAINT ck_relationships_one_of_from_person_id_from_entity_id CHECK (num_nonnulls(from_person_id, from_entity_id) = 1)
    `)
    await queryRunner.query(`
      ALTER TABLE relationships ADD CONSTRAINT ck_relationships_one_of_to_person_id_to_entity_id CHECK (num_nonnulls(to_person_id, to_entity_id) = 1)
    `)
    await queryRunner.query(`
      ALTER TABLE relationships ADD CONSTRAINT ck_relationships_from_date_until_to_date CHECK (from_date <= to_date)
    `)
    await queryRunner.query(`
      ALTER TABLE relationships ADD CONSTRAINT ck_relationships_from_person_id_not_to_person_id CHECK (from_person_id <> to_person_id)
    `)
    await queryRunner.query(`
      ALTER TABLE relationships ADD CONSTRAINT ck_relationships_from_entity_id_not_to_entity_id CHECK (from_entity_id <> to_entity_id)
    `)
    await queryRunner.query(`
      ALTER TABLE document_contents ADD CONSTRAINT ck_document_contents_chunk_number CHECK (chunk_number >= 0)
    `)
    await queryRunner.query(`
      ALTER TABLE prices ADD CONSTRAINT ck_prices_price CHECK (price >= 0)
    `)
    await queryRunner.query(`
      ALTER TABLE prices ADD CONSTRAINT ck_prices_source CHECK (char_length(source) <= 60)
    `)
    await queryRunner.query(`
      ALTER TABLE transactions ADD CONSTRAINT ck_transactions_price CHECK (price >= 0)
    `)
    await queryRunner.query(`
      ALTER TABLE transactions ADD CONSTRAINT ck_transactions_tax_year CHECK (tax_year >= 1900 AND tax_year <= 2200)
    `)
    await queryRunner.query(`
      ALTER TABLE transactions ADD CONSTRAINT ck_transactions_description CHECK (char_length(description) <= 500)
    `)
    await queryRunner.query(`
      ALTER TABLE transactions ADD CONSTRAINT ck_transactions_broker CHECK (char_length(broker) <= 100)
    `)
    await queryRunner.query(`
      ALTER TABLE transactions ADD CONSTRAINT ck_transactions_traded_on_until_settled_on CHECK (traded_on <= settled_on)
    `)
    await queryRunner.query(`
      ALTER TABLE transactions ADD CONSTRAINT ck_transactions_type_reversal_reverses_id CHECK (type <> 'reversal' OR reverses_id IS NOT NULL)
    `)
    await queryRunner.query(`
      ALTER TABLE document_contents ADD CONSTRAINT uq_document_contents_version_id_chunk_number UNIQUE (version_id, chunk_number)
    `)
    await queryRunner.query(`
      ALTER TABLE team_members
        ADD CONSTRAINT fk_team_members_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_team_members_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_team_members_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_team_members_user_id FOREIGN KEY (user_id)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE document_versions
        ADD CONSTRAINT fk_document_versions_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_document_versions_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_document_versions_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_document_versions_document_id FOREIGN KEY (document_id)
          REFERENCES documents (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE disclosures
        ADD CONSTRAINT fk_disclosures_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_disclosures_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_disclosures_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_disclosures_person_id FOREIGN KEY (person_id)
          REFERENCES persons (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_disclosures_document_id FOREIGN KEY (document_id)
          REFERENCES documents (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE document_contents
        ADD CONSTRAINT fk_document_contents_version_id FOREIGN KEY (version_id)
          REFERENCES document_versions (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE transactions
        ADD CONSTRAINT fk_transactions_recommended_by FOREIGN KEY (recommended_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_transactions_placed_by FOREIGN KEY (placed_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE firm_settings
        ADD CONSTRAINT fk_firm_settings_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_firm_settings_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE retention_policies
        ADD CONSTRAINT fk_retention_policies_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_retention_policies_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE compliance_reviews
        ADD CONSTRAINT fk_compliance_reviews_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_compliance_reviews_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_compliance_reviews_household_id FOREIGN KEY (household_id)
          REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_compliance_reviews_account_id FOREIGN KEY (account_id)
          REFERENCES accounts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_compliance_reviews_remediation_owner_id FOREIGN KEY (remediation_owner_id)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_compliance_reviews_reviewer_id FOREIGN KEY (reviewer_id)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_compliance_reviews_approver_id FOREIGN KEY (approver_id)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE legal_holds
        ADD CONSTRAINT fk_legal_holds_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_legal_holds_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE legal_hold_items
        ADD CONSTRAINT fk_legal_hold_items_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_legal_hold_items_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_legal_hold_items_hold_id FOREIGN KEY (hold_id)
          REFERENCES legal_holds (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE disposals
        ADD CONSTRAINT fk_disposals_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_disposals_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_disposals_proposed_by FOREIGN KEY (proposed_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_disposals_approved_by FOREIGN KEY (approved_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE disposal_items
        ADD CONSTRAINT fk_disposal_items_created_by FOREIGN KEY (created_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_disposal_items_updated_by FOREIGN KEY (updated_by)
          REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_disposal_items_disposal_id FOREIGN KEY (disposal_id)
          REFERENCES disposals (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
        ADD CONSTRAINT fk_disposal_items_policy_id FOREIGN KEY (policy_id)
          REFERENCES retention_policies (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(`
      ALTER TABLE households ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(name, ''))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX households_search ON households USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE persons ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(preferred_name, '') || ' ' || coalesce(email, ''))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX persons_search ON persons USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE entities ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(name, ''))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX entities_search ON entities USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE accounts ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(name, '') || ' ' || coalesce(custodian, '') || ' ' || coalesce(number_last4, ''))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX accounts_search ON accounts USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE meetings ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(subject, ''))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX meetings_search ON meetings USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE tasks ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(title, ''))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX tasks_search ON tasks USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE meeting_notes ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(body, ''))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX meeting_notes_search ON meeting_notes USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE communications ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(subject, ''))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX communications_search ON communications USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(`
      ALTER TABLE documents ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(title, ''))) STORED
    `)
    await queryRunner.query(`
      CREATE INDEX documents_search ON documents USING gin (search_text gin_trgm_ops)
    `)
    await queryRunner.query(forcePolicies('FORCE'))
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(forcePolicies('NO FORCE'))
    await queryRunner.query(`
      ALTER TABLE documents DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE communications DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE meeting_notes DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE meetings DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE accounts DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE entities DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE households DROP COLUMN search_text
    `)
    await queryRunner.query(`
      ALTER TABLE disposal_items DROP CONSTRAINT fk_disposal_items_policy_id
    `)
    await queryRunner.query(`
      ALTER TABLE disposal_items DROP CONSTRAINT fk_disposal_items_disposal_id
    `)
    await queryRunner.query(`
      ALTER TABLE disposal_items DROP CONSTRAINT fk_disposal_items_updated_by
    `)
    await queryRunner.query(`
      ALTER TABLE disposal_items DROP CONSTRAINT fk_disposal_items_created_by
    `)
    await queryRunner.query(`
      ALTER TABLE disposals DROP CONSTRAINT fk_disposals_approved_by
    `)
    await queryRunner.query(`
      ALTER TABLE disposals DROP CONSTRAINT fk_disposals_proposed_by
    `)
    await queryRunner.query(`
      ALTER TABLE disposals DROP CONSTRAINT fk_disposals_updated_by
    `)
    await queryRunner.query(`
      ALTER TABLE disposals DROP CONSTRAINT fk_disposals_created_by
    `)
    await queryRunner.query(`
      ALTER TABLE legal_hold_items DROP CONSTRAINT fk_legal_hold_items_hold_id
    `)
    await queryRunner.query(`
      ALTER TABLE legal_hold_items DROP CONSTRAINT fk_legal_hold_items_updated_by
    `)
    await queryRunner.query(`
      ALTER TABLE legal_hold_items DROP CONSTRAINT fk_legal_hold_items_created_by
    `)
    await queryRunner.query(`
      ALTER TABLE legal_holds DROP CONSTRAINT fk_legal_holds_updated_by
    `)
    await queryRunner.query(`
      ALTER TABLE legal_holds DROP CONSTRAINT fk_legal_holds_created_by
    `)
    await queryRunner.query(`
      ALTER TABLE compliance_reviews DROP CONSTRAINT fk_compliance_reviews_approver_id
    `)
    await queryRunner.query(`
      ALTER TABLE compliance_reviews DROP CONSTRAINT fk_compliance_reviews_reviewer_id
    `)
    await queryRunner.query(`
      ALTER TABLE compliance_reviews DROP CONSTRAINT fk_compliance_reviews_remediation_owner_id
    `)
    await queryRunner.query(`
      ALTER TABLE compliance_reviews DROP CONSTRAINT fk_compliance_reviews_account_id
    `)
    await queryRunner.query(`
      ALTER TABLE compliance_reviews DROP CONSTRAINT fk_compliance_reviews_household_id
    `)
    await queryRunner.query(`
      ALTER TABLE compliance_reviews DROP CONSTRAINT fk_compliance_reviews_updated_by
    `)
    await queryRunner.query(`
      ALTER TABLE compliance_reviews DROP CONSTRAINT fk_compliance_reviews_created_by
    `)
    await queryRunner.query(`
      ALTER TABLE retention_policies DROP CONSTRAINT fk_retention_policies_updated_by
    `)
    await queryRunner.query(`
      ALTER TABLE retention_policies DROP CONSTRAINT fk_retention_policies_created_by
    `)
    await queryRunner.query(`
      ALTER TABLE firm_settings DROP CONSTRAINT fk_firm_settings_updated_by
    `)
    await queryRunner.query(`
      ALTER TABLE firm_settings DROP CONSTRAINT fk_firm_settings_created_by
    `)
    await queryRunner.query(`
      ALTER TABLE transactions DROP CONSTRAINT fk_transactions_placed_by
    `)
    await queryRunner.query(`
      ALTER TABLE transactions DROP CONSTRAINT fk_transactions_recommended_by
    `)
    await queryRunner.query(`
      ALTER TABLE document_contents DROP CONSTRAINT fk_document_contents_version_id
    `)
    await queryRunner.query(`
      ALTER TABLE disclosures DROP CONSTRAINT fk_disclosures_document_id
    `)
    await queryRunner.query(`
      ALTER TABLE disclosures DROP CONSTRAINT fk_disclosures_person_id
    `)
    await queryRunner.query(`
      ALTER TABLE disclosures DROP CONSTRAINT fk_disclosures_household_id
    `)
    await queryRunner.query(`
      ALTER TABLE disclosures DROP CONSTRAINT fk_disclosures_updated_by
    `)
    await queryRunner.query(`
      ALTER TABLE disclosures DROP CONSTRAINT fk_disclosures_created_by
    `)
    await queryRunner.query(`
      ALTER TABLE document_versions DROP CONSTRAINT fk_document_versions_document_id
    `)
    await queryRunner.query(`
      ALTER TABLE document_versions DROP CONSTRAINT fk_document_versions_household_id
    `)
    await queryRunner.query(`
      ALTER TABLE document_versions DROP CONSTRAINT fk_document_versions_updated_by
    `)
    await queryRunner.query(`
      ALTER TABLE document_versions DROP CONSTRAINT fk_document_versions_created_by
    `)
    await queryRunner.query(`
      ALTER TABLE team_members DROP CONSTRAINT fk_team_members_user_id
    `)
    await queryRunner.query(`
      ALTER TABLE team_members DROP CONSTRAINT fk_team_members_household_id
    `)
    await queryRunner.query(`
      ALTER TABLE team_members DROP CONSTRAINT fk_team_members_updated_by
    `)
    await queryRunner.query(`
      ALTER TABLE team_members DROP CONSTRAINT fk_team_members_created_by
    `)
    await queryRunner.query(`
      ALTER TABLE document_contents DROP CONSTRAINT uq_document_contents_version_id_chunk_number
    `)
    await queryRunner.query(`
      ALTER TABLE transactions DROP CONSTRAINT ck_transactions_type_reversal_reverses_id
    `)
    await queryRunner.query(`
      ALTER TABLE transactions DROP CONSTRAINT ck_transactions_traded_on_until_settled_on
    `)
    await queryRunner.query(`
      ALTER TABLE transactions DROP CONSTRAINT ck_transactions_broker
    `)
    await queryRunner.query(`
      ALTER TABLE transactions DROP CONSTRAINT ck_transactions_description
    `)
    await queryRunner.query(`
      ALTER TABLE transactions DROP CONSTRAINT ck_transactions_tax_year
    `)
    await queryRunner.query(`
      ALTER TABLE transactions DROP CONSTRAINT ck_transactions_price
    `)
    await queryRunner.query(`
      ALTER TABLE prices DROP CONSTRAINT ck_prices_source
    `)
    await queryRunner.query(`
      ALTER TABLE prices DROP CONSTRAINT ck_prices_price
    `)
    await queryRunner.query(`
      ALTER TABLE document_contents DROP CONSTRAINT ck_document_contents_chunk_number
    `)
    await queryRunner.query(`
      ALTER TABLE relationships DROP CONSTRAINT ck_relationships_from_entity_id_not_to_entity_id
    `)
    await queryRunner.query(`
      ALTER TABLE relationships DROP CONSTRAINT ck_relationships_from_person_id_not_to_person_id
    `)
    await queryRunner.query(`
      ALTER TABLE relationships DROP CONSTRAINT ck_relationships_from_date_until_to_date
    `)
    await queryRunner.query(`
      ALTER TABLE relationships DROP CONSTRAINT ck_relationships_one_of_to_person_id_to_entity_id
    `)
    await queryRunner.query(`
      ALTER TABLE relationships DROP CONSTRAINT ck_relationships_one_of_from_person_id_from_entity_id
    `)
    await queryRunner.query(`
      ALTER TABLE relationships DROP CONSTRAINT ck_relationships_percent
    `)
    await queryRunner.query(`
      ALTER TABLE documents DROP CONSTRAINT ck_documents_title
    `)
    await queryRunner.query(`
      ALTER TABLE communications DROP CONSTRAINT ck_communications_thread_id
    `)
    await queryRunner.query(`
      ALTER TABLE communications DROP CONSTRAINT ck_communications_message_id
    `)
    await queryRunner.query(`
      ALTER TABLE communications DROP CONSTRAINT ck_communications_body
    `)
    await queryRunner.query(`
      ALTER TABLE communications DROP CONSTRAINT ck_communications_subject
    `)
    await queryRunner.query(`
      ALTER TABLE communications DROP CONSTRAINT ck_communications_participants
    `)
    await queryRunner.query(`
      ALTER TABLE positions DROP CONSTRAINT ck_positions_price
    `)
    await queryRunner.query(`
      ALTER TABLE securities DROP CONSTRAINT ck_securities_expense_ratio
    `)
    await queryRunner.query(`
      ALTER TABLE securities DROP CONSTRAINT ck_securities_coupon
    `)
    await queryRunner.query(`
      ALTER TABLE securities DROP CONSTRAINT ck_securities_sector
    `)
    await queryRunner.query(`
      ALTER TABLE securities DROP CONSTRAINT ck_securities_figi
    `)
    await queryRunner.query(`
      ALTER TABLE securities DROP CONSTRAINT ck_securities_isin
    `)
    await queryRunner.query(`
      ALTER TABLE securities DROP CONSTRAINT ck_securities_cusip
    `)
    await queryRunner.query(`
      ALTER TABLE securities DROP CONSTRAINT ck_securities_name
    `)
    await queryRunner.query(`
      ALTER TABLE securities DROP CONSTRAINT ck_securities_symbol
    `)
    await queryRunner.query(`
      ALTER TABLE meeting_notes DROP CONSTRAINT ck_meeting_notes_basis
    `)
    await queryRunner.query(`
      ALTER TABLE meeting_notes DROP CONSTRAINT ck_meeting_notes_body
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_status_done_completed_at
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_details
    `)
    await queryRunner.query(`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_title
    `)
    await queryRunner.query(`
      ALTER TABLE meetings DROP CONSTRAINT ck_meetings_starts_at_until_ends_at
    `)
    await queryRunner.query(`
      ALTER TABLE meetings DROP CONSTRAINT ck_meetings_agenda
    `)
    await queryRunner.query(`
      ALTER TABLE meetings DROP CONSTRAINT ck_meetings_attendees
    `)
    await queryRunner.query(`
      ALTER TABLE meetings DROP CONSTRAINT ck_meetings_location
    `)
    await queryRunner.query(`
      ALTER TABLE meetings DROP CONSTRAINT ck_meetings_subject
    `)
    await queryRunner.query(`
      ALTER TABLE beneficiaries DROP CONSTRAINT ck_beneficiaries_one_of_person_id_entity_id_name
    `)
    await queryRunner.query(`
      ALTER TABLE beneficiaries DROP CONSTRAINT ck_beneficiaries_percent
    `)
    await queryRunner.query(`
      ALTER TABLE beneficiaries DROP CONSTRAINT ck_beneficiaries_name
    `)
    await queryRunner.query(`
      ALTER TABLE account_owners DROP CONSTRAINT ck_account_owners_one_of_person_id_entity_id
    `)
    await queryRunner.query(`
      ALTER TABLE account_owners DROP CONSTRAINT ck_account_owners_percent
    `)
    await queryRunner.query(`
      ALTER TABLE accounts DROP CONSTRAINT ck_accounts_status_closed_closed_on
    `)
    await queryRunner.query(`
      ALTER TABLE accounts DROP CONSTRAINT ck_accounts_opened_on_until_closed_on
    `)
    await queryRunner.query(`
      ALTER TABLE accounts DROP CONSTRAINT ck_accounts_benchmark
    `)
    await queryRunner.query(`
      ALTER TABLE accounts DROP CONSTRAINT ck_accounts_model
    `)
    await queryRunner.query(`
      ALTER TABLE accounts DROP CONSTRAINT ck_accounts_number_blind_index
    `)
    await queryRunner.query(`
      ALTER TABLE accounts DROP CONSTRAINT ck_accounts_number_last4
    `)
    await queryRunner.query(`
      ALTER TABLE accounts DROP CONSTRAINT ck_accounts_number_encrypted
    `)
    await queryRunner.query(`
      ALTER TABLE accounts DROP CONSTRAINT ck_accounts_custodian
    `)
    await queryRunner.query(`
      ALTER TABLE accounts DROP CONSTRAINT ck_accounts_name
    `)
    await queryRunner.query(`
      ALTER TABLE entities DROP CONSTRAINT ck_entities_situs
    `)
    await queryRunner.query(`
      ALTER TABLE entities DROP CONSTRAINT ck_entities_formation_state
    `)
    await queryRunner.query(`
      ALTER TABLE entities DROP CONSTRAINT ck_entities_ein_blind_index
    `)
    await queryRunner.query(`
      ALTER TABLE entities DROP CONSTRAINT ck_entities_ein_last4
    `)
    await queryRunner.query(`
      ALTER TABLE entities DROP CONSTRAINT ck_entities_ein_encrypted
    `)
    await queryRunner.query(`
      ALTER TABLE entities DROP CONSTRAINT ck_entities_name
    `)
    await queryRunner.query(`
      ALTER TABLE household_members DROP CONSTRAINT ck_household_members_from_date_until_to_date
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_born_on_until_died_on
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_control_person_ticker
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_id_number_blind_index
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_id_number_encrypted
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_postal_code
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_state
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_city
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_address_line
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_phone
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_email
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_employer
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_tax_residency
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_citizenship
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_tax_id_blind_index
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_tax_id_last4
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_tax_id_encrypted
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_ssn_blind_index
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_ssn_last4
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_ssn_encrypted
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_preferred_name
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_last_name
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_middle_name
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP CONSTRAINT ck_persons_first_name
    `)
    await queryRunner.query(`
      ALTER TABLE households DROP CONSTRAINT ck_households_status_terminated_terminated_on
    `)
    await queryRunner.query(`
      ALTER TABLE households DROP CONSTRAINT ck_households_client_since_until_terminated_on
    `)
    await queryRunner.query(`
      ALTER TABLE households DROP CONSTRAINT ck_households_tax_bracket
    `)
    await queryRunner.query(`
      ALTER TABLE households DROP CONSTRAINT ck_households_termination_reason
    `)
    await queryRunner.query(`
      ALTER TABLE households DROP CONSTRAINT ck_households_name
    `)
    await queryRunner.query(`
      ALTER TABLE users DROP CONSTRAINT ck_users_email
    `)
    await queryRunner.query(`
      ALTER TABLE users DROP CONSTRAINT ck_users_title
    `)
    await queryRunner.query(`
      ALTER TABLE users DROP CONSTRAINT ck_users_display_name
    `)
    await queryRunner.query(`
      ALTER TABLE users DROP CONSTRAINT ck_users_login
    `)
    await queryRunner.query(`
      DROP INDEX ix_transactions_placed_by
    `)
    await queryRunner.query(`
      DROP INDEX ix_transactions_recommended_by
    `)
    await queryRunner.query(`
      DROP INDEX ix_tasks_owner_id_due_on_active
    `)
    await queryRunner.query(`
      DROP INDEX ix_accounts_household_id_active
    `)
    await queryRunner.query(`
      DROP INDEX ix_accounts_number_blind_index
    `)
    await queryRunner.query(`
      DROP INDEX ix_entities_ein_blind_index
    `)
    await queryRunner.query(`
      DROP INDEX ix_persons_id_number_blind_index
    `)
    await queryRunner.query(`
      DROP INDEX ix_persons_tax_id_blind_index
    `)
    await queryRunner.query(`
      DROP INDEX ix_persons_ssn_blind_index
    `)
    await queryRunner.query(`
      DROP INDEX ix_households_advisor_id_next_review_on_active
    `)
    await queryRunner.query(`
      DROP INDEX ix_households_name
    `)
    await queryRunner.query(`
      ALTER TABLE transactions DROP COLUMN affirmed_at
    `)
    await queryRunner.query(`
      ALTER TABLE transactions DROP COLUMN broker
    `)
    await queryRunner.query(`
      ALTER TABLE transactions DROP COLUMN is_discretionary
    `)
    await queryRunner.query(`
      ALTER TABLE transactions DROP COLUMN placed_by
    `)
    await queryRunner.query(`
      ALTER TABLE transactions DROP COLUMN recommended_by
    `)
    await queryRunner.query(`
      ALTER TABLE documents DROP COLUMN superseded_on
    `)
    await queryRunner.query(`
      ALTER TABLE communications DROP COLUMN thread_id
    `)
    await queryRunner.query(`
      ALTER TABLE communications DROP COLUMN message_id
    `)
    await queryRunner.query(`
      ALTER TABLE beneficiaries DROP COLUMN ended_on
    `)
    await queryRunner.query(`
      ALTER TABLE account_owners DROP COLUMN ended_on
    `)
    await queryRunner.query(`
      ALTER TABLE accounts DROP COLUMN performance_last_used_on
    `)
    await queryRunner.query(`
      ALTER TABLE accounts DROP COLUMN number_blind_index
    `)
    await queryRunner.query(`
      ALTER TABLE entities DROP COLUMN ein_blind_index
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP COLUMN id_number_blind_index
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP COLUMN tax_id_blind_index
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP COLUMN tax_id_last4
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP COLUMN tax_id_encrypted
    `)
    await queryRunner.query(`
      ALTER TABLE persons DROP COLUMN ssn_blind_index
    `)
    await queryRunner.query(`
      ALTER TABLE documents ADD sha256 text
    `)
    await queryRunner.query(`
      ALTER TABLE documents ADD media_type text
    `)
    await queryRunner.query(`
      ALTER TABLE documents ADD file_name text
    `)
    await queryRunner.query(`
      ALTER TABLE documents ADD byte_length integer
    `)
    await queryRunner.query(`
      DO $$
      BEGIN
        IF EXISTS (SELECT FROM document_versions WHERE version_number > 1) THEN
          RAISE EXCEPTION 'documents have several versions, which the former schema cannot hold; restore a backup instead';
        END IF;
        ALTER TABLE documents DISABLE TRIGGER USER;
        ALTER TABLE document_contents DISABLE TRIGGER USER;
        UPDATE documents SET byte_length = filed.byte_length, file_name = filed.file_name,
          media_type = filed.media_type, sha256 = filed.sha256
        FROM document_versions AS filed WHERE filed.document_id = documents.id;
        UPDATE document_contents SET version_id = filed.document_id
        FROM document_versions AS filed WHERE filed.id = version_id AND filed.id <> filed.document_id;
        ALTER TABLE documents ENABLE TRIGGER USER;
        ALTER TABLE document_contents ENABLE TRIGGER USER;
      END
      $$
    `)
    await queryRunner.query(`
      ALTER TABLE documents ALTER byte_length SET NOT NULL, ALTER file_name SET NOT NULL,
        ALTER media_type SET NOT NULL, ALTER sha256 SET NOT NULL
    `)
    await queryRunner.query(`
      DROP INDEX ix_disposal_items_policy_id
    `)
    await queryRunner.query(`
      DROP INDEX ix_disposal_items_subject_id
    `)
    await queryRunner.query(`
      DROP TABLE disposal_items
    `)
    await queryRunner.query(`
      DROP INDEX ix_disposals_approved_by
    `)
    await queryRunner.query(`
      DROP INDEX ix_disposals_proposed_by
    `)
    await queryRunner.query(`
      DROP INDEX ix_disposals_status
    `)
    await queryRunner.query(`
      DROP TABLE disposals
    `)
    await queryRunner.query(`
      DROP INDEX ix_legal_hold_items_subject_id
    `)
    await queryRunner.query(`
      DROP TABLE legal_hold_items
    `)
    await queryRunner.query(`
      DROP INDEX ix_legal_holds_released_at
    `)
    await queryRunner.query(`
      DROP TABLE legal_holds
    `)
    await queryRunner.query(`
      DROP INDEX ix_compliance_reviews_approver_id
    `)
    await queryRunner.query(`
      DROP INDEX ix_compliance_reviews_reviewer_id
    `)
    await queryRunner.query(`
      DROP INDEX ix_compliance_reviews_remediation_owner_id
    `)
    await queryRunner.query(`
      DROP INDEX ix_compliance_reviews_status_due_on
    `)
    await queryRunner.query(`
      DROP INDEX ix_compliance_reviews_account_id
    `)
    await queryRunner.query(`
      DROP INDEX ix_compliance_reviews_household_id
    `)
    await queryRunner.query(`
      DROP TABLE compliance_reviews
    `)
    await queryRunner.query(`
      DROP INDEX ix_retention_policies_record_class_in_force_from
    `)
    await queryRunner.query(`
      DROP TABLE retention_policies
    `)
    await queryRunner.query(`
      DROP TABLE firm_settings
    `)
    await queryRunner.query(`
      DROP INDEX ix_disclosures_document_id
    `)
    await queryRunner.query(`
      DROP INDEX ix_disclosures_person_id
    `)
    await queryRunner.query(`
      DROP INDEX ix_disclosures_household_id_kind_delivered_on
    `)
    await queryRunner.query(`
      DROP TABLE disclosures
    `)
    await queryRunner.query(`
      DROP INDEX ix_document_versions_household_id
    `)
    await queryRunner.query(`
      DROP TABLE document_versions
    `)
    await queryRunner.query(`
      DROP INDEX ix_team_members_user_id_household_id
    `)
    await queryRunner.query(`
      DROP TABLE team_members
    `)
    await queryRunner.query(`
      ALTER TABLE document_contents RENAME COLUMN version_id TO document_id
    `)
    await queryRunner.query(`
      ALTER TABLE document_contents ADD CONSTRAINT uq_document_contents_document_id_chunk_number UNIQUE (document_id, chunk_number)
    `)
    await queryRunner.query(`
      ALTER TABLE document_contents
        ADD CONSTRAINT fk_document_contents_document_id FOREIGN KEY (document_id)
          REFERENCES documents (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE
    `)
    await queryRunner.query(forcePolicies('FORCE'))
  }
}
