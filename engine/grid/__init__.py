"""From map features to a net, its hourly flow and where it congests."""
