"""The command line: thin over the services, one module per group of commands."""
