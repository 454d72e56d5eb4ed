BEGIN TRANSACTION;
CREATE TABLE alert (
	spreadsheet TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	last_sent_at TEXT NOT NULL, 
	count INTEGER NOT NULL, 
	PRIMARY KEY (spreadsheet, kind, subject)
)
 STRICT

;
INSERT INTO "alert" VALUES('quality.xlsx','failed','nightly:data','2025-06-03T02:12:00.000000+00:00',0);
CREATE TABLE blob (
	spreadsheet TEXT NOT NULL, 
	run_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	PRIMARY KEY (run_id, kind, name)
)
 STRICT

;
INSERT INTO "blob" VALUES('quality.xlsx','r1','backup','sku_summary','2025-06-03T02:12:00.000000+00:00','57104c57fbe0d1c944620f06ca6f5f1e26fc87025ad368e9327743b8975e4d49');
CREATE TABLE brief (
	spreadsheet TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	subject_of TEXT NOT NULL, 
	period TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	message_id TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	sender TEXT, 
	content_sha256 TEXT NOT NULL, 
	eml BLOB, 
	created_at TEXT NOT NULL, 
	run_id TEXT NOT NULL, 
	PRIMARY KEY (spreadsheet, "key"), 
	UNIQUE (spreadsheet, message_id)
)
 STRICT

;
INSERT INTO "brief" VALUES('quality.xlsx','55527595f4e0915c47ed2387c6be135b','weekly','["B-MUG"]','2025-W23',1,'<brief.55527595f4e0915c47ed2387c6be135b.r1@example.com>','briefs',NULL,'122fae77271a98acdcc2e955dc2ed39d7363567f50c9fcae4e2c15330714df96',X'4D6573736167652D49443A203C62726965662E35353532373539356634653039313563343765643233383763366265313335622E7231406578616D706C652E636F6D3E0D0A5375626A6563743A206272696566730D0A0D0A54776F2072656F72646572732E0D0A','2025-06-03T02:12:00.000000+00:00','r1');
CREATE TABLE content (
	sha256 TEXT NOT NULL, 
	body BLOB NOT NULL, 
	PRIMARY KEY (sha256)
)
 STRICT

;
INSERT INTO "content" VALUES('57104c57fbe0d1c944620f06ca6f5f1e26fc87025ad368e9327743b8975e4d49',X'789C4B4ECDC929060006170214');
CREATE TABLE delivery (
	spreadsheet TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	unclear INTEGER NOT NULL, 
	planned_at TEXT NOT NULL, 
	changed_at TEXT NOT NULL, 
	next_try_at TEXT, 
	code INTEGER, 
	enhanced TEXT, 
	reply TEXT, 
	sent_at TEXT, 
	PRIMARY KEY (spreadsheet, "key", recipient), 
	FOREIGN KEY(spreadsheet, "key") REFERENCES brief (spreadsheet, "key")
)
 STRICT

;
INSERT INTO "delivery" VALUES('quality.xlsx','55527595f4e0915c47ed2387c6be135b','buyer@example.com','sent',1,0,'2025-06-03T02:12:00.000000+00:00','2025-06-03T02:12:00.000000+00:00',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "delivery" VALUES('quality.xlsx','55527595f4e0915c47ed2387c6be135b','team@example.com','planned',0,0,'2025-06-03T02:12:00.000000+00:00','2025-06-03T02:12:00.000000+00:00',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE history (
	spreadsheet TEXT NOT NULL, 
	night TEXT NOT NULL, 
	sku TEXT NOT NULL, 
	status TEXT NOT NULL, 
	nonconforming INTEGER, 
	units INTEGER, 
	PRIMARY KEY (spreadsheet, night, sku)
)
 STRICT

;
INSERT INTO "history" VALUES('quality.xlsx','2025-06-03','MUG','ok',1,200);
CREATE TABLE issue_state (
	spreadsheet TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	first_seen_on TEXT NOT NULL, 
	PRIMARY KEY (spreadsheet, "key")
)
 STRICT

;
INSERT INTO "issue_state" VALUES('quality.xlsx','a','2025-06-03');
CREATE TABLE known_tab (
	spreadsheet TEXT NOT NULL, 
	name TEXT NOT NULL, 
	tab_id TEXT NOT NULL, 
	PRIMARY KEY (spreadsheet, name)
)
 STRICT

;
INSERT INTO "known_tab" VALUES('quality.xlsx','defects','0');
CREATE TABLE meta (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
)
 STRICT

;
INSERT INTO "meta" VALUES('version','2');
CREATE TABLE quota (scope TEXT NOT NULL, kind TEXT NOT NULL, booked TEXT NOT NULL, PRIMARY KEY (scope, kind)) STRICT;
INSERT INTO "quota" VALUES('account:bot@shop.iam.gserviceaccount.com','R','[1748891520.0]');
CREATE TABLE run (
	run_id TEXT NOT NULL, 
	spreadsheet TEXT NOT NULL, 
	job TEXT NOT NULL, 
	slot TEXT, 
	"trigger" TEXT NOT NULL, 
	status TEXT NOT NULL, 
	exit_code INTEGER, 
	started_at TEXT NOT NULL, 
	finished_at TEXT, 
	as_of TEXT NOT NULL, 
	host TEXT NOT NULL, 
	pid INTEGER NOT NULL, 
	app_version TEXT NOT NULL, 
	config_sha256 TEXT NOT NULL, 
	counts TEXT NOT NULL, 
	error TEXT, 
	PRIMARY KEY (run_id)
)
 STRICT

;
INSERT INTO "run" VALUES('r1','quality.xlsx','nightly','2025-06-03T02:10','schedule','ok',0,'2025-06-03T02:12:00.000000+00:00','2025-06-03T02:12:00.000000+00:00','2025-06-03','',0,'','','{"rows_read": 3}',NULL);
CREATE TABLE signal_state (
	spreadsheet TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	opened_on TEXT NOT NULL, 
	last_seen_on TEXT NOT NULL, 
	open INTEGER NOT NULL, 
	quiet_nights INTEGER NOT NULL, 
	units_at_close INTEGER, 
	PRIMARY KEY (spreadsheet, "key")
)
 STRICT

;
INSERT INTO "signal_state" VALUES('quality.xlsx','MUG|broken','2025-06-03','2025-06-03',1,0,NULL);
CREATE TABLE slot (
	spreadsheet TEXT NOT NULL, 
	job TEXT NOT NULL, 
	slot TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_try_at TEXT, 
	run_id TEXT NOT NULL, 
	PRIMARY KEY (spreadsheet, job, slot)
)
 STRICT

;
INSERT INTO "slot" VALUES('quality.xlsx','nightly','2025-06-03T02:10','done',1,NULL,'r1');
CREATE TABLE source (
	spreadsheet TEXT NOT NULL, 
	tab TEXT NOT NULL, 
	run_id TEXT NOT NULL, 
	title TEXT NOT NULL, 
	rows INTEGER NOT NULL, 
	sha256 TEXT NOT NULL, 
	read_at TEXT NOT NULL, 
	PRIMARY KEY (spreadsheet, tab)
)
 STRICT

;
INSERT INTO "source" VALUES('quality.xlsx','defects','r1','Defects',3,'a','2025-06-03T02:12:00.000000+00:00');
CREATE TABLE spent (scope TEXT NOT NULL, kind TEXT NOT NULL, minute TEXT NOT NULL, requests INTEGER NOT NULL, PRIMARY KEY (scope, kind, minute)) STRICT;
INSERT INTO "spent" VALUES('account:bot@shop.iam.gserviceaccount.com','R','2025-06-02T19:12',1);
CREATE INDEX run_latest ON run (spreadsheet, started_at);
CREATE INDEX brief_age ON brief (created_at);
CREATE INDEX blob_age ON blob (created_at);
CREATE INDEX blob_content ON blob (sha256);
CREATE INDEX delivery_state ON delivery (spreadsheet, state);
COMMIT;
