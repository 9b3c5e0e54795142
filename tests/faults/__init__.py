"""Pingdesk before real WordPress while the network, the host or Pingdesk itself fails."""
