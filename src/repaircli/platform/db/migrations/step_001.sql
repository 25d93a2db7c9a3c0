-- Step 1: the first schema, with the constraints that the table classes leave to the database.

CREATE TABLE settings (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
);
CREATE TABLE operations (
  request_id TEXT PRIMARY KEY NOT NULL,
  user_id INTEGER,
  command TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  state CODE (running done) NOT NULL,
  exit INTEGER,
  answer TEXT,
  started_at TIME NOT NULL,
  finished_at TIME,
  CHECK (state = 'running' OR (exit IS NOT NULL AND answer IS NOT NULL AND finished_at IS NOT NULL))
);
CREATE TABLE operation_parts (
  request_id TEXT NOT NULL REFERENCES operations (request_id) ON DELETE CASCADE,
  part INTEGER NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (request_id, part)
);
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY NOT NULL CHECK (seq > 0),
  prev TEXT NOT NULL CHECK (length(prev) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  at TIME NOT NULL,
  who TEXT,
  role TEXT,
  command TEXT NOT NULL,
  what TEXT NOT NULL,
  order_no TEXT,
  before TEXT,
  after TEXT,
  request_id TEXT
);
CREATE UNIQUE INDEX audit_prev ON audit (prev);
CREATE UNIQUE INDEX audit_hash ON audit (hash);
CREATE INDEX audit_order ON audit (order_no, seq);
CREATE TABLE batches (
  id ID,
  kind CODE (orders stations history) NOT NULL,
  state CODE (loading done discarded) NOT NULL,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  total INTEGER NOT NULL CHECK (total >= 0),
  done INTEGER NOT NULL CHECK (done >= 0),
  options TEXT NOT NULL,
  started_by TEXT NOT NULL,
  started_at TIME NOT NULL,
  finished_at TIME,
  request_id TEXT
);
CREATE INDEX batches_sha256 ON batches (sha256);
CREATE INDEX batches_state ON batches (state);

CREATE TABLE regions (
  name TEXT PRIMARY KEY NOT NULL CHECK (name <> ''),
  created_at TIME NOT NULL
);
CREATE TABLE stations (
  no TEXT PRIMARY KEY NOT NULL CHECK (no <> ''),
  name TEXT NOT NULL,
  region TEXT NOT NULL REFERENCES regions (name),
  -- deferred: a file may name a branch before its head
  head TEXT REFERENCES stations (no) DEFERRABLE INITIALLY DEFERRED CHECK (head <> no),
  notebook FLAG,
  monthly_volume INTEGER CHECK (monthly_volume >= 0),
  areas TEXT NOT NULL,
  kind TEXT,
  tier TEXT,
  phone TEXT,
  address TEXT,
  principal TEXT,
  closed FLAG,
  created_at TIME NOT NULL
);
CREATE INDEX stations_region ON stations (region);
CREATE INDEX stations_head ON stations (head);
CREATE TABLE users (
  id ID,
  login TEXT NOT NULL UNIQUE CHECK (login <> ''),
  name TEXT NOT NULL,
  roles TEXT NOT NULL CHECK (roles <> ''),
  region TEXT REFERENCES regions (name),
  station TEXT REFERENCES stations (no),
  disabled FLAG,
  created_at TIME NOT NULL
);
CREATE TABLE capacity (
  id ID,
  station TEXT NOT NULL REFERENCES stations (no),
  daily INTEGER NOT NULL CHECK (daily >= 0),
  from_day DAY NOT NULL,
  to_day DAY,
  cause TEXT NOT NULL,
  note TEXT,
  set_by TEXT NOT NULL,
  set_at TIME NOT NULL,
  CHECK (to_day >= from_day)
);
CREATE INDEX capacity_station ON capacity (station, from_day);
CREATE TABLE no800_areas (
  id ID,
  area TEXT NOT NULL,
  station TEXT NOT NULL REFERENCES stations (no),
  region TEXT NOT NULL REFERENCES regions (name),
  reason TEXT,
  filed_by TEXT NOT NULL,
  filed_at TIME NOT NULL
);
CREATE UNIQUE INDEX no800_areas_once ON no800_areas (area, station);

-- Old records of other systems may name people and linked orders that are not in this database: no reference there.
CREATE TABLE orders (
  order_no TEXT PRIMARY KEY NOT NULL CHECK (order_no <> ''),
  origin CODE (cc region station plan) NOT NULL,
  service CODE (onsite carry-in mail-in) NOT NULL,
  paid_visit FLAG,
  station TEXT NOT NULL REFERENCES stations (no),
  branch TEXT REFERENCES stations (no),
  engineer TEXT,
  region TEXT NOT NULL REFERENCES regions (name),
  customer TEXT NOT NULL,
  phones TEXT NOT NULL,
  caller_no TEXT,
  address TEXT NOT NULL,
  area TEXT,
  product CODE (desktop notebook server),
  model TEXT,
  serial TEXT,
  onsite_until DAY,
  warranty_until DAY,
  fault TEXT NOT NULL,
  special CODE (ministry media key-account related),
  proxy_report FLAG,
  status CODE (dispatched downloaded in_service parts_requested multi_repair awaiting_pickup resolved cancelled) NOT NULL,
  t1 TIME NOT NULL,
  t2 TIME,
  late_contact FLAG,
  first_contact_at TIME,
  downloaded_at TIME,
  downloaded_by TEXT,
  printed_at TIME,
  print_exception TEXT,
  started_at TIME,
  repaired_at TIME,
  signed_at TIME,
  arrived_at TIME,
  in_custody FLAG,
  voucher_no TEXT,
  recontact_at TIME,
  must_deliver_back FLAG,
  picked_up_at TIME,
  delivered_at TIME,
  parts_issued FLAG,
  closed_at TIME,
  closed_by TEXT,
  close_basis CODE (signed phone pickup delivered region_confirmed),
  close_why TEXT,
  solution TEXT,
  promise_type TEXT,
  promise_reason TEXT,
  pending_request INTEGER,
  cancel_reason TEXT,
  cancel_remark TEXT,
  cancelled_by TEXT,
  cancelled_at TIME,
  reassigned_from TEXT,
  reassigned_to TEXT,
  created_by TEXT,
  created_at TIME NOT NULL,
  batch_id INTEGER REFERENCES batches (id),
  CHECK (status <> 'resolved' OR (closed_at IS NOT NULL AND close_basis IS NOT NULL)),
  CHECK (status <> 'cancelled' OR (cancelled_at IS NOT NULL AND cancel_remark IS NOT NULL)),
  CHECK (status NOT IN ('resolved', 'cancelled') OR pending_request IS NULL)
);
CREATE INDEX orders_station ON orders (station, status);
CREATE INDEX orders_region ON orders (region, status);
CREATE INDEX orders_status ON orders (status, t1);
CREATE INDEX orders_t1 ON orders (t1);
CREATE INDEX orders_customer ON orders (customer);
CREATE INDEX orders_engineer ON orders (engineer, status);
CREATE INDEX orders_branch ON orders (branch) WHERE branch IS NOT NULL;
CREATE INDEX orders_batch ON orders (batch_id) WHERE batch_id IS NOT NULL;
CREATE TABLE promises (
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  slot INTEGER NOT NULL CHECK (slot BETWEEN 1 AND 3),
  kind CODE (normal unreachable phone_resolved) NOT NULL,
  at TIME,
  type TEXT,
  reason TEXT,
  parts_order TEXT,
  part_code TEXT,
  written_at TIME NOT NULL,
  written_by TEXT NOT NULL,
  remark TEXT,
  PRIMARY KEY (order_no, slot),
  CHECK ((kind = 'normal') = (at IS NOT NULL)),
  CHECK (kind <> 'unreachable' OR slot = 1),
  CHECK (slot = 1 OR (type IS NOT NULL AND reason IS NOT NULL))
);
CREATE TABLE contacts (
  id ID,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  at TIME NOT NULL,
  recorded_at TIME NOT NULL,
  result CODE (reached no-answer number-invalid guided guided-solved) NOT NULL,
  number TEXT NOT NULL,
  prompt TEXT,
  note TEXT,
  recorded_by TEXT NOT NULL,
  late FLAG,
  voided_at TIME,
  voided_by TEXT,
  void_why TEXT
);
CREATE INDEX contacts_order ON contacts (order_no, at);
CREATE TABLE facts (
  id ID,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  code TEXT NOT NULL,
  note TEXT,
  logged_at TIME NOT NULL,
  logged_by TEXT NOT NULL,
  voided_at TIME,
  voided_by TEXT,
  void_why TEXT
);
CREATE INDEX facts_order ON facts (order_no);
CREATE TABLE urge_orders (
  id ID,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  kind CODE (special_user special_need) NOT NULL,
  text TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TIME NOT NULL
);
CREATE INDEX urge_orders_order ON urge_orders (order_no);

CREATE TABLE requests (
  id ID,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  region TEXT NOT NULL,
  station TEXT NOT NULL,
  asked_by CODE (station region customer) NOT NULL,
  channel CODE (web phone800 region) NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  wished DAY,
  asked_on DAY,
  agrees_rereport FLAG,
  to_station TEXT,
  station_induced FLAG,
  status CODE (pending approved rejected withdrawn refused) NOT NULL,
  decision TEXT,
  requested_by INTEGER NOT NULL,
  requested_login TEXT NOT NULL,
  requested_name TEXT NOT NULL,
  requested_at TIME NOT NULL,
  decided_by INTEGER,
  decided_login TEXT,
  decided_name TEXT,
  decided_at TIME,
  why TEXT,
  remark TEXT,
  new_order_no TEXT
);
CREATE INDEX requests_status ON requests (status, region);
CREATE INDEX requests_order ON requests (order_no);
CREATE INDEX requests_station ON requests (station, status);
CREATE UNIQUE INDEX requests_one_pending ON requests (order_no) WHERE status = 'pending';
CREATE TABLE forms (
  id ID,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  station TEXT NOT NULL,
  region TEXT NOT NULL,
  proposal TEXT NOT NULL,
  refusal TEXT NOT NULL,
  submitted_by TEXT NOT NULL,
  submitted_at TIME NOT NULL,
  state CODE (pending agreed refused) NOT NULL,
  opinion TEXT,
  decided_by TEXT,
  decided_at TIME
);
CREATE INDEX forms_order ON forms (order_no);
CREATE INDEX forms_state ON forms (state, region);
CREATE TABLE violations (
  id ID,
  kind CODE (phoned_800 induced_customer) NOT NULL,
  station TEXT NOT NULL,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  at TIME NOT NULL,
  recorded_by TEXT NOT NULL,
  detail TEXT
);
CREATE INDEX violations_order ON violations (order_no);
CREATE INDEX violations_station ON violations (station, at);

CREATE TABLE notifications (
  id ID,
  code TEXT NOT NULL,
  order_no TEXT REFERENCES orders (order_no),
  request_id INTEGER REFERENCES requests (id),
  to_kind TEXT NOT NULL,
  to_ref TEXT NOT NULL,
  medium TEXT NOT NULL,
  args TEXT NOT NULL,
  status CODE (queued sent failed) NOT NULL,
  created_at TIME NOT NULL,
  sent_at TIME,
  tries INTEGER NOT NULL CHECK (tries >= 0),
  error TEXT,
  dedupe TEXT
);
CREATE INDEX notifications_status ON notifications (status, id);
CREATE INDEX notifications_order ON notifications (order_no);
CREATE UNIQUE INDEX notifications_dedupe ON notifications (dedupe);

CREATE TABLE calendar_days (
  day DAY PRIMARY KEY NOT NULL,
  working FLAG,
  name TEXT,
  source TEXT NOT NULL
);
CREATE TABLE calendar_years (
  year INTEGER PRIMARY KEY NOT NULL CHECK (year BETWEEN 1 AND 9999),
  covered FLAG,
  source TEXT NOT NULL
);
