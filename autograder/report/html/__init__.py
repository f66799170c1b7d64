"""Pages for a browser, without a server or a network: pure functions from frozen data to HTML."""
