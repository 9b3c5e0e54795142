"""Stand-ins for what real parts cannot be made to do: lie, die or stall at a chosen moment."""
