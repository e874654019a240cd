-- The whole schema as one script, for a database administrator to read, or to run with psql on an empty database.
-- Written by `npm run migration:snapshot` from what the migrations run, in their order; never edited by hand.

CREATE TABLE "schema_migrations" ("id" SERIAL NOT NULL, "timestamp" bigint NOT NULL, "name" character varying NOT NULL, CONSTRAINT "PK_62441bec32630ced9e4cccae336" PRIMARY KEY ("id"));

START TRANSACTION;

CREATE EXTENSION IF NOT EXISTS "uuid-ossp";

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE SCHEMA app;

CREATE SCHEMA sync;

CREATE SCHEMA audit;

DO $$
DECLARE
  role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY[
    'firm_member', 'firm_adviser', 'firm_assistant', 'firm_compliance', 'firm_operations',
    'firm_administrator', 'firm_examiner', 'firm_pooler'
  ] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
    END IF;
    IF role_name <> 'firm_member' THEN
      EXECUTE format('GRANT firm_member TO %I', role_name);
    END IF;
  END LOOP;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;

GRANT USAGE ON SCHEMA public, app, sync, audit TO firm_member;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1763900000000, 'Foundation1763900000000');

COMMIT;

START TRANSACTION;

CREATE TABLE users (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  login text NOT NULL,
  display_name text NOT NULL,
  role text NOT NULL,
  title text,
  email text,
  active boolean NOT NULL,
  CONSTRAINT uq_users_login UNIQUE (login),
  CONSTRAINT ck_users_role CHECK (role IN ('adviser', 'assistant', 'compliance', 'operations',
    'administrator', 'examiner')),
  CONSTRAINT pk_users PRIMARY KEY (id)
);

CREATE TABLE households (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  name text NOT NULL,
  type text NOT NULL,
  status text NOT NULL,
  advisor_id uuid NOT NULL,
  primary_person_id uuid,
  service_tier text NOT NULL,
  review_cadence text NOT NULL,
  last_review_on date,
  next_review_on date,
  client_since date,
  terminated_on date,
  termination_reason text,
  retail_investor boolean NOT NULL,
  objective text,
  risk_tolerance text,
  risk_capacity text,
  horizon text,
  liquidity text,
  income_band text,
  net_worth_band text,
  liquid_net_worth_band text,
  tax_bracket numeric(12,6),
  profile_confirmed_on date,
  profile_confirmed_by uuid,
  CONSTRAINT ck_households_type CHECK (type IN ('individual', 'couple', 'family', 'multigenerational')),
  CONSTRAINT ck_households_status CHECK (status IN ('prospect', 'onboarding', 'active', 'inactive',
    'terminated', 'estate')),
  CONSTRAINT ck_households_service_tier CHECK (service_tier IN ('platinum', 'gold', 'silver', 'bronze')),
  CONSTRAINT ck_households_review_cadence CHECK (review_cadence IN ('monthly', 'quarterly', 'semiannual',
    'annual')),
  CONSTRAINT ck_households_objective CHECK (objective IN ('preservation', 'income', 'growth_and_income',
    'growth', 'aggressive_growth')),
  CONSTRAINT ck_households_risk_tolerance CHECK (risk_tolerance IN ('conservative', 'moderately_conservative',
    'moderate', 'moderately_aggressive', 'aggressive')),
  CONSTRAINT ck_households_risk_capacity CHECK (risk_capacity IN ('conservative', 'moderately_conservative',
    'moderate', 'moderately_aggressive', 'aggressive')),
  CONSTRAINT ck_households_horizon CHECK (horizon IN ('under_3_years', 'from_3_to_5_years',
    'from_6_to_10_years', 'over_10_years')),
  CONSTRAINT ck_households_liquidity CHECK (liquidity IN ('low', 'medium', 'high')),
  CONSTRAINT ck_households_income_band CHECK (income_band IN ('under_100k', 'from_100k_to_500k',
    'from_500k_to_1m', 'from_1m_to_5m', 'from_5m_to_25m', 'over_25m')),
  CONSTRAINT ck_households_net_worth_band CHECK (net_worth_band IN ('under_100k', 'from_100k_to_500k',
    'from_500k_to_1m', 'from_1m_to_5m', 'from_5m_to_25m', 'over_25m')),
  CONSTRAINT ck_households_liquid_net_worth_band CHECK (liquid_net_worth_band IN ('under_100k',
    'from_100k_to_500k', 'from_500k_to_1m', 'from_1m_to_5m', 'from_5m_to_25m', 'over_25m')),
  CONSTRAINT pk_households PRIMARY KEY (id)
);

CREATE INDEX ix_households_advisor_id_name ON households (advisor_id, name);

CREATE INDEX ix_households_primary_person_id ON households (primary_person_id);

CREATE INDEX ix_households_profile_confirmed_by ON households (profile_confirmed_by);

CREATE TABLE persons (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  first_name text NOT NULL,
  middle_name text,
  last_name text NOT NULL,
  preferred_name text,
  born_on date,
  died_on date,
  ssn_encrypted text,
  ssn_last4 text,
  citizenship text,
  tax_residency text,
  marital_status text,
  employment_status text,
  employer text,
  email text,
  phone text,
  address_line text,
  city text,
  state text,
  postal_code text,
  id_type text,
  id_number_encrypted text,
  id_expires_on date,
  politically_exposed boolean NOT NULL,
  control_person_ticker text,
  broker_affiliated boolean NOT NULL,
  accredited_investor boolean NOT NULL,
  qualified_client boolean NOT NULL,
  vulnerable_client boolean NOT NULL,
  email_consent boolean NOT NULL,
  CONSTRAINT ck_persons_marital_status CHECK (marital_status IN ('single', 'married', 'domestic_partner',
    'divorced', 'widowed')),
  CONSTRAINT ck_persons_employment_status CHECK (employment_status IN ('employed', 'self_employed', 'retired',
    'student', 'homemaker', 'unemployed')),
  CONSTRAINT ck_persons_id_type CHECK (id_type IN ('passport', 'driver_license', 'state_id')),
  CONSTRAINT pk_persons PRIMARY KEY (id)
);

CREATE INDEX ix_persons_household_id ON persons (household_id);

CREATE INDEX ix_persons_last_name_first_name ON persons (last_name, first_name);

CREATE TABLE household_members (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  person_id uuid NOT NULL,
  role text NOT NULL,
  from_date date,
  to_date date,
  is_primary boolean NOT NULL,
  in_roll_up boolean NOT NULL,
  CONSTRAINT ck_household_members_role CHECK (role IN ('head', 'spouse', 'partner', 'child', 'grandchild',
    'parent', 'sibling', 'other_dependent', 'other')),
  CONSTRAINT pk_household_members PRIMARY KEY (id)
);

CREATE INDEX ix_household_members_household_id ON household_members (household_id);

CREATE INDEX ix_household_members_person_id ON household_members (person_id);

CREATE TABLE entities (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  ein_encrypted text,
  ein_last4 text,
  formed_on date,
  formation_state text,
  tax_classification text,
  trust_date date,
  situs text,
  CONSTRAINT ck_entities_type CHECK (type IN ('revocable_trust', 'irrevocable_trust', 'testamentary_trust',
    'charitable_trust', 'special_needs_trust', 'estate', 'llc', 'c_corp', 's_corp', 'gp', 'lp', 'llp',
    'sole_prop', 'foundation', 'nonprofit', 'retirement_plan', 'government')),
  CONSTRAINT ck_entities_tax_classification CHECK (tax_classification IN ('grantor', 'simple', 'complex',
    'disregarded', 'partnership', 'corporation', 'exempt')),
  CONSTRAINT pk_entities PRIMARY KEY (id)
);

CREATE INDEX ix_entities_household_id ON entities (household_id);

CREATE TABLE accounts (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  name text NOT NULL,
  registration text NOT NULL,
  status text NOT NULL,
  management text NOT NULL,
  tax_status text NOT NULL,
  custodian text NOT NULL,
  number_encrypted text,
  number_last4 text,
  opened_on date,
  closed_on date,
  model text,
  benchmark text,
  lot_method text NOT NULL,
  fee_basis text NOT NULL,
  billing text NOT NULL,
  custody_flag boolean NOT NULL,
  standing_letter boolean NOT NULL,
  rmd_required boolean NOT NULL,
  CONSTRAINT ck_accounts_registration CHECK (registration IN ('individual', 'individual_tod', 'jtwros',
    'joint_tic', 'joint_tbe', 'community_property', 'utma_ugma', 'trust', 'estate', 'traditional_ira',
    'rollover_ira', 'roth_ira', 'sep', 'simple', 'inherited_ira', 'inherited_roth', 'plan_401k', 'solo_401k',
    'plan_403b', 'plan_457b', 'pension', 'hsa', 'plan_529', 'coverdell', 'corporate', 'llc', 'partnership',
    'nonprofit', 'daf', 'annuity')),
  CONSTRAINT ck_accounts_status CHECK (status IN ('prospective', 'pending', 'transferring_in', 'active',
    'restricted', 'transferring_out', 'closed')),
  CONSTRAINT ck_accounts_management CHECK (management IN ('discretionary', 'non_discretionary', 'held_away',
    'reporting_only')),
  CONSTRAINT ck_accounts_tax_status CHECK (tax_status IN ('taxable', 'tax_deferred', 'tax_free', 'exempt')),
  CONSTRAINT ck_accounts_lot_method CHECK (lot_method IN ('fifo', 'lifo', 'highest_cost', 'specific',
    'average')),
  CONSTRAINT ck_accounts_fee_basis CHECK (fee_basis IN ('tiered', 'flat_bps', 'fixed', 'hourly', 'retainer',
    'performance', 'none')),
  CONSTRAINT ck_accounts_billing CHECK (billing IN ('advance', 'arrears')),
  CONSTRAINT pk_accounts PRIMARY KEY (id)
);

CREATE INDEX ix_accounts_household_id ON accounts (household_id);

CREATE TABLE account_owners (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  account_id uuid NOT NULL,
  person_id uuid,
  entity_id uuid,
  percent numeric(12,6) NOT NULL,
  CONSTRAINT pk_account_owners PRIMARY KEY (id)
);

CREATE INDEX ix_account_owners_household_id ON account_owners (household_id);

CREATE INDEX ix_account_owners_account_id ON account_owners (account_id);

CREATE INDEX ix_account_owners_person_id ON account_owners (person_id);

CREATE INDEX ix_account_owners_entity_id ON account_owners (entity_id);

CREATE TABLE beneficiaries (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  account_id uuid NOT NULL,
  person_id uuid,
  entity_id uuid,
  name text,
  class text NOT NULL,
  percent numeric(12,6) NOT NULL,
  per_stirpes boolean NOT NULL,
  verified_on date,
  CONSTRAINT ck_beneficiaries_class CHECK (class IN ('primary', 'contingent')),
  CONSTRAINT pk_beneficiaries PRIMARY KEY (id)
);

CREATE INDEX ix_beneficiaries_household_id ON beneficiaries (household_id);

CREATE INDEX ix_beneficiaries_account_id ON beneficiaries (account_id);

CREATE INDEX ix_beneficiaries_person_id ON beneficiaries (person_id);

CREATE INDEX ix_beneficiaries_entity_id ON beneficiaries (entity_id);

CREATE TABLE meetings (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  subject text NOT NULL,
  kind text NOT NULL,
  status text NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  location text,
  attendees text,
  agenda text,
  held_at timestamptz(3),
  CONSTRAINT ck_meetings_kind CHECK (kind IN ('review', 'planning', 'onboarding', 'service', 'prospect')),
  CONSTRAINT ck_meetings_status CHECK (status IN ('planned', 'held', 'cancelled')),
  CONSTRAINT pk_meetings PRIMARY KEY (id)
);

CREATE INDEX ix_meetings_household_id_starts_at ON meetings (household_id, starts_at);

CREATE INDEX ix_meetings_starts_at ON meetings (starts_at);

CREATE TABLE tasks (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  meeting_id uuid,
  title text NOT NULL,
  details text,
  owner_id uuid NOT NULL,
  priority text NOT NULL,
  status text NOT NULL,
  due_on date,
  completed_at timestamptz(3),
  CONSTRAINT ck_tasks_priority CHECK (priority IN ('low', 'normal', 'high')),
  CONSTRAINT ck_tasks_status CHECK (status IN ('open', 'done', 'cancelled')),
  CONSTRAINT pk_tasks PRIMARY KEY (id)
);

CREATE INDEX ix_tasks_household_id_status ON tasks (household_id, status);

CREATE INDEX ix_tasks_meeting_id ON tasks (meeting_id);

CREATE INDEX ix_tasks_owner_id_due_on ON tasks (owner_id, due_on);

CREATE TABLE meeting_notes (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  meeting_id uuid NOT NULL,
  kind text NOT NULL,
  body text NOT NULL,
  basis text,
  written_at timestamptz(3) NOT NULL,
  CONSTRAINT ck_meeting_notes_kind CHECK (kind IN ('note', 'decision', 'recommendation', 'question')),
  CONSTRAINT pk_meeting_notes PRIMARY KEY (id)
);

CREATE INDEX ix_meeting_notes_household_id ON meeting_notes (household_id);

CREATE INDEX ix_meeting_notes_meeting_id_written_at ON meeting_notes (meeting_id, written_at);

CREATE TABLE securities (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  symbol text NOT NULL,
  name text NOT NULL,
  cusip text,
  isin text,
  figi text,
  type text NOT NULL,
  asset_class text NOT NULL,
  sector text,
  coupon numeric(12,6),
  matures_on date,
  expense_ratio numeric(12,6),
  CONSTRAINT uq_securities_symbol UNIQUE (symbol),
  CONSTRAINT ck_securities_type CHECK (type IN ('stock', 'etf', 'mutual_fund', 'money_market', 'treasury',
    'municipal', 'corporate_bond', 'cd', 'option', 'reit', 'structured_note', 'private_fund', 'annuity',
    'digital_asset', 'cash')),
  CONSTRAINT ck_securities_asset_class CHECK (asset_class IN ('us_equity', 'intl_equity', 'em_equity',
    'taxable_fixed', 'municipal_fixed', 'cash', 'real_assets', 'commodities', 'alternatives', 'other')),
  CONSTRAINT pk_securities PRIMARY KEY (id)
);

CREATE TABLE positions (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  account_id uuid NOT NULL,
  security_id uuid NOT NULL,
  as_of date NOT NULL,
  quantity numeric(24,8) NOT NULL,
  price numeric(24,8) NOT NULL,
  market_value numeric(20,4) NOT NULL,
  accrued_income numeric(20,4) NOT NULL,
  cost_basis numeric(20,4),
  reconciliation text NOT NULL,
  CONSTRAINT uq_positions_account_id_security_id_as_of UNIQUE (account_id, security_id, as_of),
  CONSTRAINT ck_positions_reconciliation CHECK (reconciliation IN ('matched', 'break', 'unreconciled')),
  CONSTRAINT pk_positions PRIMARY KEY (id)
);

CREATE INDEX ix_positions_household_id ON positions (household_id);

CREATE INDEX ix_positions_account_id ON positions (account_id);

CREATE INDEX ix_positions_security_id ON positions (security_id);

CREATE TABLE communications (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  meeting_id uuid,
  channel text NOT NULL,
  direction text NOT NULL,
  occurred_at timestamptz(3) NOT NULL,
  participants text NOT NULL,
  subject text NOT NULL,
  body text,
  category text NOT NULL,
  off_channel boolean NOT NULL,
  capture text NOT NULL,
  supervision text NOT NULL,
  amends_id uuid,
  CONSTRAINT ck_communications_channel CHECK (channel IN ('email', 'phone', 'voicemail', 'video', 'in_person',
    'sms', 'whatsapp', 'chat', 'social', 'portal', 'letter', 'fax')),
  CONSTRAINT ck_communications_direction CHECK (direction IN ('inbound', 'outbound', 'internal')),
  CONSTRAINT ck_communications_category CHECK (category IN ('advice', 'funds_movement', 'order',
    'performance', 'complaint', 'general')),
  CONSTRAINT ck_communications_capture CHECK (capture IN ('manual', 'sync', 'import')),
  CONSTRAINT ck_communications_supervision CHECK (supervision IN ('unsampled', 'pending', 'approved',
    'escalated')),
  CONSTRAINT pk_communications PRIMARY KEY (id)
);

CREATE INDEX ix_communications_household_id_occurred_at ON communications (household_id, occurred_at);

CREATE INDEX ix_communications_meeting_id ON communications (meeting_id);

CREATE INDEX ix_communications_amends_id ON communications (amends_id);

CREATE TABLE documents (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  account_id uuid,
  title text NOT NULL,
  type text NOT NULL,
  file_name text NOT NULL,
  media_type text NOT NULL,
  byte_length integer NOT NULL,
  sha256 text NOT NULL,
  document_date date,
  signed_on date,
  delivered_on date,
  disposition text NOT NULL,
  CONSTRAINT ck_documents_type CHECK (type IN ('advisory_agreement', 'ips', 'adv_2a', 'adv_2b', 'crs',
    'privacy_notice', 'account_application', 'beneficiary_form', 'trust_certificate', 'corporate_resolution',
    'poa', 'government_id', 'w9', 'w8ben', 'acat', 'loa', 'statement', 'confirmation', 'form_1099', 'k1',
    'tax_return', 'estate_plan', 'insurance', 'performance_report', 'invoice', 'meeting_pack',
    'meeting_notes', 'risk_questionnaire', 'correspondence', 'complaint', 'advertisement',
    'compliance_evidence')),
  CONSTRAINT ck_documents_disposition CHECK (disposition IN ('active', 'eligible', 'held', 'approved',
    'destroyed')),
  CONSTRAINT pk_documents PRIMARY KEY (id)
);

CREATE INDEX ix_documents_household_id ON documents (household_id);

CREATE INDEX ix_documents_account_id ON documents (account_id);

CREATE TABLE relationships (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  from_person_id uuid,
  from_entity_id uuid,
  to_person_id uuid,
  to_entity_id uuid,
  role text NOT NULL,
  percent numeric(12,6),
  from_date date,
  to_date date,
  evidence_document_id uuid,
  CONSTRAINT ck_relationships_role CHECK (role IN ('spouse', 'parent', 'child', 'guardian', 'conservator',
    'grantor', 'trustee', 'co_trustee', 'successor_trustee', 'trust_protector', 'beneficiary', 'executor',
    'power_of_attorney', 'authorized_trader', 'trusted_contact', 'attorney', 'cpa', 'officer', 'director',
    'member', 'beneficial_owner', 'employer', 'referral_source')),
  CONSTRAINT pk_relationships PRIMARY KEY (id)
);

CREATE INDEX ix_relationships_household_id ON relationships (household_id);

CREATE INDEX ix_relationships_from_person_id ON relationships (from_person_id);

CREATE INDEX ix_relationships_from_entity_id ON relationships (from_entity_id);

CREATE INDEX ix_relationships_to_person_id ON relationships (to_person_id);

CREATE INDEX ix_relationships_to_entity_id ON relationships (to_entity_id);

CREATE INDEX ix_relationships_evidence_document_id ON relationships (evidence_document_id);

CREATE TABLE document_contents (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  document_id uuid NOT NULL,
  chunk_number integer NOT NULL,
  content bytea NOT NULL,
  CONSTRAINT uq_document_contents_document_id_chunk_number UNIQUE (document_id, chunk_number),
  CONSTRAINT pk_document_contents PRIMARY KEY (id)
);

CREATE INDEX ix_document_contents_household_id ON document_contents (household_id);

CREATE TABLE prices (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  security_id uuid NOT NULL,
  priced_on date NOT NULL,
  price numeric(24,8) NOT NULL,
  source text NOT NULL,
  CONSTRAINT uq_prices_security_id_priced_on UNIQUE (security_id, priced_on),
  CONSTRAINT pk_prices PRIMARY KEY (id)
);

CREATE TABLE transactions (
  id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by uuid,
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_by uuid,
  household_id uuid NOT NULL,
  account_id uuid NOT NULL,
  security_id uuid,
  type text NOT NULL,
  traded_on date NOT NULL,
  settled_on date,
  quantity numeric(24,8),
  price numeric(24,8),
  gross_amount numeric(20,4) NOT NULL,
  commission numeric(20,4) NOT NULL,
  fee numeric(20,4) NOT NULL,
  net_amount numeric(20,4) NOT NULL,
  tax_year integer,
  status text NOT NULL,
  reverses_id uuid,
  description text,
  CONSTRAINT ck_transactions_type CHECK (type IN ('buy', 'sell', 'short', 'cover', 'dividend', 'reinvest',
    'interest', 'cap_gain_st', 'cap_gain_lt', 'return_of_capital', 'deposit', 'withdrawal',
    'transfer_in_cash', 'transfer_out_cash', 'transfer_in_kind', 'transfer_out_kind', 'journal',
    'contribution', 'rollover', 'roth_conversion', 'distribution', 'rmd', 'qcd', 'advisory_fee',
    'custodian_fee', 'rebate', 'tax_withheld', 'foreign_tax', 'split', 'reverse_split', 'spin_off', 'merger',
    'cash_in_lieu', 'option_exercise', 'option_assign', 'option_expire', 'maturity', 'call', 'paydown',
    'gift', 'adjustment', 'reversal')),
  CONSTRAINT ck_transactions_status CHECK (status IN ('pending', 'posted', 'reversed')),
  CONSTRAINT pk_transactions PRIMARY KEY (id)
);

CREATE INDEX ix_transactions_household_id_traded_on ON transactions (household_id, traded_on);

CREATE INDEX ix_transactions_account_id_traded_on ON transactions (account_id, traded_on);

CREATE INDEX ix_transactions_security_id ON transactions (security_id);

CREATE INDEX ix_transactions_reverses_id ON transactions (reverses_id);

ALTER TABLE users
  ADD CONSTRAINT fk_users_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_users_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE households
  ADD CONSTRAINT fk_households_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_households_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_households_advisor_id FOREIGN KEY (advisor_id)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_households_primary_person_id FOREIGN KEY (primary_person_id)
    REFERENCES persons (id) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT fk_households_profile_confirmed_by FOREIGN KEY (profile_confirmed_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE persons
  ADD CONSTRAINT fk_persons_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_persons_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_persons_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE household_members
  ADD CONSTRAINT fk_household_members_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_household_members_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_household_members_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_household_members_person_id FOREIGN KEY (person_id)
    REFERENCES persons (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE entities
  ADD CONSTRAINT fk_entities_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_entities_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_entities_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE accounts
  ADD CONSTRAINT fk_accounts_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_accounts_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_accounts_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE account_owners
  ADD CONSTRAINT fk_account_owners_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_account_owners_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_account_owners_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_account_owners_account_id FOREIGN KEY (account_id)
    REFERENCES accounts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_account_owners_person_id FOREIGN KEY (person_id)
    REFERENCES persons (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_account_owners_entity_id FOREIGN KEY (entity_id)
    REFERENCES entities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE beneficiaries
  ADD CONSTRAINT fk_beneficiaries_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_beneficiaries_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_beneficiaries_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_beneficiaries_account_id FOREIGN KEY (account_id)
    REFERENCES accounts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_beneficiaries_person_id FOREIGN KEY (person_id)
    REFERENCES persons (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_beneficiaries_entity_id FOREIGN KEY (entity_id)
    REFERENCES entities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE meetings
  ADD CONSTRAINT fk_meetings_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_meetings_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_meetings_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE tasks
  ADD CONSTRAINT fk_tasks_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_tasks_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_tasks_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_tasks_meeting_id FOREIGN KEY (meeting_id)
    REFERENCES meetings (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_tasks_owner_id FOREIGN KEY (owner_id)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE meeting_notes
  ADD CONSTRAINT fk_meeting_notes_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_meeting_notes_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_meeting_notes_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_meeting_notes_meeting_id FOREIGN KEY (meeting_id)
    REFERENCES meetings (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE securities
  ADD CONSTRAINT fk_securities_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_securities_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE positions
  ADD CONSTRAINT fk_positions_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_positions_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_positions_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_positions_account_id FOREIGN KEY (account_id)
    REFERENCES accounts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_positions_security_id FOREIGN KEY (security_id)
    REFERENCES securities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE communications
  ADD CONSTRAINT fk_communications_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_communications_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_communications_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_communications_meeting_id FOREIGN KEY (meeting_id)
    REFERENCES meetings (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_communications_amends_id FOREIGN KEY (amends_id)
    REFERENCES communications (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE documents
  ADD CONSTRAINT fk_documents_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_documents_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_documents_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_documents_account_id FOREIGN KEY (account_id)
    REFERENCES accounts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE relationships
  ADD CONSTRAINT fk_relationships_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_relationships_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_relationships_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_relationships_from_person_id FOREIGN KEY (from_person_id)
    REFERENCES persons (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_relationships_from_entity_id FOREIGN KEY (from_entity_id)
    REFERENCES entities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_relationships_to_person_id FOREIGN KEY (to_person_id)
    REFERENCES persons (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_relationships_to_entity_id FOREIGN KEY (to_entity_id)
    REFERENCES entities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_relationships_evidence_document_id FOREIGN KEY (evidence_document_id)
    REFERENCES documents (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE document_contents
  ADD CONSTRAINT fk_document_contents_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_document_contents_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_document_contents_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_document_contents_document_id FOREIGN KEY (document_id)
    REFERENCES documents (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE prices
  ADD CONSTRAINT fk_prices_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_prices_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_prices_security_id FOREIGN KEY (security_id)
    REFERENCES securities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE transactions
  ADD CONSTRAINT fk_transactions_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_transactions_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_transactions_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_transactions_account_id FOREIGN KEY (account_id)
    REFERENCES accounts (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_transactions_security_id FOREIGN KEY (security_id)
    REFERENCES securities (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_transactions_reverses_id FOREIGN KEY (reverses_id)
    REFERENCES transactions (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764000000000, 'Tables1764000000000');

COMMIT;

START TRANSACTION;

CREATE FUNCTION app.user_id() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT CASE
    WHEN pg_has_role(session_user, 'firm_pooler', 'MEMBER')
      THEN nullif(current_setting('app.current_user_id', true), '')::uuid
    ELSE (SELECT id FROM public.users WHERE login = session_user AND active)
  END
$$;

CREATE FUNCTION app.my_households() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT id FROM public.households WHERE advisor_id = (SELECT app.user_id())
$$;

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
    WHERE holder.rolname = login_name AND granted.rolname LIKE 'firm\_%' AND granted.rolname <> group_role
  LOOP
    EXECUTE format('REVOKE %I FROM %I', former_role, login_name);
  END LOOP;
  EXECUTE format('GRANT %I TO %I', group_role, login_name);
END
$$;

REVOKE ALL ON FUNCTION app.ensure_login(text, text) FROM PUBLIC;

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
);

CREATE INDEX ix_devices_user_id ON app.devices (user_id);

ALTER TABLE app.devices ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.devices FORCE ROW LEVEL SECURITY;

CREATE POLICY own_devices ON app.devices USING (user_id = (SELECT app.user_id()));

CREATE POLICY firm_devices ON app.devices FOR SELECT
TO firm_compliance, firm_examiner, firm_administrator USING (true);

GRANT SELECT ON app.devices TO firm_member;

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
$$;

ALTER TABLE public.households ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.households FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.households TO firm_member;

ALTER TABLE public.persons ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.persons FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.persons TO firm_member;

ALTER TABLE public.household_members ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.household_members FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.household_members TO firm_member;

ALTER TABLE public.entities ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.entities FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.entities TO firm_member;

ALTER TABLE public.accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.accounts FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.accounts TO firm_member;

ALTER TABLE public.account_owners ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.account_owners FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.account_owners TO firm_member;

ALTER TABLE public.beneficiaries ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.beneficiaries FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.beneficiaries TO firm_member;

ALTER TABLE public.meetings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.meetings FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.meetings TO firm_member;

ALTER TABLE public.tasks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tasks FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.tasks TO firm_member;

ALTER TABLE public.meeting_notes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.meeting_notes FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.meeting_notes TO firm_member;

ALTER TABLE public.positions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.positions FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.positions TO firm_member;

ALTER TABLE public.communications ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.communications FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.communications TO firm_member;

ALTER TABLE public.documents ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.documents FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.documents TO firm_member;

ALTER TABLE public.relationships ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.relationships FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.relationships TO firm_member;

ALTER TABLE public.document_contents ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.document_contents FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.document_contents TO firm_member;

ALTER TABLE public.transactions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.transactions FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.transactions TO firm_member;

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.users FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.users TO firm_member;

ALTER TABLE public.securities ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.securities FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.securities TO firm_member;

ALTER TABLE public.prices ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.prices FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.prices TO firm_member;

CREATE POLICY firm_reads ON public.users FOR SELECT USING (true);

CREATE POLICY firm_reads ON public.securities FOR SELECT USING (true);

CREATE POLICY firm_reads ON public.prices FOR SELECT USING (true);

CREATE POLICY own_book ON public.households USING (advisor_id = (SELECT app.user_id())) WITH CHECK (advisor_id = (SELECT app.user_id()));

CREATE POLICY firm_reads ON public.households FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.households FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.households FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.persons USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.persons FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.persons FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.persons FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.household_members USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.household_members FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.household_members FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.household_members FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.entities USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.entities FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.entities FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.entities FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.accounts USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.accounts FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.accounts FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.accounts FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.account_owners USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.account_owners FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.account_owners FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.account_owners FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.beneficiaries USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.beneficiaries FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.beneficiaries FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.beneficiaries FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.meetings USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.meetings FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.meetings FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.meetings FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.tasks USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.tasks FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.tasks FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.tasks FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.meeting_notes USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.meeting_notes FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.meeting_notes FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.meeting_notes FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.positions USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.positions FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.positions FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.positions FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.communications USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.communications FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.communications FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.communications FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.documents USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.documents FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.documents FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.documents FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.relationships USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.relationships FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.relationships FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.relationships FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.document_contents USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.document_contents FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.document_contents FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.document_contents FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY own_book ON public.transactions USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY firm_reads ON public.transactions FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.transactions FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.transactions FOR UPDATE
TO firm_operations USING (true) WITH CHECK (true);

GRANT INSERT, UPDATE ON public.households
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.persons
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.household_members
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.entities
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.accounts
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.account_owners
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.beneficiaries
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.meetings
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.tasks
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.documents
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT, UPDATE ON public.relationships
TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT ON public.meeting_notes TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT ON public.communications TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT INSERT ON public.document_contents TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

GRANT SELECT ON public.schema_migrations TO firm_member;

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
$$;

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.households
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.persons
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.household_members
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.entities
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.accounts
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.account_owners
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.beneficiaries
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.meetings
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.tasks
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.meeting_notes
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.positions
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.communications
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.documents
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.relationships
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.document_contents
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.transactions
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.users
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.securities
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.prices
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764000001000, 'Identity1764000001000');

COMMIT;

START TRANSACTION;

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
) PARTITION BY RANGE (recorded_at);

CREATE INDEX ix_audit_events_row ON public.audit_events (table_name, row_id, recorded_at);

CREATE INDEX ix_audit_events_household ON public.audit_events (household_id, recorded_at);

CREATE INDEX ix_audit_events_actor ON public.audit_events (actor_id, recorded_at);

CREATE INDEX ix_audit_events_device ON public.audit_events (device_id, device_sequence);

ALTER TABLE public.audit_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit_events FORCE ROW LEVEL SECURITY;

GRANT SELECT ON public.audit_events TO firm_member;

CREATE POLICY trail_written ON public.audit_events FOR INSERT WITH CHECK (true);

CREATE POLICY own_trail ON public.audit_events FOR SELECT USING (actor_id = (SELECT app.user_id()));

CREATE POLICY firm_trail ON public.audit_events FOR SELECT
TO firm_compliance, firm_examiner, firm_administrator USING (true);

CREATE FUNCTION audit.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only: % is refused', TG_OP USING ERRCODE = '42501';
END
$$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON public.audit_events
FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

CREATE TABLE audit.events_default PARTITION OF public.audit_events DEFAULT;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.events_default
FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

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
$$;

SELECT audit.ensure_partitions();

CREATE FUNCTION audit.changed_fields(old_row jsonb, new_row jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT jsonb_object_agg(key, jsonb_build_array(old_row -> key, new_row -> key))
  FROM jsonb_object_keys(coalesce(new_row, old_row)) AS key
  WHERE key NOT IN ('id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'content')
    AND (old_row -> key) IS DISTINCT FROM (new_row -> key)
$$;

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
$$;

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.users
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.households
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.persons
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.household_members
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.entities
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.accounts
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.account_owners
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.beneficiaries
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.meetings
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.tasks
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.meeting_notes
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.securities
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.positions
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.communications
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.documents
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.relationships
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.document_contents
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.prices
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.transactions
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

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
$$;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764000002000, 'Audit1764000002000');

COMMIT;

START TRANSACTION;

CREATE TABLE sync.change_log (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  table_name text NOT NULL,
  row_id uuid NOT NULL,
  household_id uuid,
  logged_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX ix_change_log_household ON sync.change_log (household_id, xid);

CREATE INDEX ix_change_log_firm ON sync.change_log (xid) WHERE household_id IS NULL;

CREATE TABLE sync.access_log (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  user_id uuid NOT NULL,
  household_id uuid NOT NULL,
  granted boolean NOT NULL,
  logged_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX ix_access_log_user ON sync.access_log (user_id, xid);

CREATE TABLE sync.epoch (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  epoch uuid NOT NULL DEFAULT gen_random_uuid(),
  began_at timestamptz(3) NOT NULL DEFAULT now()
);

INSERT INTO sync.epoch DEFAULT VALUES;

ALTER TABLE sync.change_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE sync.change_log FORCE ROW LEVEL SECURITY;

CREATE POLICY own_changes ON sync.change_log FOR SELECT
USING (household_id = ANY (ARRAY(SELECT app.my_households())) OR household_id IS NULL);

CREATE POLICY log_written ON sync.change_log FOR INSERT WITH CHECK (true);

ALTER TABLE sync.access_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE sync.access_log FORCE ROW LEVEL SECURITY;

CREATE POLICY own_access ON sync.access_log FOR SELECT USING (user_id = (SELECT app.user_id()));

CREATE POLICY log_written ON sync.access_log FOR INSERT WITH CHECK (true);

GRANT SELECT ON sync.change_log, sync.access_log, sync.epoch TO firm_member;

CREATE FUNCTION sync.log_households_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'households', changed.* FROM (SELECT id, id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.households REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_households_insert();

CREATE FUNCTION sync.log_households_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'households', changed.* FROM (SELECT id, id FROM old_rows UNION SELECT id, id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.households REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_households_update();

CREATE FUNCTION sync.log_households_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'households', changed.* FROM (SELECT id, id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.households REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_households_delete();

CREATE FUNCTION sync.log_persons_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'persons', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.persons REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_persons_insert();

CREATE FUNCTION sync.log_persons_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'persons', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.persons REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_persons_update();

CREATE FUNCTION sync.log_persons_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'persons', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.persons REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_persons_delete();

CREATE FUNCTION sync.log_household_members_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'household_members', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.household_members REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_household_members_insert();

CREATE FUNCTION sync.log_household_members_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'household_members', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.household_members REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_household_members_update();

CREATE FUNCTION sync.log_household_members_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'household_members', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.household_members REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_household_members_delete();

CREATE FUNCTION sync.log_entities_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'entities', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.entities REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_entities_insert();

CREATE FUNCTION sync.log_entities_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'entities', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.entities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_entities_update();

CREATE FUNCTION sync.log_entities_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'entities', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.entities REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_entities_delete();

CREATE FUNCTION sync.log_accounts_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'accounts', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.accounts REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_accounts_insert();

CREATE FUNCTION sync.log_accounts_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'accounts', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.accounts REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_accounts_update();

CREATE FUNCTION sync.log_accounts_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'accounts', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.accounts REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_accounts_delete();

CREATE FUNCTION sync.log_account_owners_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'account_owners', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.account_owners REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_account_owners_insert();

CREATE FUNCTION sync.log_account_owners_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'account_owners', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.account_owners REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_account_owners_update();

CREATE FUNCTION sync.log_account_owners_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'account_owners', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.account_owners REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_account_owners_delete();

CREATE FUNCTION sync.log_beneficiaries_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'beneficiaries', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.beneficiaries REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_beneficiaries_insert();

CREATE FUNCTION sync.log_beneficiaries_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'beneficiaries', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.beneficiaries REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_beneficiaries_update();

CREATE FUNCTION sync.log_beneficiaries_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'beneficiaries', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.beneficiaries REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_beneficiaries_delete();

CREATE FUNCTION sync.log_meetings_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meetings', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.meetings REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_meetings_insert();

CREATE FUNCTION sync.log_meetings_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meetings', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.meetings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_meetings_update();

CREATE FUNCTION sync.log_meetings_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meetings', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.meetings REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_meetings_delete();

CREATE FUNCTION sync.log_tasks_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'tasks', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.tasks REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_tasks_insert();

CREATE FUNCTION sync.log_tasks_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'tasks', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.tasks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_tasks_update();

CREATE FUNCTION sync.log_tasks_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'tasks', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.tasks REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_tasks_delete();

CREATE FUNCTION sync.log_meeting_notes_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meeting_notes', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.meeting_notes REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_meeting_notes_insert();

CREATE FUNCTION sync.log_meeting_notes_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meeting_notes', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.meeting_notes REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_meeting_notes_update();

CREATE FUNCTION sync.log_meeting_notes_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'meeting_notes', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.meeting_notes REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_meeting_notes_delete();

CREATE FUNCTION sync.log_positions_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'positions', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.positions REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_positions_insert();

CREATE FUNCTION sync.log_positions_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'positions', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.positions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_positions_update();

CREATE FUNCTION sync.log_positions_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'positions', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.positions REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_positions_delete();

CREATE FUNCTION sync.log_communications_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'communications', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.communications REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_communications_insert();

CREATE FUNCTION sync.log_communications_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'communications', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.communications REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_communications_update();

CREATE FUNCTION sync.log_communications_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'communications', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.communications REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_communications_delete();

CREATE FUNCTION sync.log_documents_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'documents', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.documents REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_documents_insert();

CREATE FUNCTION sync.log_documents_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'documents', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.documents REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_documents_update();

CREATE FUNCTION sync.log_documents_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'documents', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.documents REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_documents_delete();

CREATE FUNCTION sync.log_relationships_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'relationships', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.relationships REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_relationships_insert();

CREATE FUNCTION sync.log_relationships_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'relationships', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.relationships REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_relationships_update();

CREATE FUNCTION sync.log_relationships_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'relationships', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.relationships REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_relationships_delete();

CREATE FUNCTION sync.log_document_contents_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_contents', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.document_contents REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_contents_insert();

CREATE FUNCTION sync.log_document_contents_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_contents', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.document_contents REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_contents_update();

CREATE FUNCTION sync.log_document_contents_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_contents', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.document_contents REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_contents_delete();

CREATE FUNCTION sync.log_transactions_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'transactions', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.transactions REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_transactions_insert();

CREATE FUNCTION sync.log_transactions_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'transactions', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.transactions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_transactions_update();

CREATE FUNCTION sync.log_transactions_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'transactions', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.transactions REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_transactions_delete();

CREATE FUNCTION sync.log_users_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'users', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.users REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_users_insert();

CREATE FUNCTION sync.log_users_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'users', changed.* FROM (SELECT id, NULL::uuid FROM old_rows UNION SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.users REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_users_update();

CREATE FUNCTION sync.log_users_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'users', changed.* FROM (SELECT id, NULL::uuid FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.users REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_users_delete();

CREATE FUNCTION sync.log_securities_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'securities', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.securities REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_securities_insert();

CREATE FUNCTION sync.log_securities_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'securities', changed.* FROM (SELECT id, NULL::uuid FROM old_rows UNION SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.securities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_securities_update();

CREATE FUNCTION sync.log_securities_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'securities', changed.* FROM (SELECT id, NULL::uuid FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.securities REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_securities_delete();

CREATE FUNCTION sync.log_prices_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'prices', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER INSERT ON public.prices REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_prices_insert();

CREATE FUNCTION sync.log_prices_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'prices', changed.* FROM (SELECT id, NULL::uuid FROM old_rows UNION SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER UPDATE ON public.prices REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_prices_update();

CREATE FUNCTION sync.log_prices_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'prices', changed.* FROM (SELECT id, NULL::uuid FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER DELETE ON public.prices REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_prices_delete();

CREATE FUNCTION sync.log_access() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.advisor_id <> NEW.advisor_id) THEN
    INSERT INTO sync.access_log (user_id, household_id, granted) VALUES (OLD.advisor_id, OLD.id, false);
  END IF;
  IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR OLD.advisor_id <> NEW.advisor_id) THEN
    INSERT INTO sync.access_log (user_id, household_id, granted) VALUES (NEW.advisor_id, NEW.id, true);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER d_sync_access AFTER INSERT OR UPDATE OF advisor_id OR DELETE ON public.households
FOR EACH ROW EXECUTE FUNCTION sync.log_access();

CREATE FUNCTION sync.look(previous pg_snapshot, device uuid, expected_migration text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT jsonb_build_object(
    'snapshot', pg_current_snapshot()::text,
    'at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'epoch', (SELECT epoch FROM sync.epoch),
    'standby', pg_is_in_recovery(),
    'revoked', EXISTS (SELECT FROM app.devices WHERE id = device AND revoked_at IS NOT NULL),
    'schema', CASE
      WHEN expected_migration = (
        SELECT name FROM public.schema_migrations ORDER BY timestamp DESC, id DESC LIMIT 1) THEN 'same'
      WHEN EXISTS (SELECT FROM public.schema_migrations WHERE name = expected_migration) THEN 'newer'
      ELSE 'older' END,
    'ahead', pg_snapshot_xmax(previous) > pg_snapshot_xmax(pg_current_snapshot()),
    'changes', (
      SELECT jsonb_object_agg(table_name, ids) FROM (
        SELECT table_name, jsonb_agg(DISTINCT row_id) AS ids FROM (
          SELECT table_name, row_id FROM sync.change_log
          WHERE household_id = ANY (ARRAY(SELECT app.my_households()))
            AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)
          UNION ALL
          SELECT table_name, row_id FROM sync.change_log
          WHERE household_id IS NULL
            AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)
        ) AS pointers GROUP BY table_name
      ) AS by_table),
    'access', (
      SELECT jsonb_object_agg(household_id, household_id = ANY (ARRAY(SELECT app.my_households())))
      FROM (SELECT DISTINCT household_id FROM sync.access_log
            WHERE user_id = (SELECT app.user_id())
              AND xid >= pg_snapshot_xmin(previous) AND NOT pg_visible_in_snapshot(xid, previous)) AS touched)
  )
$$;

CREATE TABLE sync.applied_mutations (
  mutation_id uuid NOT NULL,
  device_id uuid NOT NULL REFERENCES app.devices (id),
  user_id uuid NOT NULL REFERENCES public.users (id),
  applied_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (mutation_id)
);

CREATE INDEX ix_applied_mutations_device_id ON sync.applied_mutations (device_id);

CREATE INDEX ix_applied_mutations_user_id ON sync.applied_mutations (user_id);

ALTER TABLE sync.applied_mutations ENABLE ROW LEVEL SECURITY;

ALTER TABLE sync.applied_mutations FORCE ROW LEVEL SECURITY;

CREATE POLICY own_mutations ON sync.applied_mutations
USING (user_id = (SELECT app.user_id())) WITH CHECK (user_id = (SELECT app.user_id()));

GRANT SELECT, INSERT ON sync.applied_mutations TO firm_member;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764000003000, 'Sync1764000003000');

COMMIT;

START TRANSACTION;

CREATE FUNCTION app.fold_text(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT replace(replace(replace(replace(
    translate(
      lower(replace(replace(replace(replace(
        regexp_replace(normalize(given, NFKD), '[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]', '', 'g'),
        'Þ', 'th'), 'ẞ', 'ss'), 'Æ', 'ae'), 'Œ', 'oe')),
      'łŁøØđĐðÐħĦı', 'llooddddhhi'),
    'þ', 'th'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')
$$;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200000000, 'FoldText1764200000000');

COMMIT;

START TRANSACTION;

ALTER TABLE document_contents DROP CONSTRAINT fk_document_contents_document_id;

ALTER TABLE document_contents DROP CONSTRAINT uq_document_contents_document_id_chunk_number;

ALTER TABLE document_contents RENAME COLUMN document_id TO version_id;

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
);

CREATE INDEX ix_team_members_user_id_household_id ON team_members (user_id, household_id);

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
);

CREATE INDEX ix_document_versions_household_id ON document_versions (household_id);

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
);

CREATE INDEX ix_disclosures_household_id_kind_delivered_on ON disclosures (household_id, kind, delivered_on);

CREATE INDEX ix_disclosures_person_id ON disclosures (person_id);

CREATE INDEX ix_disclosures_document_id ON disclosures (document_id);

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
);

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
);

CREATE INDEX ix_retention_policies_record_class_in_force_from ON retention_policies (record_class, in_force_from);

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
);

CREATE INDEX ix_compliance_reviews_household_id ON compliance_reviews (household_id);

CREATE INDEX ix_compliance_reviews_account_id ON compliance_reviews (account_id);

CREATE INDEX ix_compliance_reviews_status_due_on ON compliance_reviews (status, due_on);

CREATE INDEX ix_compliance_reviews_remediation_owner_id ON compliance_reviews (remediation_owner_id);

CREATE INDEX ix_compliance_reviews_reviewer_id ON compliance_reviews (reviewer_id);

CREATE INDEX ix_compliance_reviews_approver_id ON compliance_reviews (approver_id);

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
);

CREATE INDEX ix_legal_holds_released_at ON legal_holds (released_at);

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
);

CREATE INDEX ix_legal_hold_items_subject_id ON legal_hold_items (subject_id);

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
);

CREATE INDEX ix_disposals_status ON disposals (status);

CREATE INDEX ix_disposals_proposed_by ON disposals (proposed_by);

CREATE INDEX ix_disposals_approved_by ON disposals (approved_by);

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
);

CREATE INDEX ix_disposal_items_subject_id ON disposal_items (subject_id);

CREATE INDEX ix_disposal_items_policy_id ON disposal_items (policy_id);

ALTER TABLE documents NO FORCE ROW LEVEL SECURITY;

INSERT INTO document_versions (id, created_at, created_by, updated_at, updated_by, household_id, document_id,
  version_number, file_name, media_type, byte_length, sha256)
SELECT id, created_at, created_by, created_at, created_by, household_id, id,
  1, file_name, media_type, byte_length, lower(sha256)
FROM documents;

ALTER TABLE documents FORCE ROW LEVEL SECURITY;

ALTER TABLE documents DROP COLUMN byte_length;

ALTER TABLE documents DROP COLUMN file_name;

ALTER TABLE documents DROP COLUMN media_type;

ALTER TABLE documents DROP COLUMN sha256;

ALTER TABLE persons ADD ssn_blind_index text;

ALTER TABLE persons ADD tax_id_encrypted text;

ALTER TABLE persons ADD tax_id_last4 text;

ALTER TABLE persons ADD tax_id_blind_index text;

ALTER TABLE persons ADD id_number_blind_index text;

ALTER TABLE entities ADD ein_blind_index text;

ALTER TABLE accounts ADD number_blind_index text;

ALTER TABLE accounts ADD performance_last_used_on date;

ALTER TABLE account_owners ADD ended_on date;

ALTER TABLE beneficiaries ADD ended_on date;

ALTER TABLE communications ADD message_id text;

ALTER TABLE communications ADD thread_id text;

ALTER TABLE documents ADD superseded_on date;

ALTER TABLE transactions ADD recommended_by uuid;

ALTER TABLE transactions ADD placed_by uuid;

ALTER TABLE transactions ADD is_discretionary boolean;

ALTER TABLE transactions ADD broker text;

ALTER TABLE transactions ADD affirmed_at timestamptz(3);

CREATE INDEX ix_households_name ON households (name);

CREATE INDEX ix_households_advisor_id_next_review_on_active ON households (advisor_id, next_review_on) WHERE status IN ('prospect', 'onboarding', 'active', 'inactive', 'estate');

CREATE INDEX ix_persons_ssn_blind_index ON persons (ssn_blind_index);

CREATE INDEX ix_persons_tax_id_blind_index ON persons (tax_id_blind_index);

CREATE INDEX ix_persons_id_number_blind_index ON persons (id_number_blind_index);

CREATE INDEX ix_entities_ein_blind_index ON entities (ein_blind_index);

CREATE INDEX ix_accounts_number_blind_index ON accounts (number_blind_index);

CREATE INDEX ix_accounts_household_id_active ON accounts (household_id) WHERE status IN ('prospective', 'pending', 'transferring_in', 'active', 'restricted', 'transferring_out');

CREATE INDEX ix_tasks_owner_id_due_on_active ON tasks (owner_id, due_on) WHERE status IN ('open');

CREATE INDEX ix_transactions_recommended_by ON transactions (recommended_by);

CREATE INDEX ix_transactions_placed_by ON transactions (placed_by);

ALTER TABLE users ADD CONSTRAINT ck_users_login CHECK (char_length(login) <= 63);

ALTER TABLE users ADD CONSTRAINT ck_users_display_name CHECK (char_length(display_name) <= 200);

ALTER TABLE users ADD CONSTRAINT ck_users_title CHECK (char_length(title) <= 200);

ALTER TABLE users ADD CONSTRAINT ck_users_email CHECK (char_length(email) <= 320);

ALTER TABLE households ADD CONSTRAINT ck_households_name CHECK (char_length(name) <= 200);

ALTER TABLE households ADD CONSTRAINT ck_households_termination_reason CHECK (char_length(termination_reason) <= 500);

ALTER TABLE households ADD CONSTRAINT ck_households_tax_bracket CHECK (tax_bracket >= 0 AND tax_bracket <= 100);

ALTER TABLE households ADD CONSTRAINT ck_households_client_since_until_terminated_on CHECK (client_since <= terminated_on);

ALTER TABLE households ADD CONSTRAINT ck_households_status_terminated_terminated_on CHECK (status <> 'terminated' OR terminated_on IS NOT NULL);

ALTER TABLE persons ADD CONSTRAINT ck_persons_first_name CHECK (char_length(first_name) <= 100);

ALTER TABLE persons ADD CONSTRAINT ck_persons_middle_name CHECK (char_length(middle_name) <= 100);

ALTER TABLE persons ADD CONSTRAINT ck_persons_last_name CHECK (char_length(last_name) <= 100);

ALTER TABLE persons ADD CONSTRAINT ck_persons_preferred_name CHECK (char_length(preferred_name) <= 100);

ALTER TABLE persons ADD CONSTRAINT ck_persons_ssn_encrypted CHECK (char_length(ssn_encrypted) <= 4096 AND ssn_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_ssn_last4 CHECK (char_length(ssn_last4) <= 4 AND ssn_last4 ~ '^[0-9A-Za-z]{4}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_ssn_blind_index CHECK (ssn_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_tax_id_encrypted CHECK (char_length(tax_id_encrypted) <= 4096 AND tax_id_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_tax_id_last4 CHECK (char_length(tax_id_last4) <= 4 AND tax_id_last4 ~ '^[0-9A-Za-z]{4}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_tax_id_blind_index CHECK (tax_id_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_citizenship CHECK (char_length(citizenship) <= 2 AND citizenship ~ '^[A-Z]{2}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_tax_residency CHECK (char_length(tax_residency) <= 2 AND tax_residency ~ '^[A-Z]{2}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_employer CHECK (char_length(employer) <= 200);

ALTER TABLE persons ADD CONSTRAINT ck_persons_email CHECK (char_length(email) <= 320);

ALTER TABLE persons ADD CONSTRAINT ck_persons_phone CHECK (char_length(phone) <= 40);

ALTER TABLE persons ADD CONSTRAINT ck_persons_address_line CHECK (char_length(address_line) <= 200);

ALTER TABLE persons ADD CONSTRAINT ck_persons_city CHECK (char_length(city) <= 100);

ALTER TABLE persons ADD CONSTRAINT ck_persons_state CHECK (char_length(state) <= 2 AND state ~ '^[A-Z]{2}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_postal_code CHECK (char_length(postal_code) <= 10);

ALTER TABLE persons ADD CONSTRAINT ck_persons_id_number_encrypted CHECK (char_length(id_number_encrypted) <= 4096 AND id_number_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_id_number_blind_index CHECK (id_number_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$');

ALTER TABLE persons ADD CONSTRAINT ck_persons_control_person_ticker CHECK (char_length(control_person_ticker) <= 12);

ALTER TABLE persons ADD CONSTRAINT ck_persons_born_on_until_died_on CHECK (born_on <= died_on);

ALTER TABLE household_members ADD CONSTRAINT ck_household_members_from_date_until_to_date CHECK (from_date <= to_date);

ALTER TABLE entities ADD CONSTRAINT ck_entities_name CHECK (char_length(name) <= 200);

ALTER TABLE entities ADD CONSTRAINT ck_entities_ein_encrypted CHECK (char_length(ein_encrypted) <= 4096 AND ein_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$');

ALTER TABLE entities ADD CONSTRAINT ck_entities_ein_last4 CHECK (char_length(ein_last4) <= 4 AND ein_last4 ~ '^[0-9A-Za-z]{4}$');

ALTER TABLE entities ADD CONSTRAINT ck_entities_ein_blind_index CHECK (ein_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$');

ALTER TABLE entities ADD CONSTRAINT ck_entities_formation_state CHECK (char_length(formation_state) <= 2 AND formation_state ~ '^[A-Z]{2}$');

ALTER TABLE entities ADD CONSTRAINT ck_entities_situs CHECK (char_length(situs) <= 2 AND situs ~ '^[A-Z]{2}$');

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_name CHECK (char_length(name) <= 200);

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_custodian CHECK (char_length(custodian) <= 100);

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_number_encrypted CHECK (char_length(number_encrypted) <= 4096 AND number_encrypted ~ '^v[0-9]+[.][A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{16}[.][A-Za-z0-9_-]{22,}$');

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_number_last4 CHECK (char_length(number_last4) <= 4 AND number_last4 ~ '^[0-9A-Za-z]{4}$');

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_number_blind_index CHECK (number_blind_index ~ '^[A-Za-z0-9_-]{1,64}[.][A-Za-z0-9_-]{22,64}$');

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_model CHECK (char_length(model) <= 100);

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_benchmark CHECK (char_length(benchmark) <= 100);

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_opened_on_until_closed_on CHECK (opened_on <= closed_on);

ALTER TABLE accounts ADD CONSTRAINT ck_accounts_status_closed_closed_on CHECK (status <> 'closed' OR closed_on IS NOT NULL);

ALTER TABLE account_owners ADD CONSTRAINT ck_account_owners_percent CHECK (percent >= 0 AND percent <= 100);

ALTER TABLE account_owners ADD CONSTRAINT ck_account_owners_one_of_person_id_entity_id CHECK (num_nonnulls(person_id, entity_id) = 1);

ALTER TABLE beneficiaries ADD CONSTRAINT ck_beneficiaries_name CHECK (char_length(name) <= 200);

ALTER TABLE beneficiaries ADD CONSTRAINT ck_beneficiaries_percent CHECK (percent >= 0 AND percent <= 100);

ALTER TABLE beneficiaries ADD CONSTRAINT ck_beneficiaries_one_of_person_id_entity_id_name CHECK (num_nonnulls(person_id, entity_id, name) = 1);

ALTER TABLE meetings ADD CONSTRAINT ck_meetings_subject CHECK (char_length(subject) <= 200);

ALTER TABLE meetings ADD CONSTRAINT ck_meetings_location CHECK (char_length(location) <= 200);

ALTER TABLE meetings ADD CONSTRAINT ck_meetings_attendees CHECK (char_length(attendees) <= 500);

ALTER TABLE meetings ADD CONSTRAINT ck_meetings_agenda CHECK (char_length(agenda) <= 4000);

ALTER TABLE meetings ADD CONSTRAINT ck_meetings_starts_at_until_ends_at CHECK (starts_at <= ends_at);

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_title CHECK (char_length(title) <= 300);

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_details CHECK (char_length(details) <= 4000);

ALTER TABLE tasks ADD CONSTRAINT ck_tasks_status_done_completed_at CHECK (status <> 'done' OR completed_at IS NOT NULL);

ALTER TABLE meeting_notes ADD CONSTRAINT ck_meeting_notes_body CHECK (char_length(body) <= 20000);

ALTER TABLE meeting_notes ADD CONSTRAINT ck_meeting_notes_basis CHECK (char_length(basis) <= 4000);

ALTER TABLE securities ADD CONSTRAINT ck_securities_symbol CHECK (char_length(symbol) <= 20);

ALTER TABLE securities ADD CONSTRAINT ck_securities_name CHECK (char_length(name) <= 200);

ALTER TABLE securities ADD CONSTRAINT ck_securities_cusip CHECK (char_length(cusip) <= 9);

ALTER TABLE securities ADD CONSTRAINT ck_securities_isin CHECK (char_length(isin) <= 12);

ALTER TABLE securities ADD CONSTRAINT ck_securities_figi CHECK (char_length(figi) <= 12);

ALTER TABLE securities ADD CONSTRAINT ck_securities_sector CHECK (char_length(sector) <= 100);

ALTER TABLE securities ADD CONSTRAINT ck_securities_coupon CHECK (coupon >= 0);

ALTER TABLE securities ADD CONSTRAINT ck_securities_expense_ratio CHECK (expense_ratio >= 0);

ALTER TABLE positions ADD CONSTRAINT ck_positions_price CHECK (price >= 0);

ALTER TABLE communications ADD CONSTRAINT ck_communications_participants CHECK (char_length(participants) <= 500);

ALTER TABLE communications ADD CONSTRAINT ck_communications_subject CHECK (char_length(subject) <= 300);

ALTER TABLE communications ADD CONSTRAINT ck_communications_body CHECK (char_length(body) <= 100000);

ALTER TABLE communications ADD CONSTRAINT ck_communications_message_id CHECK (char_length(message_id) <= 500);

ALTER TABLE communications ADD CONSTRAINT ck_communications_thread_id CHECK (char_length(thread_id) <= 500);

ALTER TABLE documents ADD CONSTRAINT ck_documents_title CHECK (char_length(title) <= 300);

ALTER TABLE relationships ADD CONSTRAINT ck_relationships_percent CHECK (percent >= 0 AND percent <= 100);

ALTER TABLE relationships ADD CONSTRAINT ck_relationships_one_of_from_person_id_from_entity_id CHECK (num_nonnulls(from_person_id, from_entity_id) = 1);

ALTER TABLE relationships ADD CONSTRAINT ck_relationships_one_of_to_person_id_to_entity_id CHECK (num_nonnulls(to_person_id, to_entity_id) = 1);

ALTER TABLE relationships ADD CONSTRAINT ck_relationships_from_date_until_to_date CHECK (from_date <= to_date);

ALTER TABLE relationships ADD CONSTRAINT ck_relationships_from_person_id_not_to_person_id CHECK (from_person_id <> to_person_id);

ALTER TABLE relationships ADD CONSTRAINT ck_relationships_from_entity_id_not_to_entity_id CHECK (from_entity_id <> to_entity_id);

ALTER TABLE document_contents ADD CONSTRAINT ck_document_contents_chunk_number CHECK (chunk_number >= 0);

ALTER TABLE prices ADD CONSTRAINT ck_prices_price CHECK (price >= 0);

ALTER TABLE prices ADD CONSTRAINT ck_prices_source CHECK (char_length(source) <= 60);

ALTER TABLE transactions ADD CONSTRAINT ck_transactions_price CHECK (price >= 0);

ALTER TABLE transactions ADD CONSTRAINT ck_transactions_tax_year CHECK (tax_year >= 1900 AND tax_year <= 2200);

ALTER TABLE transactions ADD CONSTRAINT ck_transactions_description CHECK (char_length(description) <= 500);

ALTER TABLE transactions ADD CONSTRAINT ck_transactions_broker CHECK (char_length(broker) <= 100);

ALTER TABLE transactions ADD CONSTRAINT ck_transactions_traded_on_until_settled_on CHECK (traded_on <= settled_on);

ALTER TABLE transactions ADD CONSTRAINT ck_transactions_type_reversal_reverses_id CHECK (type <> 'reversal' OR reverses_id IS NOT NULL);

ALTER TABLE document_contents ADD CONSTRAINT uq_document_contents_version_id_chunk_number UNIQUE (version_id, chunk_number);

ALTER TABLE team_members
  ADD CONSTRAINT fk_team_members_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_team_members_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_team_members_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_team_members_user_id FOREIGN KEY (user_id)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE document_versions
  ADD CONSTRAINT fk_document_versions_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_document_versions_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_document_versions_household_id FOREIGN KEY (household_id)
    REFERENCES households (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_document_versions_document_id FOREIGN KEY (document_id)
    REFERENCES documents (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

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
    REFERENCES documents (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE document_contents
  ADD CONSTRAINT fk_document_contents_version_id FOREIGN KEY (version_id)
    REFERENCES document_versions (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE transactions
  ADD CONSTRAINT fk_transactions_recommended_by FOREIGN KEY (recommended_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_transactions_placed_by FOREIGN KEY (placed_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE firm_settings
  ADD CONSTRAINT fk_firm_settings_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_firm_settings_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE retention_policies
  ADD CONSTRAINT fk_retention_policies_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_retention_policies_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

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
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE legal_holds
  ADD CONSTRAINT fk_legal_holds_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_legal_holds_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE legal_hold_items
  ADD CONSTRAINT fk_legal_hold_items_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_legal_hold_items_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_legal_hold_items_hold_id FOREIGN KEY (hold_id)
    REFERENCES legal_holds (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE disposals
  ADD CONSTRAINT fk_disposals_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disposals_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disposals_proposed_by FOREIGN KEY (proposed_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disposals_approved_by FOREIGN KEY (approved_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE disposal_items
  ADD CONSTRAINT fk_disposal_items_created_by FOREIGN KEY (created_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disposal_items_updated_by FOREIGN KEY (updated_by)
    REFERENCES users (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disposal_items_disposal_id FOREIGN KEY (disposal_id)
    REFERENCES disposals (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE,
  ADD CONSTRAINT fk_disposal_items_policy_id FOREIGN KEY (policy_id)
    REFERENCES retention_policies (id) ON DELETE RESTRICT DEFERRABLE INITIALLY IMMEDIATE;

ALTER TABLE households ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(name, ''))) STORED;

CREATE INDEX households_search ON households USING gin (search_text gin_trgm_ops);

ALTER TABLE persons ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(preferred_name, '') || ' ' || coalesce(email, ''))) STORED;

CREATE INDEX persons_search ON persons USING gin (search_text gin_trgm_ops);

ALTER TABLE entities ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(name, ''))) STORED;

CREATE INDEX entities_search ON entities USING gin (search_text gin_trgm_ops);

ALTER TABLE accounts ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(name, '') || ' ' || coalesce(custodian, '') || ' ' || coalesce(number_last4, ''))) STORED;

CREATE INDEX accounts_search ON accounts USING gin (search_text gin_trgm_ops);

ALTER TABLE meetings ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(subject, ''))) STORED;

CREATE INDEX meetings_search ON meetings USING gin (search_text gin_trgm_ops);

ALTER TABLE tasks ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(title, ''))) STORED;

CREATE INDEX tasks_search ON tasks USING gin (search_text gin_trgm_ops);

ALTER TABLE meeting_notes ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(body, ''))) STORED;

CREATE INDEX meeting_notes_search ON meeting_notes USING gin (search_text gin_trgm_ops);

ALTER TABLE communications ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(subject, ''))) STORED;

CREATE INDEX communications_search ON communications USING gin (search_text gin_trgm_ops);

ALTER TABLE documents ADD search_text text GENERATED ALWAYS AS (app.fold_text(coalesce(title, ''))) STORED;

CREATE INDEX documents_search ON documents USING gin (search_text gin_trgm_ops);

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200001000, 'RecordRules1764200001000');

COMMIT;

START TRANSACTION;

CREATE EXTENSION IF NOT EXISTS btree_gist;

ALTER TABLE public.household_members
  ADD CONSTRAINT one_head_at_a_time EXCLUDE USING gist (
    household_id WITH =, daterange(from_date, to_date, '[]') WITH &&) WHERE (role = 'head'),
  ADD CONSTRAINT one_primary_household_at_a_time EXCLUDE USING gist (
    person_id WITH =, daterange(from_date, to_date, '[]') WITH &&) WHERE (is_primary),
  ADD CONSTRAINT one_place_at_a_time EXCLUDE USING gist (
    household_id WITH =, person_id WITH =, daterange(from_date, to_date, '[]') WITH &&);

CREATE UNIQUE INDEX one_firm ON public.firm_settings ((true));

CREATE FUNCTION app.require_whole() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
  share record;
  total numeric;
BEGIN
  FOR share IN
    SELECT DISTINCT (image ->> 'account_id')::uuid AS account_id, image ->> 'class' AS class
    FROM (VALUES (to_jsonb(OLD)), (to_jsonb(NEW))) AS images (image)
    WHERE image IS NOT NULL AND image <> 'null' ORDER BY 1, 2
  LOOP
    PERFORM FROM public.accounts WHERE id = share.account_id FOR NO KEY UPDATE;
    IF TG_TABLE_NAME = 'beneficiaries' THEN
      SELECT sum(percent) INTO total FROM public.beneficiaries
      WHERE account_id = share.account_id AND class = share.class AND ended_on IS NULL;
    ELSE
      SELECT sum(percent) INTO total FROM public.account_owners
      WHERE account_id = share.account_id AND ended_on IS NULL;
    END IF;
    IF total <> 100 THEN
      RAISE EXCEPTION 'the shares of account % (%) make % and not 100',
        share.account_id, coalesce(share.class || ' beneficiaries', 'owners'), trim_scale(total)
        USING ERRCODE = '23514', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER beneficiaries_total_100 AFTER INSERT OR DELETE OR UPDATE OF account_id, class, percent, ended_on ON public.beneficiaries
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.require_whole();

CREATE CONSTRAINT TRIGGER owners_total_100 AFTER INSERT OR DELETE OR UPDATE OF account_id, percent, ended_on ON public.account_owners
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.require_whole();

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200001500, 'Totals1764200001500');

COMMIT;

START TRANSACTION;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'firm_keeper') THEN
    CREATE ROLE firm_keeper NOLOGIN;
  END IF;
END
$$;

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
$$;

REVOKE ALL ON FUNCTION app.act_for_keeper(boolean) FROM PUBLIC;

GRANT USAGE ON SCHEMA public, app, sync, audit TO firm_keeper;

GRANT CREATE ON SCHEMA app, sync, audit TO firm_keeper;

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
$$;

CREATE FUNCTION app.advised_households() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT id FROM public.households WHERE advisor_id = (SELECT app.user_id())
$$;

CREATE FUNCTION app.team_households() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT household_id FROM public.team_members WHERE user_id = (SELECT app.user_id())
$$;

CREATE OR REPLACE FUNCTION app.my_households() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT id FROM public.households WHERE advisor_id = (SELECT app.user_id())
  UNION
  SELECT household_id FROM public.team_members WHERE user_id = (SELECT app.user_id())
$$;

DROP POLICY own_book ON public.households;

CREATE POLICY own_book ON public.households
USING (advisor_id = (SELECT app.user_id()) OR id = ANY (ARRAY(SELECT app.team_households())))
WITH CHECK (advisor_id = (SELECT app.user_id()) OR id = ANY (ARRAY(SELECT app.team_households())));

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
$$;

CREATE TRIGGER d_sync_access AFTER INSERT OR UPDATE OF user_id, household_id OR DELETE ON public.team_members
FOR EACH ROW EXECUTE FUNCTION sync.log_team_access();

GRANT SELECT ON public.team_members, public.document_versions, public.disclosures TO firm_member;

CREATE POLICY firm_reads ON public.team_members FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.team_members FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY firm_reads ON public.document_versions FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.document_versions FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY firm_reads ON public.disclosures FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY operations_add ON public.disclosures FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY own_book ON public.document_versions USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

GRANT INSERT ON public.document_versions TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

CREATE POLICY own_book ON public.disclosures USING (household_id = ANY (ARRAY(SELECT app.my_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.my_households())));

GRANT INSERT ON public.disclosures TO firm_adviser, firm_assistant, firm_operations, firm_pooler;

CREATE POLICY own_book ON public.team_members FOR SELECT USING (household_id = ANY (ARRAY(SELECT app.my_households())));

CREATE POLICY adviser_adds ON public.team_members FOR INSERT WITH CHECK (household_id = ANY (ARRAY(SELECT app.advised_households())));

CREATE POLICY adviser_changes ON public.team_members FOR UPDATE USING (household_id = ANY (ARRAY(SELECT app.advised_households()))) WITH CHECK (household_id = ANY (ARRAY(SELECT app.advised_households())));

CREATE POLICY adviser_removes ON public.team_members FOR DELETE USING (household_id = ANY (ARRAY(SELECT app.advised_households())));

CREATE POLICY operations_change ON public.team_members FOR UPDATE TO firm_operations USING (true) WITH CHECK (true);

CREATE POLICY operations_remove ON public.team_members FOR DELETE TO firm_operations USING (true);

GRANT INSERT, UPDATE, DELETE ON public.team_members TO firm_adviser, firm_operations, firm_pooler;

GRANT SELECT ON public.firm_settings TO firm_member;

CREATE POLICY firm_reads ON public.firm_settings FOR SELECT USING (true);

GRANT INSERT, UPDATE ON public.firm_settings TO firm_compliance;

CREATE POLICY compliance_add ON public.firm_settings FOR INSERT TO firm_compliance WITH CHECK (true);

CREATE POLICY compliance_change ON public.firm_settings FOR UPDATE TO firm_compliance USING (true) WITH CHECK (true);

GRANT SELECT ON public.retention_policies TO firm_member;

CREATE POLICY firm_reads ON public.retention_policies FOR SELECT USING (true);

GRANT INSERT, UPDATE ON public.retention_policies TO firm_compliance;

CREATE POLICY compliance_add ON public.retention_policies FOR INSERT TO firm_compliance WITH CHECK (true);

CREATE POLICY compliance_change ON public.retention_policies FOR UPDATE TO firm_compliance USING (true) WITH CHECK (true);

GRANT INSERT, UPDATE ON public.users TO firm_administrator;

CREATE POLICY administrator_add ON public.users FOR INSERT TO firm_administrator WITH CHECK (true);

CREATE POLICY administrator_change ON public.users FOR UPDATE TO firm_administrator USING (true) WITH CHECK (true);

GRANT INSERT, UPDATE ON public.securities TO firm_operations;

CREATE POLICY operations_add ON public.securities FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.securities FOR UPDATE TO firm_operations USING (true) WITH CHECK (true);

GRANT INSERT, UPDATE ON public.prices TO firm_operations;

CREATE POLICY operations_add ON public.prices FOR INSERT TO firm_operations WITH CHECK (true);

CREATE POLICY operations_change ON public.prices FOR UPDATE TO firm_operations USING (true) WITH CHECK (true);

GRANT INSERT, UPDATE ON public.positions TO firm_operations;

GRANT INSERT, UPDATE (status) ON public.transactions TO firm_operations;

GRANT SELECT ON public.compliance_reviews TO firm_compliance, firm_examiner;

GRANT SELECT ON public.legal_holds TO firm_compliance, firm_examiner;

GRANT SELECT ON public.legal_hold_items TO firm_compliance, firm_examiner;

GRANT SELECT ON public.disposals TO firm_compliance, firm_examiner;

GRANT SELECT ON public.disposal_items TO firm_compliance, firm_examiner;

CREATE POLICY firm_reads ON public.compliance_reviews FOR SELECT TO firm_compliance, firm_examiner USING (true);

CREATE POLICY firm_reads ON public.disposals FOR SELECT TO firm_compliance, firm_examiner USING (true);

CREATE POLICY firm_reads ON public.disposal_items FOR SELECT TO firm_compliance, firm_examiner USING (true);

CREATE POLICY compliance_reads ON public.legal_holds FOR SELECT TO firm_compliance USING (true);

CREATE POLICY examiner_reads ON public.legal_holds FOR SELECT TO firm_examiner USING (NOT is_confidential);

CREATE POLICY compliance_reads ON public.legal_hold_items FOR SELECT TO firm_compliance USING (true);

CREATE POLICY examiner_reads ON public.legal_hold_items FOR SELECT
TO firm_examiner USING (hold_id IN (SELECT id FROM public.legal_holds));

GRANT INSERT, UPDATE ON public.compliance_reviews TO firm_compliance;

CREATE POLICY compliance_add ON public.compliance_reviews FOR INSERT TO firm_compliance WITH CHECK (true);

CREATE POLICY compliance_change ON public.compliance_reviews FOR UPDATE TO firm_compliance USING (true) WITH CHECK (true);

GRANT INSERT, UPDATE ON public.legal_holds TO firm_compliance;

CREATE POLICY compliance_add ON public.legal_holds FOR INSERT TO firm_compliance WITH CHECK (true);

CREATE POLICY compliance_change ON public.legal_holds FOR UPDATE TO firm_compliance USING (true) WITH CHECK (true);

GRANT INSERT ON public.legal_hold_items TO firm_compliance;

CREATE POLICY compliance_add ON public.legal_hold_items FOR INSERT TO firm_compliance WITH CHECK (true);

CREATE TABLE app.leases (
  id uuid PRIMARY KEY,
  device_id uuid NOT NULL REFERENCES app.devices (id),
  granted_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  CONSTRAINT expires_after_it_was_granted CHECK (expires_at > granted_at)
);

CREATE INDEX ix_leases_device_id ON app.leases (device_id, expires_at);

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
);

CREATE UNIQUE INDEX one_open_checkout ON app.checkouts (device_id, household_id) WHERE ended_at IS NULL;

CREATE INDEX ix_checkouts_device_id ON app.checkouts (device_id, checked_out_at);

CREATE INDEX ix_checkouts_household_id ON app.checkouts (household_id, checked_out_at);

ALTER TABLE app.leases ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.leases FORCE ROW LEVEL SECURITY;

GRANT SELECT ON app.leases TO firm_member, firm_keeper;

CREATE POLICY keeper_reads ON app.leases FOR SELECT TO firm_keeper USING (true);

CREATE POLICY own_devices ON app.leases FOR SELECT
USING (device_id IN (SELECT id FROM app.devices WHERE user_id = (SELECT app.user_id())));

CREATE POLICY firm_reads ON app.leases FOR SELECT
TO firm_compliance, firm_examiner, firm_administrator USING (true);

ALTER TABLE app.checkouts ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.checkouts FORCE ROW LEVEL SECURITY;

GRANT SELECT ON app.checkouts TO firm_member, firm_keeper;

CREATE POLICY keeper_reads ON app.checkouts FOR SELECT TO firm_keeper USING (true);

CREATE POLICY own_devices ON app.checkouts FOR SELECT
USING (device_id IN (SELECT id FROM app.devices WHERE user_id = (SELECT app.user_id())));

CREATE POLICY firm_reads ON app.checkouts FOR SELECT
TO firm_compliance, firm_examiner, firm_administrator USING (true);

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.team_members
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.team_members
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.document_versions
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.document_versions
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.disclosures
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.disclosures
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.firm_settings
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.firm_settings
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.retention_policies
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.retention_policies
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.compliance_reviews
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.compliance_reviews
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.legal_holds
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.legal_holds
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.legal_hold_items
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.legal_hold_items
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.disposals
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.disposals
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON public.disposal_items
FOR EACH ROW EXECUTE FUNCTION app.stamp_row();

CREATE TRIGGER b_audit AFTER INSERT OR UPDATE OR DELETE ON public.disposal_items
FOR EACH ROW EXECUTE FUNCTION audit.record_row();

CREATE FUNCTION sync.log_team_members_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'team_members', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.team_members REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_team_members_insert();

CREATE FUNCTION sync.log_team_members_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'team_members', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.team_members REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_team_members_update();

CREATE FUNCTION sync.log_team_members_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'team_members', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.team_members REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_team_members_delete();

CREATE FUNCTION sync.log_document_versions_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_versions', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.document_versions REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_versions_insert();

CREATE FUNCTION sync.log_document_versions_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_versions', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.document_versions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_versions_update();

CREATE FUNCTION sync.log_document_versions_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'document_versions', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.document_versions REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_document_versions_delete();

CREATE FUNCTION sync.log_disclosures_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'disclosures', changed.* FROM (SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.disclosures REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_disclosures_insert();

CREATE FUNCTION sync.log_disclosures_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'disclosures', changed.* FROM (SELECT id, household_id FROM old_rows UNION SELECT id, household_id FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.disclosures REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_disclosures_update();

CREATE FUNCTION sync.log_disclosures_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'disclosures', changed.* FROM (SELECT id, household_id FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.disclosures REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_disclosures_delete();

CREATE FUNCTION sync.log_firm_settings_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'firm_settings', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.firm_settings REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_firm_settings_insert();

CREATE FUNCTION sync.log_firm_settings_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'firm_settings', changed.* FROM (SELECT id, NULL::uuid FROM old_rows UNION SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.firm_settings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_firm_settings_update();

CREATE FUNCTION sync.log_firm_settings_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'firm_settings', changed.* FROM (SELECT id, NULL::uuid FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.firm_settings REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_firm_settings_delete();

CREATE FUNCTION sync.log_retention_policies_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'retention_policies', changed.* FROM (SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_insert AFTER insert ON public.retention_policies REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_retention_policies_insert();

CREATE FUNCTION sync.log_retention_policies_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'retention_policies', changed.* FROM (SELECT id, NULL::uuid FROM old_rows UNION SELECT id, NULL::uuid FROM new_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_update AFTER update ON public.retention_policies REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_retention_policies_update();

CREATE FUNCTION sync.log_retention_policies_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO sync.change_log (table_name, row_id, household_id)
  SELECT 'retention_policies', changed.* FROM (SELECT id, NULL::uuid FROM old_rows) AS changed;
  RETURN NULL;
END
$$;

CREATE TRIGGER c_sync_delete AFTER delete ON public.retention_policies REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION sync.log_retention_policies_delete();

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
$$;

CREATE TRIGGER b_guard_adviser BEFORE INSERT OR UPDATE OF advisor_id ON public.households
FOR EACH ROW EXECUTE FUNCTION app.guard_adviser();

CREATE FUNCTION app.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = '42501';
END
$$;

CREATE TRIGGER b_refuse_change BEFORE UPDATE ON public.document_versions
FOR EACH ROW EXECUTE FUNCTION app.refuse_change('a filed version never changes; file another');

CREATE TRIGGER b_refuse_change BEFORE UPDATE ON public.document_contents
FOR EACH ROW EXECUTE FUNCTION app.refuse_change('a filed version never changes; file another');

CREATE TRIGGER b_refuse_change BEFORE UPDATE ON public.compliance_reviews
FOR EACH ROW WHEN (OLD.status = 'signed_off')
EXECUTE FUNCTION app.refuse_change('a signed review is final; begin another');

CREATE TRIGGER b_refuse_delete BEFORE DELETE ON public.users
FOR EACH ROW EXECUTE FUNCTION app.refuse_change('make the user inactive instead');

SELECT app.act_for_keeper(true);

ALTER FUNCTION app.user_id() OWNER TO firm_keeper;

ALTER FUNCTION app.my_households() OWNER TO firm_keeper;

ALTER FUNCTION app.advised_households() OWNER TO firm_keeper;

ALTER FUNCTION app.team_households() OWNER TO firm_keeper;

SELECT app.act_for_keeper(false);

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200002000, 'Access1764200002000');

COMMIT;

START TRANSACTION;

CREATE OR REPLACE FUNCTION app.ensure_login(login_name text, login_password text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
    DECLARE
      group_role text;
      former record;
    BEGIN
      SELECT 'firm_' || role INTO STRICT group_role FROM public.users WHERE login = login_name;
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login_name) THEN
        EXECUTE format('CREATE ROLE %I LOGIN', login_name);
      END IF;
      EXECUTE format('ALTER ROLE %I PASSWORD %L CONNECTION LIMIT 12', login_name, login_password);
      FOR former IN
        SELECT granted.rolname AS role, grantor.rolname AS grantor FROM pg_auth_members
        JOIN pg_roles AS granted ON granted.oid = roleid
        JOIN pg_roles AS holder ON holder.oid = member
        JOIN pg_roles AS grantor ON grantor.oid = pg_auth_members.grantor
        WHERE holder.rolname = login_name AND granted.rolname LIKE 'firm\_%' AND granted.rolname <> group_role
      LOOP
        IF current_setting('server_version_num')::integer >= 160000 THEN
          EXECUTE format('REVOKE %I FROM %I GRANTED BY %I', former.role, login_name, former.grantor);
        ELSE
          EXECUTE format('REVOKE %I FROM %I', former.role, login_name);
        END IF;
      END LOOP;
      EXECUTE format('GRANT %I TO %I', group_role, login_name);
    END
    $$;

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200002500, 'LoginGrants1764200002500');

COMMIT;

START TRANSACTION;

CREATE FUNCTION app.search_words(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ' ' || btrim(regexp_replace(
    app.fold_text(given),
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g'
  )) || ' '
$$;

ALTER TABLE public.households DROP COLUMN search_text;

ALTER TABLE public.households ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(name, ''))) STORED;

CREATE INDEX households_search ON public.households USING gin (search_text gin_trgm_ops);

ALTER TABLE public.persons DROP COLUMN search_text;

ALTER TABLE public.persons ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(preferred_name, '') || ' ' || coalesce(email, ''))) STORED;

CREATE INDEX persons_search ON public.persons USING gin (search_text gin_trgm_ops);

ALTER TABLE public.accounts DROP COLUMN search_text;

ALTER TABLE public.accounts ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(name, '') || ' ' || coalesce(custodian, '') || ' ' || coalesce(number_last4, ''))) STORED;

CREATE INDEX accounts_search ON public.accounts USING gin (search_text gin_trgm_ops);

ALTER TABLE public.entities DROP COLUMN search_text;

ALTER TABLE public.entities ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(name, ''))) STORED;

CREATE INDEX entities_search ON public.entities USING gin (search_text gin_trgm_ops);

ALTER TABLE public.meetings DROP COLUMN search_text;

ALTER TABLE public.meetings ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(subject, ''))) STORED;

CREATE INDEX meetings_search ON public.meetings USING gin (search_text gin_trgm_ops);

ALTER TABLE public.tasks DROP COLUMN search_text;

ALTER TABLE public.tasks ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(title, ''))) STORED;

CREATE INDEX tasks_search ON public.tasks USING gin (search_text gin_trgm_ops);

ALTER TABLE public.documents DROP COLUMN search_text;

ALTER TABLE public.documents ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(title, ''))) STORED;

CREATE INDEX documents_search ON public.documents USING gin (search_text gin_trgm_ops);

ALTER TABLE public.communications DROP COLUMN search_text;

ALTER TABLE public.communications ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(subject, ''))) STORED;

CREATE INDEX communications_search ON public.communications USING gin (search_text gin_trgm_ops);

ALTER TABLE public.meeting_notes DROP COLUMN search_text;

ALTER TABLE public.meeting_notes ADD search_text text GENERATED ALWAYS AS (app.search_words(coalesce(body, ''))) STORED;

CREATE INDEX meeting_notes_search ON public.meeting_notes USING gin (search_text gin_trgm_ops);

CREATE INDEX households_of_an_adviser ON public.households (advisor_id) INCLUDE (id);

CREATE TABLE app.search_vocabulary (word text COLLATE "C" NOT NULL);

CREATE INDEX search_vocabulary_word ON app.search_vocabulary (word);

CREATE INDEX search_vocabulary_trigrams ON app.search_vocabulary USING gin (word gin_trgm_ops);

ALTER TABLE app.search_vocabulary ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.search_vocabulary FORCE ROW LEVEL SECURITY;

CREATE POLICY firm_reads ON app.search_vocabulary FOR SELECT
TO firm_compliance, firm_examiner, firm_operations USING (true);

CREATE POLICY keeper_writes ON app.search_vocabulary TO firm_keeper USING (true) WITH CHECK (true);

GRANT SELECT ON app.search_vocabulary TO firm_member;

GRANT SELECT, INSERT, DELETE ON app.search_vocabulary TO firm_keeper;

CREATE FUNCTION app.words_to_learn(words text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT DISTINCT word FROM unnest(string_to_array(words, ' ')) AS word
  WHERE length(word) BETWEEN 2 AND 64 AND word !~ '[0-9]'
$$;

CREATE FUNCTION app.learn_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'INSERT' OR NEW.search_text IS DISTINCT FROM OLD.search_text THEN
    INSERT INTO app.search_vocabulary (word)
    SELECT word FROM app.words_to_learn(NEW.search_text) AS learned (word)
    WHERE NOT EXISTS (SELECT FROM app.search_vocabulary AS known WHERE known.word = learned.word);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION app.rebuild_vocabulary() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  words bigint;
BEGIN
  DELETE FROM app.search_vocabulary;
  INSERT INTO app.search_vocabulary (word)
  SELECT DISTINCT word FROM (SELECT search_text FROM public.households UNION ALL SELECT search_text FROM public.persons UNION ALL SELECT search_text FROM public.accounts UNION ALL SELECT search_text FROM public.entities) AS rows
  CROSS JOIN LATERAL app.words_to_learn(search_text) AS word;
  GET DIAGNOSTICS words = ROW_COUNT;
  RETURN words;
END
$$;

REVOKE ALL ON FUNCTION app.rebuild_vocabulary() FROM PUBLIC;

CREATE TRIGGER e_learn_words AFTER INSERT OR UPDATE ON public.households
FOR EACH ROW EXECUTE FUNCTION app.learn_words();

CREATE TRIGGER e_learn_words AFTER INSERT OR UPDATE ON public.persons
FOR EACH ROW EXECUTE FUNCTION app.learn_words();

CREATE TRIGGER e_learn_words AFTER INSERT OR UPDATE ON public.accounts
FOR EACH ROW EXECUTE FUNCTION app.learn_words();

CREATE TRIGGER e_learn_words AFTER INSERT OR UPDATE ON public.entities
FOR EACH ROW EXECUTE FUNCTION app.learn_words();

SELECT app.act_for_keeper(true);

GRANT EXECUTE ON FUNCTION app.rebuild_vocabulary() TO CURRENT_USER;

ALTER FUNCTION app.learn_words() OWNER TO firm_keeper;

ALTER FUNCTION app.rebuild_vocabulary() OWNER TO firm_keeper;

SELECT app.rebuild_vocabulary();

SELECT app.act_for_keeper(false);

CREATE FUNCTION app.mistyped_patterns(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT pattern) FROM generate_series(0, length(word)) AS place
  CROSS JOIN LATERAL (VALUES
    (left(word, place) || '_' || substr(word, place + 1)),
    (left(word, place) || '_' || substr(word, place + 2)),
    (left(word, place) || substr(word, place + 2)),
    (left(word, place) || substr(word, place + 2, 1) || substr(word, place + 1, 1) || substr(word, place + 3))
  ) AS mistake (pattern)
$$;

CREATE FUNCTION app.similar_words(asked text) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public SET pg_trgm.similarity_threshold = 0.3 AS $$
  WITH one_mistake AS (
    SELECT DISTINCT word FROM app.search_vocabulary WHERE word LIKE ANY (app.mistyped_patterns(asked))
  ),
  alike AS (
    SELECT DISTINCT word FROM app.search_vocabulary WHERE word % asked AND NOT EXISTS (SELECT FROM one_mistake)
  )
  SELECT coalesce(array_agg(word), '{}') FROM (
    SELECT word FROM (SELECT word FROM one_mistake UNION SELECT word FROM alike) AS close
    ORDER BY similarity(word, asked) DESC, word LIMIT 5
  ) AS closest
$$;

CREATE FUNCTION app.search_condition(words text[], tier integer) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
DECLARE
  has_vocabulary boolean := tier = 0 AND EXISTS (SELECT FROM app.search_vocabulary);
  one text;
  patterns text[];
  conditions text[];
BEGIN
  FOREACH one IN ARRAY words LOOP
    patterns := CASE
      WHEN tier = 3 THEN ARRAY['% ' || one || ' %']
      WHEN tier = 2 OR length(one) < 3 THEN ARRAY['% ' || one || '%']
      WHEN tier = 1 OR length(one) = 3 THEN ARRAY['%' || one || '%']
      WHEN NOT has_vocabulary
        THEN ARRAY(SELECT '% ' || pattern || '%' FROM unnest(app.mistyped_patterns(one)) AS pattern)
      WHEN cardinality(words) > 1 AND EXISTS (SELECT FROM app.search_vocabulary WHERE word LIKE one || '%')
        THEN ARRAY['% ' || one || '%']
      ELSE ARRAY(SELECT '% ' || word || ' %' FROM unnest(app.similar_words(one)) AS word)
    END;
    conditions := conditions || format('search_text LIKE ANY (%L::text[])', patterns);
  END LOOP;
  RETURN array_to_string(conditions, ' AND ');
END
$$;

CREATE FUNCTION app.may_find(words text[], tier integer) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT tier < 2 OR NOT EXISTS (SELECT FROM app.search_vocabulary) OR NOT EXISTS (
    SELECT FROM unnest(words) AS asked WHERE length(asked) >= 2 AND asked !~ '[0-9]' AND NOT EXISTS (
      SELECT FROM app.search_vocabulary
      WHERE word >= asked COLLATE "C" AND word <= (asked || CASE WHEN tier = 2 THEN U&'\FFFD' ELSE '' END) COLLATE "C"
    )
  )
$$;

CREATE FUNCTION app.search_statement(tier integer, condition text, found_before text, wanted integer, shortest integer) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
  SELECT string_agg(format(
    CASE WHEN (SELECT EXISTS (SELECT FROM app.search_vocabulary))
      THEN '(SELECT * FROM (SELECT %1$s AND ctid < ''(%4$s,0)'' UNION ALL SELECT %1$s AND (ctid < ''(%4$s,0)'') IS NOT TRUE) AS %2$I LIMIT %3$s)'
      ELSE '(SELECT %1$s LIMIT %3$s)' END,
    format('%L, %s, id, %I, search_text FROM public.%I WHERE %s%s', name, place,
      CASE name WHEN 'households' THEN 'id' ELSE 'household_id' END, name, condition, ' AND NOT (' || found_before || ')'),
    name, wanted, CASE WHEN shortest < 4 AND place <= 4 THEN 128 ELSE 16 END
  ), ' UNION ALL ' ORDER BY place)
  FROM unnest(ARRAY['households', 'persons', 'accounts', 'entities', 'meetings', 'tasks', 'documents', 'communications', 'meeting_notes']) WITH ORDINALITY AS kind (name, place)
  WHERE tier > 0 OR place <= 4
$$;

CREATE FUNCTION app.search(asked text, at_most integer DEFAULT 50)
RETURNS TABLE (table_name text, row_id uuid, household_id uuid, rank real)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public SET enable_seqscan = off SET jit = off AS $$
DECLARE
  words text[] := ARRAY(
    SELECT left(word, 64) FROM unnest(string_to_array(btrim(app.search_words(asked)), ' ')) WITH ORDINALITY AS given (word, place)
    WHERE word <> '' ORDER BY place LIMIT 8);
  letters integer := length(array_to_string(words, ' '));
  shortest integer := (SELECT min(length(word)) FROM unnest(words) AS word);
  remaining integer := least(greatest(coalesce(at_most, 50), 0), 200);
  enough integer := least(remaining, 5);
  all_found integer := 0;
  found integer;
  condition text;
  found_before text;
BEGIN
  FOR tier IN REVERSE 3..0 LOOP
    EXIT WHEN letters = 0 OR remaining = 0 OR (tier = 0 AND all_found >= enough);
    CONTINUE WHEN NOT app.may_find(words, tier);
    condition := app.search_condition(words, tier);
    RETURN QUERY EXECUTE format(
      'SELECT name, id, household, (
         CASE WHEN %s THEN 3 WHEN %s THEN 2 ELSE %s END + least(0.99, %s / (length(search_text) - 2)::real)
       )::real AS rank
       FROM (%s) AS candidates (name, place, id, household, search_text) ORDER BY rank DESC, place, id LIMIT %s',
      app.search_condition(words, 3), app.search_condition(words, 2), least(tier, 1), letters,
      app.search_statement(tier, condition, found_before, remaining, shortest), remaining);
    GET DIAGNOSTICS found = ROW_COUNT;
    remaining := remaining - found;
    all_found := all_found + found;
    found_before := condition;
  END LOOP;
END
$$;

COMMENT ON FUNCTION app.search(text, integer) IS
'Rows the caller may see in which every word asked is found: rank 3 and above as words, 2 as beginnings of words, 1 within words, below 1 mistyped. At most 200, best first.';

INSERT INTO public.schema_migrations ("timestamp", name) VALUES (1764200006000, 'Search1764200006000');

COMMIT;
