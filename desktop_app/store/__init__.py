"""What Pingdesk remembers: one SQLite file per profile."""
