"""WordPress access: decoders, transport, discovery, and both clients against real WordPress."""
