-- Step 3: areas, coverage, changes of the network; travelling; special users, fees, settlements; kept facts.

ALTER TABLE orders ADD COLUMN overload TEXT;
ALTER TABLE stations ADD COLUMN closes_on DAY;
ALTER TABLE stations ADD COLUMN reopens_on DAY;
CREATE INDEX orders_load ON orders (station, t1) WHERE status <> 'cancelled';
CREATE TABLE areas (
  code TEXT PRIMARY KEY NOT NULL CHECK (code <> ''),
  name TEXT NOT NULL,
  parent TEXT,
  imported_by TEXT NOT NULL,
  imported_at TIME NOT NULL
);
CREATE TABLE changes (
  id ID,
  station TEXT NOT NULL REFERENCES stations (no),
  region TEXT NOT NULL REFERENCES regions (name),
  cause CODE (area holiday emergency quality basic) NOT NULL,
  form INTEGER CHECK (form IN (2, 3)),
  daily INTEGER CHECK (daily >= 0),
  add_areas TEXT NOT NULL,
  remove_areas TEXT NOT NULL,
  product CODE (desktop notebook server),
  service CODE (onsite carry-in mail-in),
  data TEXT NOT NULL,
  before TEXT NOT NULL,
  from_day DAY NOT NULL,
  to_day DAY,
  effective_from DAY,
  reason TEXT NOT NULL,
  state CODE (applied agreed approved rejected withdrawn) NOT NULL,
  applied_by TEXT NOT NULL,
  applied_as TEXT NOT NULL,
  applied_at TIME NOT NULL,
  agreed_by TEXT,
  agreed_at TIME,
  region_opinion TEXT,
  decided_by TEXT,
  decided_at TIME,
  cssd_opinion TEXT,
  CHECK (to_day >= from_day)
);
CREATE INDEX changes_state ON changes (state, region);
CREATE INDEX changes_station ON changes (station);
CREATE TABLE coverage (
  id ID,
  station TEXT NOT NULL REFERENCES stations (no),
  area TEXT NOT NULL,
  covers FLAG,
  product CODE (desktop notebook server),
  service CODE (onsite carry-in mail-in),
  from_day DAY NOT NULL,
  to_day DAY,
  cause TEXT NOT NULL,
  change INTEGER REFERENCES changes (id),
  set_by TEXT NOT NULL,
  set_at TIME NOT NULL,
  CHECK (to_day >= from_day)
);
CREATE INDEX coverage_station ON coverage (station, from_day);

-- Referrals, pending tickets and polls of an import that is not finished are shown to nobody.
ALTER TABLE referrals ADD COLUMN batch_id INTEGER REFERENCES batches (id);
CREATE INDEX referrals_batch ON referrals (batch_id) WHERE batch_id IS NOT NULL;
ALTER TABLE pending_tickets ADD COLUMN batch_id INTEGER REFERENCES batches (id);
CREATE INDEX pending_tickets_batch ON pending_tickets (batch_id) WHERE batch_id IS NOT NULL;
ALTER TABLE polls ADD COLUMN batch_id INTEGER REFERENCES batches (id);
CREATE INDEX polls_batch ON polls (batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE special_advices (
  id ID,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  solution TEXT NOT NULL,
  given_by TEXT NOT NULL,
  given_at TIME NOT NULL
);
CREATE INDEX special_advices_order ON special_advices (order_no);
CREATE TABLE entrustments (
  id ID,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  station TEXT NOT NULL,
  region TEXT NOT NULL,
  paper_no TEXT NOT NULL CHECK (paper_no <> ''),
  tier TEXT,
  onsite_fee INTEGER CHECK (onsite_fee >= 0),
  carry_in_fee INTEGER CHECK (carry_in_fee >= 0),
  computed INTEGER CHECK (computed >= 0),
  fee INTEGER NOT NULL CHECK (fee >= 0),
  why TEXT,
  issued_by TEXT NOT NULL,
  issued_at TIME NOT NULL,
  voided_by TEXT,
  voided_at TIME,
  void_why TEXT
);
CREATE INDEX entrustments_order ON entrustments (order_no);
CREATE UNIQUE INDEX entrustments_standing ON entrustments (order_no) WHERE voided_at IS NULL;
CREATE UNIQUE INDEX entrustments_paper ON entrustments (paper_no) WHERE voided_at IS NULL;

CREATE INDEX orders_closed ON orders (station, closed_at) WHERE closed_at IS NOT NULL;
CREATE TABLE fees (
  id ID,
  tier TEXT NOT NULL CHECK (tier <> ''),
  service CODE (onsite carry-in mail-in visit) NOT NULL,
  product CODE (any desktop notebook server) NOT NULL,
  step INTEGER NOT NULL CHECK (step >= 1),
  volume_from INTEGER NOT NULL CHECK (volume_from >= 0),
  volume_to INTEGER,
  fee INTEGER NOT NULL CHECK (fee >= 0),
  valid_from DAY NOT NULL,
  valid_to DAY,
  set_by TEXT NOT NULL,
  set_at TIME NOT NULL,
  CHECK (volume_to >= volume_from),
  CHECK (valid_to >= valid_from)
);
CREATE UNIQUE INDEX fees_once ON fees (tier, service, product, step, valid_from);
CREATE TABLE settlements (
  id ID,
  month TEXT NOT NULL CHECK (length(month) = 7),
  station TEXT NOT NULL REFERENCES stations (no),
  name TEXT NOT NULL,
  region TEXT NOT NULL,
  tier TEXT,
  since TIME NOT NULL,
  until TIME NOT NULL,
  orders INTEGER NOT NULL CHECK (orders >= 0),
  total INTEGER NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  locked_by TEXT NOT NULL,
  locked_at TIME NOT NULL
);
CREATE UNIQUE INDEX settlements_month ON settlements (month, station);
CREATE INDEX settlements_station ON settlements (station, month);
CREATE TABLE settlement_lines (
  settlement INTEGER NOT NULL REFERENCES settlements (id),
  seq INTEGER NOT NULL,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  of_month TEXT CHECK (length(of_month) = 7),
  kind CODE (service part monitor entrust fund) NOT NULL,
  ref INTEGER NOT NULL,
  closed_on TEXT NOT NULL CHECK (length(closed_on) = 10),
  service CODE (onsite carry-in mail-in) NOT NULL,
  product CODE (desktop notebook server),
  item TEXT,
  step INTEGER,
  amount INTEGER NOT NULL,
  held INTEGER NOT NULL CHECK (held >= 0),
  reason TEXT NOT NULL,
  clause TEXT NOT NULL,
  score INTEGER CHECK (score BETWEEN 1 AND 5),
  PRIMARY KEY (settlement, seq)
);
CREATE INDEX settlement_lines_order ON settlement_lines (order_no);
CREATE INDEX settlement_lines_waiting ON settlement_lines (order_no) WHERE reason = 'not_returned';

-- What a decision stood on, to be asked again; requests of before have none.
ALTER TABLE requests ADD COLUMN facts TEXT;
