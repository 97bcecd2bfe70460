"""Who asks over HTTP: the agent API, the widget API, live streams, pages, problems."""
