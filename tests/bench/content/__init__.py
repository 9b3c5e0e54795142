"""The demo world's texts: posts of its three blogs, and what other bloggers wrote about them."""
