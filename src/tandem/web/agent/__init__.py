"""The agent API, `/api/v1`: for the console and for programs."""
