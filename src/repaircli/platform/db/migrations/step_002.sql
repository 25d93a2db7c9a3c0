-- Step 2: parts, referrals, pending tickets, polls and return visits; what orders and notices carry for them.

ALTER TABLE orders ADD COLUMN group_no TEXT;
ALTER TABLE orders ADD COLUMN compensation_fund FLAG DEFAULT FALSE;
ALTER TABLE orders ADD COLUMN reported_at TIME;
ALTER TABLE orders ADD COLUMN special_notified_at TIME;
ALTER TABLE orders ADD COLUMN special_notified_by TEXT;
CREATE INDEX orders_group ON orders (group_no) WHERE group_no IS NOT NULL;
CREATE INDEX orders_open ON orders (station, t1) WHERE status NOT IN ('resolved', 'cancelled');
CREATE INDEX orders_left ON orders (station) WHERE in_custody AND status = 'cancelled';

-- A notice that is being sent has a status of its own, and says which sender has it since when.
-- only postgresql
ALTER TABLE notifications DROP CONSTRAINT notifications_status_check;
-- only postgresql
ALTER TABLE notifications ADD CHECK (status IN ('queued', 'sending', 'sent', 'failed'));
-- only postgresql
ALTER TABLE notifications ADD COLUMN next_try_at TIME;
-- only postgresql
ALTER TABLE notifications ADD COLUMN claim TEXT;
-- only postgresql
ALTER TABLE notifications ADD COLUMN claimed_at TIME;
-- SQLite changes a CHECK only by a new table; nothing refers to this one.
-- only sqlite
CREATE TABLE notifications_new (
  id ID,
  code TEXT NOT NULL,
  order_no TEXT REFERENCES orders (order_no),
  request_id INTEGER REFERENCES requests (id),
  to_kind TEXT NOT NULL,
  to_ref TEXT NOT NULL,
  medium TEXT NOT NULL,
  args TEXT NOT NULL,
  status CODE (queued sending sent failed) NOT NULL,
  created_at TIME NOT NULL,
  sent_at TIME,
  tries INTEGER NOT NULL CHECK (tries >= 0),
  error TEXT,
  dedupe TEXT,
  next_try_at TIME,
  claim TEXT,
  claimed_at TIME
);
-- only sqlite
INSERT INTO notifications_new
  (id, code, order_no, request_id, to_kind, to_ref, medium, args, status, created_at, sent_at, tries, error, dedupe)
  SELECT id, code, order_no, request_id, to_kind, to_ref, medium, args, status, created_at, sent_at, tries, error, dedupe
  FROM notifications;
-- only sqlite
DROP TABLE notifications;
-- only sqlite
ALTER TABLE notifications_new RENAME TO notifications;
-- only sqlite
CREATE INDEX notifications_status ON notifications (status, id);
-- only sqlite
CREATE INDEX notifications_order ON notifications (order_no);
-- only sqlite
CREATE UNIQUE INDEX notifications_dedupe ON notifications (dedupe);

CREATE TABLE parts_requests (
  id ID,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  po TEXT NOT NULL,
  part_code TEXT NOT NULL,
  part_name TEXT,
  eta DAY,
  status CODE (requested shipped received) NOT NULL,
  requested_by TEXT NOT NULL,
  requested_at TIME NOT NULL,
  shipped_by TEXT,
  shipped_at TIME,
  received_by TEXT,
  received_at TIME,
  returned_by TEXT,
  returned_at TIME
);
CREATE INDEX parts_requests_order ON parts_requests (order_no);
CREATE INDEX parts_requests_status ON parts_requests (status, eta);
CREATE UNIQUE INDEX parts_requests_po ON parts_requests (po, part_code);
CREATE TABLE replaced_parts (
  id ID,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  part_code TEXT NOT NULL,
  name TEXT NOT NULL,
  old_barcode TEXT,
  new_barcode TEXT,
  monitor FLAG,
  fee INTEGER CHECK (fee >= 0),
  logged_by TEXT NOT NULL,
  logged_at TIME NOT NULL,
  returned_by TEXT,
  returned_at TIME
);
CREATE INDEX replaced_parts_order ON replaced_parts (order_no);
CREATE TABLE referrals (
  id ID,
  kind CODE (proxy carried-in out-of-area pending-case) NOT NULL,
  station TEXT NOT NULL REFERENCES stations (no),
  branch TEXT REFERENCES stations (no),
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
  said_first TEXT,
  in_station FLAG,
  note TEXT,
  ticket INTEGER,
  state CODE (open taken withdrawn) NOT NULL,
  created_by TEXT NOT NULL,
  created_at TIME NOT NULL,
  taken_by TEXT,
  taken_at TIME,
  order_no TEXT
);
CREATE INDEX referrals_state ON referrals (state, region);
CREATE INDEX referrals_station ON referrals (station);
CREATE TABLE pending_tickets (
  id ID,
  region TEXT NOT NULL REFERENCES regions (name),
  station TEXT REFERENCES stations (no),
  customer TEXT NOT NULL,
  phones TEXT NOT NULL,
  address TEXT NOT NULL,
  units INTEGER NOT NULL CHECK (units > 0),
  fault TEXT NOT NULL,
  order_values TEXT NOT NULL,
  state CODE (open batch not_batch) NOT NULL,
  created_by TEXT NOT NULL,
  created_at TIME NOT NULL,
  judged_by TEXT,
  judged_at TIME,
  why TEXT,
  orders TEXT NOT NULL
);
CREATE INDEX pending_tickets_state ON pending_tickets (state, region);
CREATE TABLE polls (
  id ID,
  station TEXT NOT NULL REFERENCES stations (no),
  at TIME NOT NULL,
  login TEXT NOT NULL,
  role TEXT NOT NULL,
  kind CODE (poll download) NOT NULL
);
CREATE INDEX polls_station ON polls (station, at);
CREATE INDEX polls_at ON polls (at);
CREATE TABLE visits (
  id ID,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  at TIME NOT NULL,
  visited_by TEXT NOT NULL,
  result CODE (satisfied unsatisfied unreachable) NOT NULL,
  score INTEGER CHECK (score BETWEEN 1 AND 5),
  answers TEXT,
  note TEXT
);
CREATE INDEX visits_order ON visits (order_no);
CREATE INDEX visits_at ON visits (at);
