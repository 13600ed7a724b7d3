"""Heat networks: what heat buildings need, along which streets it comes, in which pipes, how hot and at what cost."""
