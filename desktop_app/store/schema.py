"""The tables, as a list of forward migrations: number N brings a store from version N-1 to N.

Times are seconds since 1970 (UTC). A status, verdict or action is stored by its word. What a site says
(``status``) is kept apart from what the user sees (``shown``): the aim of his last open decision, else the status.
A decision's ``before`` is what the user saw, its ``base`` what the site said: another status found there later is
somebody else's doing.
"""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE sites (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            home TEXT NOT NULL,
            rest_root TEXT,
            xmlrpc_url TEXT,
            icon_url TEXT,
            user TEXT NOT NULL,
            transport TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'new',
            state_reason TEXT NOT NULL DEFAULT '',
            refreshed REAL,
            colour INTEGER NOT NULL DEFAULT 0,
            UNIQUE (home, user)
        )""",
        """CREATE TABLE posts (
            site_id INTEGER NOT NULL REFERENCES sites ON DELETE CASCADE,
            post_id INTEGER NOT NULL,
            title TEXT NOT NULL,
            url TEXT NOT NULL,
            text TEXT NOT NULL,
            fetched REAL NOT NULL,
            PRIMARY KEY (site_id, post_id)
        ) WITHOUT ROWID""",
        """CREATE TABLE linkbacks (
            id INTEGER PRIMARY KEY,
            site_id INTEGER NOT NULL REFERENCES sites ON DELETE CASCADE,
            comment_id INTEGER NOT NULL,
            post_id INTEGER NOT NULL,
            kind TEXT NOT NULL,
            status TEXT NOT NULL,
            shown TEXT NOT NULL,
            before_spam TEXT,
            before_trash TEXT,
            source_url TEXT NOT NULL,
            sender TEXT NOT NULL,
            title TEXT NOT NULL,
            blog_name TEXT NOT NULL,
            excerpt TEXT NOT NULL,
            received REAL NOT NULL,
            author_ip TEXT NOT NULL,
            author_agent TEXT NOT NULL,
            stored_content TEXT NOT NULL,
            verdict TEXT NOT NULL DEFAULT 'unchecked',
            flags TEXT NOT NULL DEFAULT '',
            verdict_reason TEXT NOT NULL DEFAULT '',
            checked REAL,
            suggestion TEXT NOT NULL DEFAULT 'review',
            score INTEGER NOT NULL DEFAULT 0,
            attention TEXT NOT NULL DEFAULT '',
            UNIQUE (site_id, comment_id)
        )""",
        "CREATE INDEX linkbacks_by_worth ON linkbacks (shown, score DESC, received DESC)",
        "CREATE INDEX linkbacks_by_site ON linkbacks (site_id, status)",
        "CREATE INDEX linkbacks_by_sender ON linkbacks (sender)",
        """CREATE TABLE evidence (
            linkback_id INTEGER PRIMARY KEY REFERENCES linkbacks ON DELETE CASCADE,
            checked REAL NOT NULL,
            object TEXT NOT NULL
        )""",
        """CREATE TABLE acts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            action TEXT NOT NULL,
            decided REAL NOT NULL,
            undoes INTEGER REFERENCES acts,
            fate TEXT NOT NULL DEFAULT 'standing'
        )""",
        """CREATE TABLE decisions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            act_id INTEGER NOT NULL REFERENCES acts,
            linkback_id INTEGER NOT NULL REFERENCES linkbacks ON DELETE CASCADE,
            action TEXT NOT NULL,
            aim TEXT,
            before TEXT NOT NULL,
            base TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL DEFAULT '',
            due REAL NOT NULL,
            was_sent INTEGER NOT NULL DEFAULT 0,
            settled REAL
        )""",
        "CREATE INDEX decisions_by_linkback ON decisions (linkback_id)",
        "CREATE INDEX decisions_by_act ON decisions (act_id)",
        "CREATE INDEX decisions_open ON decisions (due) WHERE state IN ('waiting', 'sending')",
        "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    ),
    (
        # What was learnt of a site (``core.site``), and how its outbox and its refreshes are doing.
        "ALTER TABLE sites ADD COLUMN authorize_url TEXT",
        "ALTER TABLE sites ADD COLUMN time_zone TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE sites ADD COLUMN version TEXT",
        "ALTER TABLE sites ADD COLUMN has_learning_filter INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE sites ADD COLUMN certificate TEXT",
        "ALTER TABLE sites ADD COLUMN multicall INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE sites ADD COLUMN has_trash INTEGER",
        "ALTER TABLE sites ADD COLUMN quicker_bulk TEXT",
        "ALTER TABLE sites ADD COLUMN setbacks INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE sites ADD COLUMN newest_id INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE sites ADD COLUMN reconciled REAL",
        "ALTER TABLE sites ADD COLUMN uncounted INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE sites ADD COLUMN busy_until REAL",
        "CREATE INDEX decisions_in_conflict ON decisions (linkback_id) WHERE state = 'conflict'",
    ),
    (
        # Sources out of reach: how often in a row, and when to try again.
        "ALTER TABLE evidence ADD COLUMN setbacks INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE evidence ADD COLUMN retry_at REAL NOT NULL DEFAULT 0",
    ),
    (
        # No site gets the number of one that was removed: what is still under way for that one would be taken for it.
        "CREATE TABLE site_numbers (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "INSERT INTO site_numbers SELECT id FROM sites",
    ),
)
