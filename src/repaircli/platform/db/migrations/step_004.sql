-- Step 4: how orders come to an end, what a special-case statement is about, what an order is marked as; settings of
-- the policy. Telephone numbers get their one form in step_004.py.

ALTER TABLE orders ADD COLUMN unprinted_why TEXT;
ALTER TABLE orders ADD COLUMN agreed_at TIME;
DROP INDEX orders_left;
CREATE INDEX orders_left ON orders (station) WHERE in_custody AND status IN ('resolved', 'cancelled');
ALTER TABLE promises ADD COLUMN status_before TEXT;
ALTER TABLE contacts ADD COLUMN command TEXT;
ALTER TABLE contacts ADD COLUMN agreed_at TIME;
ALTER TABLE no800_areas RENAME TO areas_without_800;
DROP INDEX no800_areas_once;
CREATE UNIQUE INDEX areas_without_800_once ON areas_without_800 (area, station);
-- SQLite changes no CHECK, so the table is made anew.
ALTER TABLE violations RENAME TO violations_3;
DROP INDEX violations_order;
DROP INDEX violations_station;
CREATE TABLE violations (
  id ID,
  kind CODE (phoned_800 induced_customer unprinted) NOT NULL,
  station TEXT NOT NULL,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  at TIME NOT NULL,
  recorded_by TEXT NOT NULL,
  detail TEXT
);
INSERT INTO violations (kind, station, order_no, at, recorded_by, detail)
  SELECT kind, station, order_no, at, recorded_by, detail FROM violations_3 ORDER BY id;
DROP TABLE violations_3;
CREATE INDEX violations_order ON violations (order_no);
CREATE INDEX violations_station ON violations (station, at);

-- A statement of before is about what its order was at when it was submitted (001-1.5.7, 2.5.6, 6.3.6).
ALTER TABLE orders ADD COLUMN mark CODE (software out-of-warranty complaint batch);
ALTER TABLE forms ADD COLUMN subject CODE (plan service software-oow) NOT NULL DEFAULT 'plan';
UPDATE forms SET subject = (
  SELECT CASE
    WHEN (o.arrived_at <= forms.submitted_at OR o.arrived_at IS NULL AND o.in_custody)
      AND COALESCE(o.picked_up_at, forms.submitted_at) >= forms.submitted_at
      AND COALESCE(o.delivered_at, forms.submitted_at) >= forms.submitted_at THEN 'service'
    WHEN o.started_at <= forms.submitted_at AND (o.service = 'onsite' OR o.paid_visit) THEN 'plan'
    WHEN o.origin <> 'station' THEN 'software-oow'
    WHEN o.service = 'onsite' OR o.paid_visit THEN 'plan'
    ELSE 'service' END
  FROM orders o WHERE o.order_no = forms.order_no);
ALTER TABLE forms ADD COLUMN new_state CODE (pending agreed refused withdrawn) NOT NULL DEFAULT 'pending';
UPDATE forms SET new_state = state;
DROP INDEX forms_state;
ALTER TABLE forms DROP COLUMN state;
ALTER TABLE forms RENAME COLUMN new_state TO state;
CREATE INDEX forms_state ON forms (state, region);
ALTER TABLE forms ADD COLUMN withdrawn_by TEXT;
ALTER TABLE forms ADD COLUMN withdrawn_at TIME;
ALTER TABLE forms ADD COLUMN withdraw_why TEXT;

-- A year that a few imported days had made covered is covered no more: it has fewer than 10 public holidays.
DELETE FROM calendar_years WHERE covered AND 10 > (
  SELECT COUNT(*) FROM calendar_days
  WHERE NOT working AND CAST(SUBSTR(day, 1, 4) AS INTEGER) = calendar_years.year);

CREATE TABLE policy_settings (
  id ID,
  key TEXT NOT NULL CHECK (key <> ''),
  value TEXT,
  from_day DAY NOT NULL,
  why TEXT NOT NULL CHECK (why <> ''),
  set_by TEXT NOT NULL,
  set_at TIME NOT NULL
);
CREATE INDEX policy_settings_key ON policy_settings (key, from_day);

ALTER TABLE orders ADD COLUMN number_history TEXT;

CREATE TABLE order_notes (
  id ID,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  text TEXT NOT NULL,
  written_by TEXT NOT NULL,
  written_at TIME NOT NULL
);
CREATE INDEX order_notes_order ON order_notes (order_no);

CREATE TABLE attachments (
  id ID,
  order_no TEXT NOT NULL REFERENCES orders (order_no),
  file_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  attached_by TEXT NOT NULL,
  attached_at TIME NOT NULL
);
CREATE INDEX attachments_order ON attachments (order_no);

-- The earlier orders of a customer and of a machine are found by these.
-- only sqlite
CREATE INDEX orders_phones ON orders (phones);
-- only postgresql
CREATE INDEX orders_phones ON orders (phones COLLATE "C");
CREATE INDEX orders_serial ON orders (serial) WHERE serial IS NOT NULL;

-- A part that is built in is looked for: no barcode is in two machines.
CREATE INDEX replaced_parts_new ON replaced_parts (new_barcode) WHERE new_barcode IS NOT NULL;

-- What was done on one day is found by it.
CREATE INDEX audit_at ON audit (at);

-- Lists of codes that a company makes itself; two are shipped with what the documents name (003-3.1.7, 3.1.8).
CREATE TABLE codes (
  id ID,
  kind CODE (fault-cause complaint-reason visit-element order-type carrier expense-kind) NOT NULL,
  code TEXT NOT NULL CHECK (code <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  name_en TEXT,
  fault_class CODE (hardware software network use transport none),
  object CODE (product department person),
  answer CODE (score yes-no choice text),
  choices TEXT NOT NULL,
  weight INTEGER,
  required FLAG,
  subjects TEXT NOT NULL,
  free TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_at TIME NOT NULL,
  retired_by TEXT,
  retired_at TIME,
  UNIQUE (kind, code)
);
INSERT INTO codes (kind, code, name, name_en, choices, required, subjects, free, added_by, added_at) VALUES
  ('order-type', 'warranty', '保修', 'warranty', '[]', FALSE, '[]', '["parts","items"]', 'repaircli', '2026-12-01T00:00:00Z'),
  ('order-type', 'agreement', '协议服务', 'agreement', '[]', FALSE, '[]', '[]', 'repaircli', '2026-12-01T00:00:00Z'),
  ('order-type', 'paid', '收费服务', 'paid', '[]', FALSE, '[]', '[]', 'repaircli', '2026-12-01T00:00:00Z'),
  ('order-type', 'proactive', '主动服务', 'proactive', '[]', FALSE, '[]', '["items"]', 'repaircli', '2026-12-01T00:00:00Z'),
  ('expense-kind', 'travel', '差旅', 'travel', '[]', FALSE, '[]', '[]', 'repaircli', '2026-12-01T00:00:00Z'),
  ('expense-kind', 'lodging', '住宿', 'lodging', '[]', FALSE, '[]', '[]', 'repaircli', '2026-12-01T00:00:00Z'),
  ('expense-kind', 'transport', '交通', 'transport', '[]', FALSE, '[]', '[]', 'repaircli', '2026-12-01T00:00:00Z'),
  ('expense-kind', 'freight', '运费', 'freight', '[]', FALSE, '[]', '[]', 'repaircli', '2026-12-01T00:00:00Z'),
  ('expense-kind', 'other', '其他', 'other', '[]', FALSE, '[]', '[]', 'repaircli', '2026-12-01T00:00:00Z');

-- What `order list --text` searches. Triggers keep it, so that whatever writes an order or a note is found at once.
CREATE TABLE order_texts (
  order_no TEXT PRIMARY KEY,
  text TEXT NOT NULL
);
INSERT INTO order_texts (order_no, text)
  SELECT order_no, order_no || '
' || customer || '
' || phones || '
' || COALESCE(caller_no, '') || '
' || address || '
' || fault || '
' || COALESCE(serial, '') FROM orders;
-- only sqlite
CREATE TRIGGER order_texts_new AFTER INSERT ON orders BEGIN INSERT INTO order_texts (order_no, text) VALUES (NEW.order_no, NEW.order_no || '
' || NEW.customer || '
' || NEW.phones || '
' || COALESCE(NEW.caller_no, '') || '
' || NEW.address || '
' || NEW.fault || '
' || COALESCE(NEW.serial, '')); END;
-- only sqlite
CREATE TRIGGER order_texts_changed AFTER UPDATE OF customer, phones, caller_no, address, fault, serial ON orders BEGIN UPDATE order_texts SET text = NEW.order_no || '
' || NEW.customer || '
' || NEW.phones || '
' || COALESCE(NEW.caller_no, '') || '
' || NEW.address || '
' || NEW.fault || '
' || COALESCE(NEW.serial, '') || COALESCE((SELECT '
' || group_concat(n.text, '
') FROM order_notes AS n WHERE n.order_no = NEW.order_no), '') WHERE order_no = NEW.order_no; END;
-- only sqlite
CREATE TRIGGER order_texts_gone AFTER DELETE ON orders BEGIN DELETE FROM order_texts WHERE order_no = OLD.order_no; END;
-- only sqlite
CREATE TRIGGER order_texts_note AFTER INSERT ON order_notes BEGIN UPDATE order_texts SET text = text || '
' || NEW.text WHERE order_no = NEW.order_no; END;
-- only postgresql
CREATE FUNCTION order_texts_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_TABLE_NAME = 'order_notes' THEN UPDATE order_texts SET text = text || chr(10) || NEW.text WHERE order_no = NEW.order_no; RETURN NULL; END IF; IF TG_OP = 'DELETE' THEN DELETE FROM order_texts WHERE order_no = OLD.order_no; RETURN NULL; END IF; INSERT INTO order_texts (order_no, text) VALUES (NEW.order_no, concat_ws(chr(10), NEW.order_no, NEW.customer, NEW.phones, NEW.caller_no, NEW.address, NEW.fault, NEW.serial, (SELECT string_agg(n.text, chr(10)) FROM order_notes AS n WHERE n.order_no = NEW.order_no))) ON CONFLICT (order_no) DO UPDATE SET text = EXCLUDED.text; RETURN NULL; END $$;
-- only postgresql
CREATE TRIGGER order_texts_orders AFTER INSERT OR DELETE OR UPDATE OF customer, phones, caller_no, address, fault, serial ON orders FOR EACH ROW EXECUTE FUNCTION order_texts_keep();
-- only postgresql
CREATE TRIGGER order_texts_notes AFTER INSERT ON order_notes FOR EACH ROW EXECUTE FUNCTION order_texts_keep();

-- Machines by serial number, and what their products have from the day of sale (003-3.1.1, 3.1.2).
CREATE TABLE machines (
  id ID,
  serial TEXT NOT NULL CHECK (serial <> ''),
  serial_key TEXT NOT NULL UNIQUE,
  product CODE (desktop notebook server) NOT NULL,
  model TEXT,
  configuration TEXT,
  customer TEXT NOT NULL,
  phones TEXT NOT NULL,
  address TEXT,
  area TEXT,
  sold_on DAY,
  proof TEXT,
  warranty_until DAY,
  onsite_until DAY,
  station TEXT REFERENCES stations (no),
  state CODE (in_use replaced returned retired) NOT NULL,
  replaces TEXT,
  replaced_by TEXT,
  added_by TEXT NOT NULL,
  added_at TIME NOT NULL
);
CREATE INDEX machines_customer ON machines (customer);
CREATE INDEX machines_product ON machines (product, sold_on);
CREATE TABLE policies (
  id ID,
  product CODE (desktop notebook server) NOT NULL,
  model TEXT NOT NULL,
  from_day DAY NOT NULL,
  warranty_months INTEGER,
  onsite_months INTEGER,
  refund_days INTEGER,
  exchange_days INTEGER,
  doa_days INTEGER,
  exchange_repairs INTEGER,
  set_by TEXT NOT NULL,
  set_at TIME NOT NULL,
  UNIQUE (product, model, from_day)
);

-- What engineers can do, how they are reached, and when they are away (002-1.3, 003-3.1.4).
ALTER TABLE users ADD COLUMN level CODE (expert system senior product repair assistant trainee);
ALTER TABLE users ADD COLUMN tier CODE (application system hardware);
ALTER TABLE users ADD COLUMN platform CODE (single multi);
ALTER TABLE users ADD COLUMN products TEXT NOT NULL DEFAULT '[]';
ALTER TABLE users ADD COLUMN abilities TEXT NOT NULL DEFAULT '[]';
ALTER TABLE users ADD COLUMN email TEXT;
ALTER TABLE users ADD COLUMN mobile TEXT;
ALTER TABLE users ADD COLUMN away TEXT NOT NULL DEFAULT '[]';
