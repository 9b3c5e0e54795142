"""Access to WordPress sites: one protocol class, spoken over REST or XML-RPC."""
